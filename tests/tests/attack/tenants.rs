//! Tenants: what a request selects, against what its token proves.

use secure_api::{
    ConfigError, JwtVerifier, SecureRouter, Security, SecurityBuilder,
    authn::TenantSource,
    clock::ManualClock,
    endpoint::{self, SecureEndpoint},
    get,
    policy::{
        Access, ArgumentKind, Clause, EndpointPolicy, Quota, ResourceInfo, RoleClause, RowArgument,
    },
    prelude::*,
};
use secure_api_tests::{
    app::{ALICE, App, AppState},
    audit::{Events, status},
    client::{Answer, Call},
    endpoints::Role,
    tokens::{self, NOW},
};
use serde_json::{Value, json};

#[secure_endpoint(authenticated)]
async fn whose(principal: Principal) -> String {
    let role = |role: Role, name| if principal.holds(&role) { name } else { "" };
    let roles = [role(Role::Admin, "admin"), role(Role::Viewer, "viewer")].concat();
    format!("{}:{roles}", principal.tenant().unwrap_or_default())
}

#[secure_endpoint(role = "admin")]
async fn for_admins() {}

#[secure_endpoint(public(reason = "tells nothing"), rate = "60/min")]
async fn open() {}

const ADMIN: &Clause = &Clause::Role(RoleClause { table: Role::TABLE, index: 0 });

const LEDGER: ResourceInfo = ResourceInfo {
    name: "Ledger",
    table: "ledgers",
    id: &["id"],
    owners: &[],
    tenant: Some("tenant_id"),
    member: None,
    soft_delete: None,
    version: None,
    columns: &[],
};

/// An endpoint for the rows of one tenant, or of all.
#[derive(Clone, Copy)]
struct Ledgers<const CROSS: bool, const PUBLIC: bool>;

impl<const CROSS: bool, const PUBLIC: bool> SecureEndpoint<()> for Ledgers<CROSS, PUBLIC> {
    const POLICY: &'static EndpointPolicy = &EndpointPolicy {
        name: "ledgers",
        module: "attack",
        access: if PUBLIC {
            Access::Public { reason: "a test", rows: None }
        } else {
            Access::Rule(ADMIN)
        },
        quotas: &[Quota::DEFAULT],
        cross_tenant: if CROSS { Some("a test") } else { None },
        arguments: &[ArgumentKind::Rows(RowArgument {
            resource: &LEDGER,
            loads_row: false,
            transfers: false,
            refers_to: Vec::new,
        })],
        ..EndpointPolicy::CLOSED
    };

    async fn call((): ()) -> impl endpoint::Answer {
        "in"
    }
}

fn routes() -> SecureRouter<AppState> {
    SecureRouter::new()
        .route("/whose", get(whose))
        .route("/admins", get(for_admins))
        .route("/open", get(open))
        .route("/{tenant}/whose", get(whose))
        .route("/{tenant}/open", get(open))
        .route("/{tenant}/ledgers", get(Ledgers::<false, false>))
        .route("/ledgers/of/all", get(Ledgers::<true, false>))
}

fn each() -> JwtVerifier {
    tokens::verifier().tenants_claim("tenants").unwrap()
}

fn one() -> JwtVerifier {
    tokens::verifier().tenant_claim("org").unwrap()
}

async fn app(verifier: JwtVerifier, source: Option<TenantSource>) -> App {
    let settings = |_: SecurityBuilder| {
        let builder = Security::builder()
            .jwt(verifier)
            .roles::<Role>()
            .refusals_per_minute(1_000)
            .clock(ManualClock::at_unix_seconds(NOW));
        match source {
            Some(source) => builder.tenant_from(source),
            None => builder,
        }
    };
    App::routed(settings, routes()).await
}

/// An admin of one tenant, a viewer in the other, and nothing anywhere else.
fn two_tenants() -> String {
    with(json!({"tenants": {"acme": ["admin"], "globex": ["viewer"]}}))
}

fn with(claims: Value) -> String {
    let mut token = tokens::claims(ALICE, &[]);
    let Value::Object(claims) = claims else { panic!("no object") };
    for (name, value) in claims {
        token[name] = value;
    }
    tokens::signed(&token)
}

async fn says(call: Call, text: &str) {
    let answer = call.send().await;
    assert_eq!((answer.status, answer.text()), (200, text));
}

/// One and the same 403 for a tenant that exists and for one that does not.
async fn refused(call: Call) -> Answer {
    let answer = call.send().await;
    answer.problem(403);
    answer
}

/// Tenants believed from a header field of the client's.
#[tokio::test]
async fn a_header_selects_among_what_is_proven() {
    let app = app(each(), Some(TenantSource::header("X-Tenant").unwrap())).await;
    let call =
        |path: &str, tenant: &str| app.get(path).bearing(&two_tenants()).header("x-tenant", tenant);
    says(call("/whose", "acme"), "acme:adminviewer").await;
    says(call("/whose", "globex"), "globex:viewer").await;
    says(app.get("/whose").bearing(&two_tenants()), ":").await;
    let mut answers = Vec::new();
    for tenant in ["initech", "nonexistent", "ACME", "acme,globex", "", "*", "a%63me", "acm\u{e9}"]
    {
        answers.push(refused(call("/whose", tenant)).await.comparable());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    call("/whose", "acme").header("x-tenant", "acme").send().await.problem(400);
    call("/whose", "acme").header("x-tenant", "globex").send().await.problem(400);

    // A role of one tenant is none in another.
    assert_eq!(call("/admins", "acme").send().await.status, 200);
    refused(call("/admins", "globex")).await;
    refused(app.get("/admins").bearing(&two_tenants())).await;
    assert_eq!(call("/acme/ledgers", "acme").send().await.status, 200);
    refused(call("/acme/ledgers", "globex")).await;
    refused(app.get("/acme/ledgers").bearing(&two_tenants())).await;

    // Nobody without a token selects anything, and a public endpoint asks nobody.
    app.get("/whose").header("x-tenant", "acme").send().await.problem(401);
    assert_eq!(call("/open", "initech").send().await.status, 200);
    assert_eq!(call("/open", "acme").header("x-tenant", "b").send().await.status, 200);
    // No other place selects.
    says(
        app.get("/globex/whose?tenant=acme").bearing(&two_tenants()).header("tenant", "acme"),
        ":",
    )
    .await;
}

#[tokio::test]
async fn an_event_names_the_tenant_that_was_selected() {
    let events = Events::default();
    let (sink, source) = (events.clone(), TenantSource::header("x-tenant").unwrap());
    let settings = |_: SecurityBuilder| {
        let builder = Security::builder().jwt(each()).roles::<Role>().tenant_from(source);
        builder.clock(ManualClock::at_unix_seconds(NOW)).audit(sink)
    };
    let app = App::routed(settings, routes()).await;
    for (tenant, path, expected, noted) in [
        ("acme", "/admins", 200, Some("acme")),
        ("globex", "/admins", 403, Some("globex")),
        ("initech", "/admins", 403, None),
    ] {
        app.get(path).bearing(&two_tenants()).header("x-tenant", tenant).send().await;
        let event = events.take_one();
        let (answered, principal) = (status(&event), &event.principal);
        assert_eq!(
            (answered, principal.subject(), principal.tenant()),
            (Some(expected), ALICE, noted)
        );
    }
}

#[tokio::test]
async fn a_host_selects_among_what_is_proven() {
    let app = app(each(), Some(TenantSource::host("{tenant}.example.com").unwrap())).await;
    let call = |host: &str| {
        let call = app.get("/whose").bearing(&two_tenants()).without("host");
        call.header("host", host).header("x-tenant", "globex")
    };
    says(call("acme.example.com"), "acme:adminviewer").await;
    says(call("ACME.Example.com:8443"), "acme:adminviewer").await;
    says(call("globex.example.com"), "globex:viewer").await;
    for host in ["initech.example.com", "acme.globex.example.com", ".example.com", "*.example.com"]
    {
        refused(call(host)).await;
    }
    // Another host selects none of the two.
    for host in ["example.com", "acme.example.com.evil.test", "acmeexample.com", "acme.example.org"]
    {
        says(call(host), ":").await;
    }
}

#[tokio::test]
async fn a_path_selects_among_what_is_proven() {
    let app = app(each(), Some(TenantSource::path("tenant").unwrap())).await;
    let call = |path: &str| app.get(path).bearing(&two_tenants()).header("x-tenant", "acme");
    says(call("/acme/whose"), "acme:adminviewer").await;
    says(call("/globex/whose"), "globex:viewer").await;
    says(call("/a%63me/whose"), "acme:adminviewer").await;
    says(call("/whose"), ":").await;
    for path in ["/initech/whose", "/ACME/whose", "/acme%20/whose", "/acme%00/whose", "/%ff/whose"]
    {
        refused(call(path)).await;
    }
    assert_eq!(call("/acme/ledgers").send().await.status, 200);
    refused(call("/globex/ledgers")).await;
    refused(call("/initech/ledgers")).await;
    assert_eq!(call("/initech/open").send().await.status, 200);
}

/// Most tokens prove one tenant, and requests need not name it.
#[tokio::test]
async fn the_one_tenant_of_a_token() {
    for (app, token, roles) in [
        (
            app(one(), Some(TenantSource::header("x-tenant").unwrap())).await,
            with(json!({"org": "acme", "roles": ["admin"]})),
            "acme:adminviewer",
        ),
        (
            app(each(), Some(TenantSource::header("x-tenant").unwrap())).await,
            with(json!({"tenants": {"acme": ["viewer"]}, "roles": ["admin"]})),
            "acme:viewer",
        ),
    ] {
        says(app.get("/whose").bearing(&token), roles).await;
        says(app.get("/whose").bearing(&token).header("x-tenant", "acme"), roles).await;
        refused(app.get("/whose").bearing(&token).header("x-tenant", "globex")).await;
    }
}

/// A tenant claim that is missing made the filter NULL, and the roles of one tenant roles everywhere.
#[tokio::test]
async fn a_token_without_a_tenant() {
    let header = || Some(TenantSource::header("x-tenant").unwrap());
    for source in [None, header()] {
        let app = app(one(), source).await;
        let token = with(json!({"roles": ["admin"]}));
        says(app.get("/whose").bearing(&token), ":").await;
        refused(app.get("/admins").bearing(&token)).await;
        refused(app.get("/acme/ledgers").bearing(&token)).await;
        refused(app.get("/ledgers/of/all").bearing(&token)).await;
    }
    let app = app(one(), header()).await;
    let token = with(json!({"roles": ["admin"]}));
    refused(app.get("/whose").bearing(&token).header("x-tenant", "acme")).await;
}

/// An admin of one tenant at the endpoint that reaches all of them.
#[tokio::test]
async fn roles_of_a_tenant_do_not_cross_tenants() {
    let app_of_one = app(one(), None).await;
    let token = with(json!({"org": "acme", "roles": ["admin"]}));
    assert_eq!(app_of_one.get("/acme/ledgers").bearing(&token).send().await.status, 200);
    refused(app_of_one.get("/ledgers/of/all").bearing(&token)).await;

    let app = app(each(), None).await;
    let tenants = json!({"acme": ["admin"], "globex": ["admin"]});
    refused(app.get("/ledgers/of/all").bearing(&with(json!({ "tenants": tenants })))).await;
    let one = json!({"acme": ["admin"]});
    refused(app.get("/ledgers/of/all").bearing(&with(json!({ "tenants": one })))).await;
    let global = with(json!({"tenants": {"acme": []}, "roles": ["admin"]}));
    assert_eq!(app.get("/ledgers/of/all").bearing(&global).send().await.status, 200);
    // Nor does it work the other way round.
    refused(app.get("/acme/ledgers").bearing(&global)).await;
}

/// Guessing tenants costs as any other denial does, and each caller for itself.
#[tokio::test]
async fn guessing_tenants_is_charged_to_the_caller() {
    let source = TenantSource::header("x-tenant").unwrap();
    let settings = |_: SecurityBuilder| {
        let clock = ManualClock::at_unix_seconds(NOW);
        let builder = Security::builder().jwt(each()).roles::<Role>().clock(clock);
        builder.tenant_from(source).refusals_per_minute(3)
    };
    let app = App::routed(settings, routes()).await;
    let guess = |subject: &str| app.get("/whose").by(subject, &[]).header("x-tenant", "guess");
    for _ in 0..3 {
        guess("mallory").send().await.problem(403);
    }
    guess("mallory").send().await.problem(429);
    guess("alice").send().await.problem(403);
}

#[tokio::test]
async fn configurations_that_leave_a_tenant_open() {
    for bad in ["", "x tenant", "x:tenant", "é"] {
        assert!(TenantSource::header(bad).is_err(), "{bad}");
    }
    for bad in [
        "",
        "example.com",
        "{tenant}",
        "{tenant}.",
        "{tenant}example.com",
        "{tenant}.Example.com",
        "{tenant}.example.com:443",
        "{tenant}.{tenant}.com",
        "{tenant}..com",
        "https://{tenant}.example.com",
        "api.{tenant}.example.com",
        "{org}.example.com",
    ] {
        assert!(TenantSource::host(bad).is_err(), "{bad}");
    }
    for bad in ["", "{tenant}", "*tenant", "a/b"] {
        assert!(TenantSource::path(bad).is_err(), "{bad}");
    }

    let refusal = |builder: SecurityBuilder, path: &str, public: bool| {
        let routes = SecureRouter::new();
        let routes = match public {
            true => routes.route(path, get(Ledgers::<false, true>)),
            false => routes.route(path, get(Ledgers::<false, false>)),
        };
        let security = builder.roles::<Role>().build().unwrap();
        let nested =
            SecureRouter::new().nest("/{tenant}", SecureRouter::new().route("/x", get(open)));
        nested.merge(routes).with_state(security).into_service().err()
    };
    let by_path = |verifier| {
        Security::builder().jwt(verifier).tenant_from(TenantSource::path("tenant").unwrap())
    };
    let no_claim = refusal(Security::builder().jwt(tokens::verifier()), "/ledgers", false);
    assert!(matches!(no_claim, Some(ConfigError::NoTenant { .. })), "{no_claim:?}");
    let for_anyone = refusal(Security::builder().jwt(one()), "/ledgers", true);
    assert!(matches!(for_anyone, Some(ConfigError::NoTenant { .. })), "{for_anyone:?}");
    let no_capture = refusal(by_path(one()), "/ledgers/{id}", false);
    assert!(matches!(no_capture, Some(ConfigError::MissingTenantCapture { .. })), "{no_capture:?}");
    assert!(refusal(by_path(each()), "/tenants/{tenant}/ledgers", false).is_none());
    assert!(refusal(Security::builder().jwt(each()), "/ledgers", false).is_none());
}

/// Each customer brings an issuer of its own, and one of them names another's tenant, with any role in it.
#[tokio::test]
async fn an_issuer_names_its_own_tenants_only() {
    let partner = || tokens::partner_verifier().tenants_claim("tenants").unwrap();
    let both = || {
        Security::builder().jwt(each()).jwt(partner()).owners(|_, subject| Some(subject.to_owned()))
    };
    let why = both().build().unwrap_err();
    assert!(matches!(why, ConfigError::NoTenants), "{why}");
    assert!(why.to_string().contains("tenants(|issuer, tenant| …)"), "{why}");

    let settings = |_: SecurityBuilder| {
        both()
            .tenants(|issuer, tenant| match (issuer, tenant) {
                (tokens::ISSUER, tenant) => Some(tenant.to_owned()),
                (tokens::PARTNER, "home" | "house") => Some("partner".to_owned()),
                _ => None,
            })
            .roles::<Role>()
            .clock(ManualClock::at_unix_seconds(NOW))
            .tenant_from(TenantSource::header("x-tenant").unwrap())
    };
    let app = App::routed(settings, routes()).await;
    let of_partner = |tenants: Value| with(json!({ "iss": tokens::PARTNER, "tenants": tenants }));
    let token = of_partner(json!({ "acme": ["admin"], "partner": ["admin"] }));
    says(app.get("/whose").bearing(&token), ":").await;
    for tenant in ["acme", "partner"] {
        refused(app.get("/whose").bearing(&token).header("x-tenant", tenant)).await;
    }
    let token = of_partner(json!({ "acme": ["admin"], "home": ["viewer"] }));
    says(app.get("/whose").bearing(&token), "partner:viewer").await;
    refused(app.get("/whose").bearing(&token).header("x-tenant", "acme")).await;
    refused(app.get("/whose").bearing(&token).header("x-tenant", "home")).await;
    // Two names for one tenant would leave open whose roles count.
    let token = of_partner(json!({ "home": ["viewer"], "house": ["admin"] }));
    app.get("/whose").bearing(&token).send().await.problem(401);
    let own = with(json!({ "tenants": { "acme": ["admin"] } }));
    says(app.get("/whose").bearing(&own), "acme:adminviewer").await;
}

/// The one tenant of a token that its issuer may not name is none, and its roles go with it.
#[tokio::test]
async fn a_tenant_that_its_issuer_cannot_prove() {
    let settings = |_: SecurityBuilder| {
        Security::builder()
            .jwt(one())
            .tenants(|_, tenant| (tenant == "acme").then(|| tenant.to_owned()))
            .roles::<Role>()
            .clock(ManualClock::at_unix_seconds(NOW))
    };
    let app = App::routed(settings, routes()).await;
    let ask = |tenant| {
        let token = with(json!({ "org": tenant, "roles": ["admin"] }));
        app.get("/whose").bearing(&token)
    };
    says(ask("acme"), "acme:adminviewer").await;
    says(ask("globex"), ":").await;
}

#[secure_endpoint(not(role = "viewer"))]
async fn not_for_viewers() {}

/// Whoever is a mere viewer in each of its tenants selected none of them, and was no viewer at all.
#[tokio::test]
async fn leaving_out_the_tenant_takes_no_role_off() {
    let settings = |_: SecurityBuilder| {
        Security::builder()
            .jwt(each())
            .roles::<Role>()
            .clock(ManualClock::at_unix_seconds(NOW))
            .tenant_from(TenantSource::header("x-tenant").unwrap())
    };
    let app = App::routed(settings, SecureRouter::new().route("/", get(not_for_viewers))).await;
    let token = |tenants: Value| with(json!({ "tenants": tenants, "roles": [] }));
    let ask = |token: &str| app.get("/").bearing(token);
    let viewer = token(json!({ "acme": ["viewer"], "globex": ["admin"], "initech": [] }));
    refused(ask(&viewer)).await;
    refused(ask(&viewer).header("x-tenant", "acme")).await;
    refused(ask(&viewer).header("x-tenant", "globex")).await;
    says(ask(&viewer).header("x-tenant", "initech"), "").await;
    refused(ask(&token(json!({ "acme": ["unheard-of"], "globex": [] })))).await;
    says(ask(&token(json!({ "acme": [], "globex": [] }))), "").await;
    says(ask(&token(json!({}))), "").await;
}
