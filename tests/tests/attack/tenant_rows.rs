//! Two tenants with two users each: nobody reads, changes, counts or confirms a row of the other tenant, admins included.

use axum::{Json, extract::Query, http::StatusCode};
use secure_api::{
    ConfigError, SecureRouter, Security, SecurityBuilder, authn::TenantSource, clock::ManualClock,
    get, prelude::*,
};
use secure_api_tests::{
    app::{ABSENT, ALICE, App, AppState, BOB},
    client::{Answer, Call},
    database::On,
    endpoints::Role,
    on_each_database,
    tokens::{self, NOW},
};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

on_each_database! {
    every_operation_stays_in_its_tenant,
    a_role_ends_with_its_tenant,
    crossing_tenants_takes_a_role_outside_of_them,
    no_input_names_the_tenant,
    a_view_that_leaves_out_the_tenant_of_its_table_does_not_start,
}

#[derive(Resource, sqlx::FromRow, Serialize)]
#[resource(table = "invoices")]
struct Invoice {
    #[resource(id)]
    id: Uuid,
    #[resource(tenant)]
    tenant: String,
    #[resource(owner)]
    owner_id: Uuid,
    total: i64,
    open: bool,
}

#[derive(SecureInput)]
#[input(create = Invoice)]
struct NewInvoice {
    total: i64,
    open: bool,
}

#[derive(SecureInput)]
#[input(update = Invoice)]
struct Change {
    total: Option<i64>,
    open: Option<bool>,
}

/// An endpoint of each kind, for each rule: the reading ones, and the writing ones by an id that was and was not loaded before.
macro_rules! endpoints {
    ($module:ident: $($rule:tt)*) => {
        mod $module {
            use super::*;

            #[secure_endpoint($($rule)*)]
            async fn list(
                invoices: Scoped<Invoice>,
                Valid(Query(page)): Valid<Query<PageRequest>>,
            ) -> Result<Json<Page<Invoice>>> {
                Ok(Json(invoices.list(&page).await?))
            }

            #[secure_endpoint($($rule)*)]
            async fn count(invoices: Scoped<Invoice>) -> Result<String> {
                Ok(invoices.count(Search::all()).await?.to_string())
            }

            #[secure_endpoint($($rule)*)]
            async fn create(
                invoices: Scoped<Invoice>,
                Valid(Json(new)): Valid<Json<NewInvoice>>,
            ) -> Result<(StatusCode, Json<Invoice>)> {
                Ok((StatusCode::CREATED, Json(invoices.create(new).await?)))
            }

            #[secure_endpoint($($rule)*)]
            async fn read(invoice: Owned<Invoice>) -> Json<Invoice> {
                Json(invoice.into_inner())
            }

            #[secure_endpoint($($rule)*)]
            async fn update(
                invoice: Owned<Invoice>,
                Valid(Json(change)): Valid<Json<Change>>,
            ) -> Result<Json<Invoice>> {
                Ok(Json(invoice.update(change).await?))
            }

            #[secure_endpoint($($rule)*)]
            async fn remove(
                invoices: Scoped<Invoice>,
                Valid(axum::extract::Path(path)): Valid<axum::extract::Path<InvoicePath>>,
            ) -> Result<StatusCode> {
                invoices.delete(path.id).await?;
                Ok(StatusCode::NO_CONTENT)
            }

            pub fn routes() -> SecureRouter<AppState> {
                SecureRouter::new()
                    .route("/", get(list).post(create))
                    .route("/count", get(count))
                    .route("/{id}", get(read).patch(update).delete(remove))
            }
        }
    };
}

#[derive(SecureInput)]
struct InvoicePath {
    id: Uuid,
}

endpoints!(own: owner, rate(none, reason = "a test"));
endpoints!(shared: any(role = "admin", owner), rate(none, reason = "a test"));
endpoints!(unscoped: role = "admin", unscoped(reason = "bookkeeping"), rate(none, reason = "a test"));
endpoints!(filtered: any(role = "admin", row(open = true)), rate(none, reason = "a test"));
endpoints!(crossing: role = "admin", unscoped(reason = "an audit"), cross_tenant(reason = "an audit"), rate(none, reason = "a test"));

#[secure_endpoint(role = "admin", unscoped(reason = "bookkeeping"))]
async fn limited(invoices: Scoped<Invoice>) -> Result<String> {
    Ok(invoices.count(Search::all()).await?.to_string())
}

/// The callers, each in one tenant.
const CALLERS: [(&str, &str, &[&str]); 4] = [
    ("acme", ALICE, &[]),
    ("acme", BOB, &["admin"]),
    ("globex", ALICE, &["admin"]),
    ("globex", BOB, &[]),
];

/// Two invoices of each caller, one of them open.
fn id(tenant: &str, owner: &str, open: bool) -> String {
    let number = CALLERS.iter().position(|(of, who, _)| (*of, *who) == (tenant, owner)).unwrap();
    format!("00000000-0000-4000-8000-00000000{}{:03}", number + 1, u8::from(open))
}

async fn start(on: On) -> App {
    let verifier = tokens::verifier().tenants_claim("tenants").unwrap();
    let settings = |_: SecurityBuilder| {
        Security::builder()
            .jwt(verifier)
            .roles::<Role>()
            .refusals_per_minute(10_000)
            .clock(ManualClock::at_unix_seconds(NOW))
            .tenant_from(TenantSource::header("x-tenant").unwrap())
    };
    let routes = SecureRouter::new()
        .nest("/own", own::routes())
        .nest("/shared", shared::routes())
        .nest("/unscoped", unscoped::routes())
        .nest("/filtered", filtered::routes())
        .nest("/crossing", crossing::routes())
        .route("/limited", get(limited));
    let app = App::routed_on(on, settings, routes).await;
    app.database
        .run(
            "CREATE TABLE invoices (id UUID PRIMARY KEY NOT NULL, tenant TEXT NOT NULL, \
             owner_id UUID NOT NULL, total BIGINT NOT NULL, open BOOLEAN NOT NULL)",
        )
        .await;
    for (tenant, owner, _) in CALLERS {
        for open in [false, true] {
            let id = id(tenant, owner, open);
            let row = format!("(UUID '{id}', '{tenant}', UUID '{owner}', 7, {open})");
            app.database.run(&format!("INSERT INTO invoices VALUES {row}")).await;
        }
    }
    app
}

/// The rows of a tenant, or of the others.
async fn rows(app: &App, tenant: &str, of_it: bool) -> Vec<(Uuid, String, Uuid, i64, bool)> {
    let of = if of_it { "=" } else { "<>" };
    let rows = format!("SELECT * FROM invoices WHERE tenant {of} '{tenant}' ORDER BY id");
    app.database.rows(&rows).await
}

fn token(tenants: Value, subject: &str, roles: &[&str]) -> String {
    tokens::token_with(subject, roles, json!({ "tenants": tenants }))
}

/// Whether this rule lets this caller reach this row, in plain words.
fn reaches(rule: &str, caller: (&str, &str, &[&str]), row: (&str, &str, bool)) -> bool {
    let (tenant, subject, roles) = caller;
    let (of_tenant, of_owner, open) = row;
    let is_admin = roles.contains(&"admin");
    tenant == of_tenant
        && match rule {
            "own" => subject == of_owner,
            "shared" => is_admin || subject == of_owner,
            "unscoped" => is_admin,
            "filtered" => is_admin || open,
            _ => false,
        }
}

async fn every_operation_stays_in_its_tenant(on: On) {
    for (tenant, subject, roles) in CALLERS {
        let app = start(on).await;
        let others = rows(&app, tenant, false).await;
        let token = token(json!({ tenant: roles }), subject, &[]);
        let call = |method, path: &str| app.call(method, path).bearing(&token);
        let caller = (tenant, subject, roles);
        for rule in ["own", "shared", "unscoped", "filtered"] {
            let denied = rule == "unscoped" && roles.is_empty();
            let mut reached = Vec::new();
            for (of_tenant, owner, _) in CALLERS {
                for open in [false, true] {
                    let id = id(of_tenant, owner, open);
                    let path = format!("/{rule}/{id}");
                    let expected = reaches(rule, caller, (of_tenant, owner, open));
                    let read = call("GET", &path).send().await;
                    let change = call("PATCH", &path).json(r#"{"total": 8}"#).send().await;
                    let status = if denied {
                        403
                    } else if expected {
                        200
                    } else {
                        404
                    };
                    assert_eq!((read.status, change.status), (status, status), "{caller:?} {path}");
                    if expected {
                        reached.push(id);
                    } else {
                        let remove = call("DELETE", &path).send().await;
                        remove.problem(status);
                        let absent = call("GET", &format!("/{rule}/{ABSENT}")).send().await;
                        assert_eq!(read.body, absent.body);
                    }
                }
            }
            let list = call("GET", &format!("/{rule}")).send().await;
            let count = call("GET", &format!("/{rule}/count")).send().await;
            if denied {
                assert_eq!((list.status, count.status), (403, 403));
                continue;
            }
            let listed = list.json();
            let listed: Vec<_> = listed["items"].as_array().unwrap().iter().collect();
            assert!(listed.iter().all(|invoice| invoice["tenant"] == tenant), "{listed:?}");
            reached.sort();
            let ids: Vec<_> =
                listed.iter().map(|invoice| invoice["id"].as_str().unwrap()).collect();
            assert_eq!(ids, reached, "{caller:?} {rule}");
            assert_eq!(count.text(), reached.len().to_string());

            let new = call("POST", &format!("/{rule}")).json(r#"{"total": 1, "open": true}"#);
            let made = new.send().await;
            assert_eq!(made.status, 201, "{caller:?} {rule}");
            let made = made.json();
            assert_eq!((&made["tenant"], &made["owner_id"]), (&json!(tenant), &json!(subject)));
            let path = format!("/{rule}/{}", made["id"].as_str().unwrap());
            assert_eq!(call("DELETE", &path).send().await.status, 204, "{caller:?} {path}");
        }
        assert_eq!(rows(&app, tenant, false).await, others, "{caller:?}");
        assert_eq!(rows(&app, tenant, true).await.len(), 4, "{caller:?}");
    }
}

async fn in_tenant(call: Call, tenant: Option<&str>) -> Answer {
    match tenant {
        Some(tenant) => call.header("x-tenant", tenant).send().await,
        None => call.send().await,
    }
}

/// An admin of one tenant who is a plain user of the other.
async fn a_role_ends_with_its_tenant(on: On) {
    let app = start(on).await;
    let token = token(json!({ "acme": ["admin"], "globex": [] }), ALICE, &["admin"]);
    let count = |tenant| in_tenant(app.get("/shared/count").bearing(&token), tenant);
    assert_eq!(count(Some("acme")).await.text(), "4", "all of acme's");
    assert_eq!(count(Some("globex")).await.text(), "2", "her own of globex's");
    for tenant in [None, Some("initech"), Some("ACME"), Some("acme,globex"), Some("*"), Some("")] {
        let answer = count(tenant).await;
        assert!(matches!(answer.status, 400 | 403), "{tenant:?}: {answer:?}");
    }
    let unscoped = |tenant| in_tenant(app.get("/unscoped/count").bearing(&token), tenant);
    assert_eq!(unscoped(Some("acme")).await.text(), "4");
    unscoped(Some("globex")).await.problem(403);
    // The id of a row of the tenant that was not selected.
    let foreign = format!("/shared/{}", id("globex", BOB, true));
    in_tenant(app.get(&foreign).bearing(&token), Some("acme")).await.problem(404);
}

/// Who may look into every tenant has that from nobody's tenant.
async fn crossing_tenants_takes_a_role_outside_of_them(on: On) {
    let app = start(on).await;
    let ask = |token: &str, path: &str| app.get(path).bearing(token).send();
    let of_acme = token(json!({ "acme": ["admin"] }), ALICE, &[]);
    ask(&of_acme, "/crossing/count").await.problem(403);
    let of_both = token(json!({ "acme": ["admin"], "globex": ["admin"] }), ALICE, &[]);
    ask(&of_both, "/crossing/count").await.problem(403);

    let auditor = token(json!({}), ALICE, &["admin"]);
    assert_eq!(ask(&auditor, "/crossing/count").await.text(), "8");
    ask(&auditor, "/unscoped/count").await.problem(403);
    let answer = ask(&auditor, "/limited").await;
    answer.problem(403);
    assert!(
        !answer.has("ratelimit"),
        "no tenant is a matter of the rule, not of the rows: {answer:?}"
    );
    for (tenant, owner, _) in CALLERS {
        let path = format!("/crossing/{}", id(tenant, owner, true));
        assert_eq!(ask(&auditor, &path).await.json()["tenant"], tenant);
    }
    // A new row would belong to no tenant.
    let new = app.post("/crossing").bearing(&auditor).json(r#"{"total": 1, "open": true}"#);
    new.send().await.problem(403);
    assert_eq!(rows(&app, "acme", true).await.len() + rows(&app, "acme", false).await.len(), 8);
}

/// The tenant of a row is not the client's to say.
async fn no_input_names_the_tenant(on: On) {
    let app = start(on).await;
    let token = token(json!({ "acme": ["admin"] }), BOB, &[]);
    for body in [
        r#"{"total": 1, "open": true, "tenant": "globex"}"#,
        r#"{"total": 1, "open": true, "tenant_id": "globex"}"#,
    ] {
        app.post("/shared").bearing(&token).json(body).send().await.problem(422);
    }
    let path = format!("/shared/{}", id("acme", BOB, true));
    let change = app.call("PATCH", &path).bearing(&token).json(r#"{"tenant": "globex"}"#);
    change.send().await.problem(422);
}

/// What a list shows of an invoice, as one writes it in a hurry.
#[derive(Resource, sqlx::FromRow, Serialize)]
#[resource(table = "invoices")]
struct InvoiceTotal {
    #[resource(id)]
    id: Uuid,
    #[resource(owner)]
    owner_id: Uuid,
    total: i64,
}

#[secure_endpoint(any(role = "admin", owner))]
async fn count_totals(totals: Scoped<InvoiceTotal>) -> Result<String> {
    Ok(totals.count(Search::all()).await?.to_string())
}

/// A second view of a table has forgotten the tenant, and an admin of one tenant reached the rows of all by it.
async fn a_view_that_leaves_out_the_tenant_of_its_table_does_not_start(on: On) {
    let app = start(on).await;
    let routes = SecureRouter::new()
        .nest("/own", own::routes())
        .route("/totals", get(count_totals))
        .with_state(app.state.clone());
    let why = routes.into_service().unwrap_err();
    assert!(
        matches!(why, ConfigError::ViewsDisagree { attribute: "tenant", column: "tenant", .. }),
        "{why}"
    );
    let why = why.to_string();
    assert!(why.contains("::count_totals (") && why.contains("`InvoiceTotal`"), "{why}");
}
