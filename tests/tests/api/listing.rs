//! The policy listing: what is listed is what answers, and what is not listed nobody answers.

use std::{collections::BTreeSet, time::Duration};

use axum::{Json, Router};
use secure_api::{
    Limits, SecureRouter, SecureService, Security, delete, get,
    listing::{AnsweredBy, Entry, Implied, Limit, Policies},
    patch,
    policy::{OptOut, OptOutKind},
    post,
    prelude::*,
    put,
};
use secure_api_tests::{
    app::AppState,
    audit::Events,
    client::{Answer, Call, request},
    endpoints::{self, announce, me, read, statistics, unchecked},
};
use tower::{ServiceExt as _, layer::util::Identity};
use tower_http::cors::CorsLayer;

type Routes = SecureRouter<Security>;

#[secure_endpoint(public(reason = "a test"), rate(none, reason = "it is asked often"))]
async fn one() {}

#[secure_endpoint(public(reason = "a test"), rate(none, reason = "it is asked often"))]
async fn two() {}

#[secure_endpoint(public(reason = "a test"), rate(none, reason = "it is asked often"))]
async fn three() {}

fn security(events: &Events) -> Security {
    Security::builder().audit(events.clone()).build().unwrap()
}

/// Routes of every kind: the root, captures, a fixed path beside a capture, a rest, a slash at the end.
fn leaf() -> Routes {
    SecureRouter::new()
        .route("/", get(one))
        .route("/x", get(one).post(two))
        .route("/x/{id}", get(three).delete(one))
        .route("/x/me", put(two))
        .route("/slash/", get(two))
        .route("/files/{*rest}", get(three))
}

/// A router for each way of putting one together.
fn ways(security: &Security) -> Vec<(&'static str, SecureRouter)> {
    let new = Routes::new;
    let y = || new().route("/y", patch(three));
    let done = |routes: Routes| routes.with_state(security.clone());
    let layer = Identity::new;
    vec![
        ("nothing", done(new())),
        ("routes", done(leaf())),
        (
            "every method",
            done(new().route("/x", get(one).post(two).put(three).patch(one).delete(two))),
        ),
        (
            "each method alone",
            done(
                new()
                    .route("/get", get(one))
                    .route("/post", post(one))
                    .route("/put", put(one))
                    .route("/patch", patch(one))
                    .route("/delete", delete(one)),
            ),
        ),
        ("a path twice", done(new().route("/x", post(two)).route("/x", get(one).put(three)))),
        ("captures only", done(new().route("/{a}", get(one)).route("/{a}/{b}", post(two)))),
        ("a rest at the root", done(new().route("/", get(one)).route("/{*rest}", get(two)))),
        ("nest", done(new().nest("/api", leaf()))),
        ("nest below a slash", done(new().nest("/api/", leaf()))),
        ("nest below a capture", done(new().nest("/{tenant}", leaf()))),
        ("nest in nest", done(new().nest("/a", new().nest("/b", leaf()).merge(y())))),
        ("two nests", done(new().nest("/a", leaf()).nest("/b", leaf()))),
        ("nest beside a route", done(new().route("/a/y", get(one)).nest("/a", y()))),
        ("merge", done(leaf().merge(y()))),
        ("merge on one path", done(leaf().merge(new().route("/x", delete(three))))),
        ("merge in nest in merge", done(y().merge(new().nest("/a", leaf().merge(y()))))),
        ("layer before merge", done(leaf().layer(layer()).merge(y()))),
        ("layer after merge", done(leaf().merge(y()).layer(layer()).layer(layer()))),
        ("layer before nest", done(new().nest("/a", leaf().layer(layer())))),
        ("layer before route", done(new().layer(layer()).route("/x", get(one)))),
        ("state before merge", done(leaf()).merge(done(y()))),
        ("state before nest", done(y()).nest("/a", done(leaf()))),
        ("state before layer", done(leaf()).layer(layer())),
        ("all of it", {
            let inner = leaf().layer(layer()).merge(y());
            done(new().nest("/{a}/b", inner).merge(leaf()))
                .nest("/c", done(y().layer(layer())).merge(done(leaf())))
                .layer(layer())
        }),
    ]
}

/// Whether a path is one of those that a template stands for. For axum, a capture is empty only before another segment.
fn matches(template: &str, path: &str) -> bool {
    let mut given = path.split('/').peekable();
    for segment in template.split('/') {
        let Some(part) = given.next() else { return false };
        let is_there = !part.is_empty() || given.peek().is_some();
        let fits = match segment {
            rest if rest.starts_with("{*") => return is_there,
            capture if capture.starts_with('{') => is_there,
            fixed => fixed == part,
        };
        if !fits {
            return false;
        }
    }
    given.next().is_none()
}

/// The listed path that a request goes to: a fixed segment comes before a capture, and that before a rest.
fn template<'a>(policies: &'a Policies, path: &str) -> Option<&'a str> {
    let rank = |template: &&str| -> Vec<usize> {
        let kind = |segment: &str| segment.chars().take_while(|c| ['{', '*'].contains(c)).count();
        template.split('/').map(kind).collect()
    };
    policies.iter().map(Entry::path).filter(|template| matches(template, path)).min_by_key(rank)
}

/// Paths that are listed, and paths that nearly are.
fn probes(policies: &Policies) -> BTreeSet<String> {
    let mut probes: BTreeSet<String> =
        ["/", "/x", "/y", "/nothing", "/api", "/a/", "//x", "/files/", "/x/me/", "/X"]
            .map(str::to_owned)
            .into();
    for entry in policies.iter() {
        let segments = entry.path().split('/').map(|segment| match segment {
            rest if rest.starts_with("{*") => "some/where",
            capture if capture.starts_with('{') => "1",
            fixed => fixed,
        });
        let path = segments.collect::<Vec<_>>().join("/");
        let without = path.trim_end_matches('/');
        probes.extend([path.clone(), format!("{path}/"), format!("{path}/more")]);
        probes.extend((!without.is_empty()).then(|| without.to_owned()));
    }
    probes
}

const METHODS: [&str; 11] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND",
    "get",
];

#[tokio::test]
async fn what_is_listed_is_what_answers_however_it_is_mounted() {
    let events = Events::default();
    let security = security(&events);
    for (way, routes) in ways(&security) {
        let policies = routes.policies();
        let service = routes.into_service().unwrap();
        let outer = Router::new().nest_service("/outer", service.clone());
        let mut reached = BTreeSet::new();
        for path in probes(&policies) {
            for method in METHODS {
                let template = template(&policies, &path);
                let listed: Vec<&Entry> = policies
                    .iter()
                    .filter(|entry| Some(entry.path()) == template && entry.method() == method)
                    .collect();
                assert!(listed.len() < 2, "{way}: {method} {path} is listed twice");
                let policy = listed.first().and_then(|entry| entry.policy());
                let expected = match (policy, template) {
                    (Some(_), _) => 200,
                    (None, Some(_)) => 405,
                    (None, None) => 404,
                };

                let inner = Call::new(service.clone(), method, &path).send().await;
                check(&format!("{way}: {method} {path}"), &inner, expected, policy, &events);
                reached.extend(listed.iter().map(|entry| (method, entry.path())));
                if path.starts_with("//") {
                    continue; // where axum takes the prefix away, it takes an empty segment along
                }
                // Elsewhere the same answers, below a prefix that the listing does not know.
                let prefixed = request(method, &format!("/outer{path}"));
                let nested = Answer::of(outer.clone().oneshot(prefixed).await.unwrap()).await;
                check(&format!("{way}: {method} /outer{path}"), &nested, expected, policy, &events);
            }
        }
        let all: BTreeSet<_> =
            policies.iter().map(|entry| (entry.method().as_str(), entry.path())).collect();
        assert_eq!(reached, all, "{way}: something is listed that no request reaches");
    }
}

/// The status, and which endpoint the audit event names.
#[track_caller]
fn check(
    request: &str,
    answer: &Answer,
    expected: u16,
    policy: Option<&secure_api::policy::EndpointPolicy>,
    events: &Events,
) {
    assert_eq!(answer.status, expected, "{request}");
    let endpoint = events.take_one().endpoint.map(ToString::to_string);
    assert_eq!(endpoint, policy.map(ToString::to_string), "{request}");
    assert_eq!(answer.has("allow"), expected == 405, "{request}");
}

#[test]
fn every_path_has_its_preflight_and_every_get_its_head() {
    let routes: SecureRouter<AppState> = SecureRouter::new()
        .route("/me", get(me).post(me))
        .nest("/v1", SecureRouter::new().route("/", get(me)).route("/documents/{id}", get(read)))
        .merge(SecureRouter::new().route("/announcements", post(announce)))
        .route("/v1", post(announce));
    let line = |entry: &Entry| {
        let name = entry.policy().map_or("-", |policy| policy.name);
        format!("{} {} {name} {:?}", entry.method(), entry.path(), entry.implied())
    };
    let listed: Vec<_> = routes.policies().iter().map(line).collect();
    let expected = [
        "GET /me me None",
        "HEAD /me me Some(Head)",
        "POST /me me None",
        "OPTIONS /me - Some(Preflight)",
        "GET /v1 me None",
        "HEAD /v1 me Some(Head)",
        "GET /v1/documents/{id} read None",
        "HEAD /v1/documents/{id} read Some(Head)",
        "OPTIONS /v1/documents/{id} - Some(Preflight)",
        "POST /announcements announce None",
        "OPTIONS /announcements - Some(Preflight)",
        "POST /v1 announce None",
        "OPTIONS /v1 - Some(Preflight)",
    ];
    assert_eq!(listed, expected);
}

async fn preflight(service: &SecureService, path: &str) -> Answer {
    let call = Call::new(service.clone(), "OPTIONS", path)
        .header("origin", "https://app.example")
        .header("access-control-request-method", "POST");
    call.send().await
}

/// A layer around some methods of a path answers its preflight only if it stands around those that were mounted last.
#[tokio::test]
async fn a_preflight_is_answered_by_what_the_listing_says() {
    let events = Events::default();
    let security = security(&events);
    let x = || Routes::new().route("/x", get(one));
    let and_post = || Routes::new().route("/x", post(two));
    for (routes, answered_by, layers) in [
        (x(), AnsweredBy::Router, 0),
        (x().layer(CorsLayer::permissive()), AnsweredBy::LayerOrRouter, 1),
        (x().layer(CorsLayer::permissive()).merge(and_post()), AnsweredBy::Router, 0),
        (x().merge(and_post().layer(CorsLayer::permissive())), AnsweredBy::LayerOrRouter, 1),
        (
            x().layer(CorsLayer::permissive()).layer(Identity::new()).merge(leaf_y()),
            AnsweredBy::LayerOrRouter,
            2,
        ),
    ] {
        let routes = routes.with_state(security.clone());
        let policies = routes.policies();
        let is_preflight =
            |entry: &&Entry| entry.path() == "/x" && entry.implied() == Some(Implied::Preflight);
        let entry = policies.iter().find(is_preflight).unwrap();
        assert_eq!((entry.answered_by(), entry.layers()), (answered_by, layers), "{policies}");
        let answer = preflight(&routes.into_service().unwrap(), "/x").await;
        let expected = if answered_by == AnsweredBy::Router { 405 } else { 200 };
        assert_eq!(answer.status, expected, "{policies}");
        assert!(events.take_one().endpoint.is_none());
    }
}

fn leaf_y() -> Routes {
    Routes::new().route("/y", get(one))
}

/// What the documentation of `Policies` says about layers.
#[tokio::test]
async fn a_layer_sees_unknown_paths_too() {
    let routes = Routes::new().route("/x", get(one)).layer(CorsLayer::permissive());
    let routes = routes.with_state(security(&Events::default()));
    let answer = preflight(&routes.into_service().unwrap(), "/nothing").await;
    assert_eq!(answer.status, 200);
}

#[test]
fn the_table_tells_rules_opt_outs_and_sources() {
    let table = endpoints::routes().policies().to_string();
    let lines: Vec<&str> = table.lines().collect();
    let line = |begin: &str| *lines.iter().find(|line| line.starts_with(begin)).unwrap();
    assert!(line("METHOD").ends_with("SOURCE") && !line("METHOD").contains("LIMITS"), "{table}");
    let health = line("GET, HEAD  /health");
    assert!(health.contains("public: a health check tells nothing"), "{table}");
    assert!(health.contains("tests/src/endpoints.rs:"), "{table}");
    assert!(line("GET, HEAD  /statistics").contains("unscoped: a number, no content"), "{table}");
    assert!(line("POST       /unchecked").contains("unchecked input"), "{table}");
    assert!(line("GET, HEAD  /panics").contains("600/min (default)"), "{table}");
    let last = "OPTIONS (preflight) on every path: no endpoint; 405 with `Allow`";
    assert_eq!(lines.last(), Some(&last));
}

#[secure_endpoint(authenticated, body = "10KiB", timeout = "1500ms", tier = "heavy")]
async fn limited(_: Unchecked<axum::body::Bytes>) {}

#[test]
fn limits_are_the_endpoints_own_or_the_servers() {
    let routes = || Routes::new().route("/limited", post(limited)).route("/one", get(one));
    let of = |policies: &Policies, path: &str| {
        let entry = policies.iter().find(|entry| entry.path() == path).unwrap().clone();
        (entry.body(), entry.timeout())
    };
    let stated = (
        Some(Limit { value: 10 * 1024, stated: true }),
        Some(Limit { value: Duration::from_millis(1500), stated: true }),
    );
    assert_eq!(of(&routes().policies(), "/limited"), stated);
    assert_eq!(of(&routes().policies(), "/one"), (None, None));

    let mut limits = Limits::default();
    limits.body = 77;
    let security = Security::builder().limits(limits).build().unwrap();
    let policies = routes().with_state(security).policies();
    assert_eq!(of(&policies, "/limited"), stated);
    let servers = (
        Some(Limit { value: 77, stated: false }),
        Some(Limit { value: Duration::from_secs(30), stated: false }),
    );
    assert_eq!(of(&policies, "/one"), servers);
    let preflight = policies.iter().find(|entry| entry.implied() == Some(Implied::Preflight));
    assert_eq!(preflight.unwrap().body(), None);

    let table = policies.to_string();
    assert!(
        table.contains("body 10KiB, timeout 1500ms") && table.contains("tier heavy"),
        "{table}"
    );
    let split = Routes::new().route("/a", get(one)).layer(Identity::new()).route("/b", get(one));
    let table = split.policies().to_string();
    assert!(table.contains("OPTIONS (preflight) on /b: no endpoint; 405"), "{table}");
    assert!(table.contains("OPTIONS (preflight) on /a: no endpoint; a layer"), "{table}");
}

#[secure_endpoint(optional(reason = "a greeting by name"), rate(none, reason = "cheap"))]
async fn greet() {}

#[test]
fn every_opt_out_is_listed_with_its_reason() {
    let routes = SecureRouter::<AppState>::new()
        .route("/one", post(one))
        .route("/greet", post(greet))
        .route("/statistics", post(statistics))
        .route("/unchecked", post(unchecked))
        .route("/announce", post(announce));
    let opt_out = |kind, reason| OptOut { kind, field: None, reason };
    let expected = [
        vec![
            opt_out(OptOutKind::Public, Some("a test")),
            opt_out(OptOutKind::Unlimited, Some("it is asked often")),
        ],
        vec![
            opt_out(OptOutKind::Optional, Some("a greeting by name")),
            opt_out(OptOutKind::Unlimited, Some("cheap")),
        ],
        vec![opt_out(OptOutKind::Unscoped, Some("a number, no content"))],
        vec![opt_out(OptOutKind::Unchecked, None)],
        vec![],
    ];
    let policies = routes.policies();
    let found: Vec<_> = policies.iter().filter_map(Entry::policy).map(|it| it.opt_outs()).collect();
    assert_eq!(found, expected);
}

/// Leaves a field without a bound, and contains itself.
#[derive(SecureInput)]
struct Note {
    #[input(unbounded(reason = "notes are as long as they are"))]
    text: String,
    answer: Option<Box<Self>>,
    pages: Option<Page>,
}

#[derive(SecureInput)]
enum Page {
    Blank,
    Full(#[input(unbounded(reason = "the body is small"))] Vec<u8>),
}

#[secure_endpoint(authenticated)]
async fn note(Valid(Json(note)): Valid<Json<Note>>) -> String {
    match (note.answer, note.pages) {
        (Some(_), _) | (_, Some(Page::Blank)) => String::new(),
        (None, Some(Page::Full(page))) => page.len().to_string(),
        (None, None) => note.text,
    }
}

#[test]
fn a_field_without_a_bound_is_listed_with_its_reason() {
    let policies = Routes::new().route("/notes", post(note)).policies();
    let policy = policies.iter().find_map(Entry::policy).unwrap();
    let unbounded = |field: &str, reason| OptOut {
        kind: OptOutKind::Unbounded,
        field: Some(field.to_owned()),
        reason: Some(reason),
    };
    let expected = [
        unbounded("Note.text", "notes are as long as they are"),
        unbounded("Page.0", "the body is small"),
    ];
    assert_eq!(policy.opt_outs(), expected, "each once, though the note contains itself");
    let table = policies.to_string();
    assert!(table.contains("unbounded Note.text: notes are as long as they are"), "{table}");
    let json = serde_json::json!({
        "kind": "unbounded",
        "field": "Note.text",
        "reason": "notes are as long as they are",
    });
    assert_eq!(policies.to_json()["endpoints"][0]["policy"]["opt_outs"][0], json);
}
