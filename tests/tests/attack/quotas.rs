//! Ways around a quota.

use axum::{
    extract::{Request, State},
    http::Method,
};
use futures_util::FutureExt as _;
use secure_api::{
    __private::Handled as _, SecureRouter, endpoint::Unchecked, get, policy::Quota, prelude::*,
    rate::MemoryStore,
};
use secure_api_tests::{
    app::{ALICE, ALICES, App, AppState, BOB},
    limited,
    stores::{Shared, shared},
    tokens,
};
use serde_json::json;
use tower::ServiceExt as _;

/// For the endpoints of the tier, which are not asked here.
const FREE: Quota = Quota::per_caller(1_000, 1);

/// Django REST Framework: counters that are read and written apart let parallel requests pass.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_requests_pass_exactly_as_often_as_allowed() {
    let app = App::with(|security| security.refusals_per_minute(1_000)).await;
    let tasks: Vec<_> =
        (0..100).map(|_| tokio::spawn(app.get("/me").by(ALICE, &[]).send())).collect();
    let mut passed = 0;
    for task in tasks {
        let answer = task.await.unwrap();
        assert!(matches!(answer.status, 200 | 429));
        passed += usize::from(answer.status == 200);
    }
    assert_eq!((passed, app.runs()), (5, 5));
}

/// The same for guessing: attempts in parallel are no more than attempts one after the other.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_guesses_are_counted() {
    let app = App::with(|security| security.refusals_per_minute(7)).await;
    let tasks: Vec<_> =
        (0..100).map(|_| tokio::spawn(app.get("/me").bearing("a.b.c").send())).collect();
    let mut judged = 0;
    for task in tasks {
        judged += usize::from(task.await.unwrap().status == 401);
    }
    assert_eq!(judged, 7);
}

/// `tower_governor` and `NestJS`'s throttler: the leftmost `X-Forwarded-For` was believed.
#[tokio::test]
async fn an_address_in_a_header_is_not_believed() {
    let app = App::start().await;
    let names = [
        "x-forwarded-for",
        "forwarded",
        "x-real-ip",
        "cf-connecting-ip",
        "true-client-ip",
        "x-client-ip",
    ];
    for place in 0..5 {
        let mut call = app.get("/health");
        for name in names {
            call = call.header(name, &format!("203.0.113.{place}"));
        }
        assert_eq!(call.send().await.status, 200);
    }
    for name in names {
        app.get("/health").header(name, "203.0.113.99").send().await.problem(429);
        app.get("/health").header(name, "127.0.0.1").send().await.problem(429);
    }
}

/// An IPv6 client owns a whole network, and may write its IPv4 address in two ways.
#[tokio::test]
async fn another_address_of_the_same_client_brings_no_quota() {
    let app = App::start().await;
    for host in 1..=5 {
        let address = format!("2001:db8::{host}");
        assert_eq!(app.get("/health").from(&address).send().await.status, 200);
    }
    app.get("/health").from("2001:db8::ffff:ffff:ffff:ffff").send().await.problem(429);
    for _ in 0..5 {
        assert_eq!(app.get("/health").from("198.51.100.7").send().await.status, 200);
    }
    app.get("/health").from("::ffff:198.51.100.7").send().await.problem(429);
}

/// `tower_governor`: `per_second(2)` meant one every two seconds.
#[tokio::test]
async fn five_per_minute_are_five_per_minute() {
    let app = App::start().await;
    for _ in 0..3 {
        for _ in 0..5 {
            assert_eq!(app.get("/me").by(ALICE, &[]).send().await.status, 200);
        }
        app.get("/me").by(ALICE, &[]).send().await.problem(429);
        app.wait(60);
    }
}

/// A fresh token, another role, another path: one caller stays one caller.
#[tokio::test]
async fn another_token_of_the_same_caller_brings_no_quota() {
    let app = App::start().await;
    for number in 0..5 {
        let mut claims = tokens::claims(ALICE, &[["viewer", "editor", "admin"][number % 3]]);
        claims["jti"] = json!(number);
        let path = format!("/me?{number}");
        let call = app.get(&path).bearing(&tokens::signed(&claims)).header("x-request-id", "1");
        assert_eq!(call.send().await.status, 200);
    }
    app.get("/%6De").by(ALICE, &["admin"]).send().await.problem(404);
    app.get("/me").by(ALICE, &["admin"]).from("203.0.113.5").send().await.problem(429);
}

/// A subject that reads like an address, or like another caller's key put together otherwise.
#[tokio::test]
async fn callers_are_told_apart_by_all_of_their_name() {
    let app = App::start().await;
    for _ in 0..6 {
        app.get("/me").by("ab", &[]).send().await;
    }
    for other in ["a", "b", "abc", "ab ", "Ab", "192.0.2.1"] {
        assert_eq!(app.get("/me").by(other, &[]).send().await.status, 200, "{other}");
    }
}

/// A flood of new keys made a bounded store forget the old ones.
#[tokio::test]
async fn a_flood_of_addresses_resets_nobodys_quota() {
    let store = MemoryStore::with_max_cells(8);
    let app = App::with(|security| shared(security, store)).await;
    for _ in 0..5 {
        app.get("/health").send().await;
    }
    for host in 0..50 {
        app.get("/health").from(&format!("198.51.100.{host}")).send().await;
    }
    app.get("/health").send().await.problem(429);
}

/// Requests that are refused later cost as well: guessing what is valid is not free.
#[tokio::test]
async fn an_invalid_request_costs() {
    let app = App::start().await;
    for body in ["{", "{}", "[]", "{\"title\": 1}", ""] {
        let status = app.post("/documents").by(ALICE, &["editor"]).json(body).send().await.status;
        assert!(matches!(status, 400 | 422));
    }
    let good = json!({"title": "T", "content": ""});
    app.post("/documents").by(ALICE, &["editor"]).json(good).send().await.problem(429);
}

/// A denial that reached the endpoint's quota would let one caller learn of another's; one that cost nothing, probe forever.
#[tokio::test]
async fn a_probe_for_ids_ends() {
    let app = App::start().await;
    let mut answers = Vec::new();
    for _ in 0..61 {
        let path = format!("/documents/{}", uuid::Uuid::new_v4());
        answers.push(app.get(&path).by(BOB, &["viewer"]).send().await.status);
    }
    assert_eq!(answers.pop(), Some(429));
    assert!(answers.iter().all(|status| *status == 404));
    assert_eq!(
        app.get(&format!("/documents/{ALICES}")).by(ALICE, &["viewer"]).send().await.status,
        200
    );
}

/// Strangers who send no credentials guess nothing, but whoever shares their address (a proxy, a school) was refused.
#[tokio::test]
async fn requests_without_credentials_lock_nobody_out() {
    let app = App::start().await;
    for _ in 0..60 {
        app.get("/me").send().await.problem(401);
    }
    assert_eq!(app.get("/me").by(ALICE, &[]).send().await.status, 200);
}

fn first_of_a_name() -> SecureRouter<AppState> {
    #[secure_endpoint(authenticated, rate = "1/h")]
    async fn one() {}
    SecureRouter::new().route("/first", get(one))
}

fn second_of_a_name() -> SecureRouter<AppState> {
    #[secure_endpoint(authenticated, rate = "60/min")]
    async fn one() {}
    SecureRouter::new().route("/second", get(one))
}

/// Quotas that share a cell because their names are alike: one caller's use of this is charged to that.
#[tokio::test]
async fn two_endpoints_of_one_name_have_two_quotas() {
    let routes = first_of_a_name().merge(second_of_a_name());
    let app = App::routed(|security| security, routes).await;
    assert_eq!(app.get("/first").by(ALICE, &[]).send().await.status, 200);
    assert_eq!(app.get("/second").by(ALICE, &[]).send().await.status, 200);
}

/// Several processes behind one balancer: each counted for itself, so the quota grew with their number.
#[tokio::test]
async fn processes_that_share_a_store_share_a_quota() {
    let store = Shared::default();
    let (one, two) = (store.clone(), store);
    let apps = [
        App::with(|security| shared(security, one)).await,
        App::with(|security| shared(security, two)).await,
    ];
    let mut passed = 0;
    for app in &apps {
        for _ in 0..5 {
            let answer = app.get("/me").by(ALICE, &[]).send().await;
            passed += usize::from(answer.status == 200);
        }
    }
    assert_eq!(passed, 5);
}

/// Reading the counter before the request and writing it after: guesses in parallel all saw room. Three quarters of these succeed,
/// and their charges come back in between.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_failures_are_no_more_than_the_quota() {
    let app = App::routed(|security| security.tier("heavy", FREE), limited::routes()).await;
    let tasks: Vec<_> = (0..50).map(|_| tokio::spawn(app.post("/login").send())).collect();
    let mut failed = 0;
    for task in tasks {
        let status = task.await.unwrap().status;
        assert!(matches!(status, 401 | 429));
        failed += usize::from(status == 401);
    }
    assert_eq!(failed, 5);
    let app = App::routed(|security| security.tier("heavy", FREE), limited::routes()).await;
    let method = |number| if number % 4 == 0 { "POST" } else { "GET" };
    let tasks: Vec<_> =
        (0..200).map(|number| tokio::spawn(app.call(method(number), "/login").send())).collect();
    let mut failed = 0;
    for task in tasks {
        failed += usize::from(task.await.unwrap().status == 401);
    }
    assert!(failed <= 5, "{failed} failures");
}

/// Guesses that are broken off before the answer cost nothing where only answers are counted.
#[tokio::test]
async fn a_guess_that_is_broken_off_costs() {
    let app = App::routed(|security| security.tier("heavy", FREE), limited::routes()).await;
    for _ in 0..5 {
        assert!(app.call("DELETE", "/login").send().now_or_never().is_none());
    }
    app.get("/login").send().await.problem(429);
}

/// A caller whose own quota was used up went on using up what everybody shares.
#[tokio::test]
async fn a_refused_caller_uses_up_nothing_of_what_all_share() {
    let app = App::routed(|security| security.tier("heavy", FREE), limited::routes()).await;
    for _ in 0..9 {
        app.get("/several").by(ALICE, &[]).send().await;
    }
    for _ in 0..2 {
        let answer = app.get("/several").by(BOB, &[]).from("192.0.2.2").send().await;
        assert_eq!(answer.status, 200);
    }
}

/// Verifying signatures is work: garbage has to stop costing it.
#[tokio::test]
async fn a_flood_of_tokens_is_stopped_before_they_are_looked_at() {
    let app = App::routed(|security| security.tier("heavy", FREE), limited::routes()).await;
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(app.get("/address_only").bearing("a.b.c").send().await.status);
    }
    assert_eq!(statuses, [401, 401, 401, 429, 429]);
}

/// How busy others are is nobody's business.
#[tokio::test]
async fn a_quota_for_all_tells_nothing_of_others() {
    let app = App::routed(|security| security.tier("heavy", FREE), limited::routes()).await;
    let mut answers = Vec::new();
    for host in ["192.0.2.1", "192.0.2.2"] {
        answers.push(app.get("/for_all").from(host).send().await);
    }
    assert_eq!(answers[0].comparable(), answers[1].comparable());
}

/// A tier that the configuration lost, in a router that does not check it.
#[tokio::test]
async fn a_tier_without_a_quota_admits_nobody() {
    type Arguments = (Unchecked<Method>,);
    let app = App::start().await;
    let request = app.get("/heavy").into_request();
    let unchecked = |State(state): State<AppState>, request: Request| {
        Arguments::handle::<limited::heavy_for_all>(request, state)
    };
    let router = axum::Router::new().route("/heavy", axum::routing::get(unchecked));
    let answer = router.with_state(app.state.clone()).oneshot(request).await.unwrap();
    assert_eq!(answer.status(), 500);
}
