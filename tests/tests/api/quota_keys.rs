//! Quotas by several keys, with burst and cost, counting failures, and shared by a tier.

use std::time::Duration;

use futures_util::FutureExt as _;
use secure_api::{
    Limits, SecurityBuilder,
    policy::{Count, Quota, QuotaKey},
};
use secure_api_tests::{
    app::{ADMIN, ALICE, App, BOB},
    limited,
    stores::{CAUSE, Failing, FailingAfter, shared},
};

async fn app() -> App {
    with(|security| security).await
}

/// All endpoints, with a tier of two requests.
async fn with(settings: impl FnOnce(SecurityBuilder) -> SecurityBuilder) -> App {
    let tier = |security: SecurityBuilder| security.tier("heavy", Quota::per_caller(2, 60));
    App::routed(|security| settings(tier(security)), limited::routes()).await
}

#[tokio::test]
async fn every_quota_has_to_have_room() {
    let app = app().await;
    let ask = |subject| app.get("/several").by(subject, &[]).send();
    for left in (0..3).rev() {
        let answer = ask(ALICE).await;
        assert_eq!(answer.status, 200);
        // The one that is for all stays hidden.
        assert_eq!(answer.header("ratelimit-policy"), r#""ip";q=10;w=60,"user";q=3;w=60"#);
        let ip = left + 7;
        let standings = format!(r#""ip";r={ip};t=6,"user";r={left};t=20"#);
        assert_eq!(answer.header("ratelimit"), standings);
    }
    let answer = ask(ALICE).await;
    assert_eq!(answer.problem(429)["violated-policies"], serde_json::json!(["user"]));
    assert_eq!(answer.header("retry-after"), "20");
    // Alice's refusal cost nothing of what is for all: two are left.
    assert_eq!(ask(BOB).await.status, 200);
    assert_eq!(ask(BOB).await.status, 200);
    let answer = ask(BOB).await;
    let problem = answer.problem(429);
    assert_eq!(problem["type"], "https://iana.org/assignments/http-problem-types#quota-exceeded");
    assert!(problem.get("violated-policies").is_none(), "{problem}");
    assert_eq!(answer.header("retry-after"), "12");
    // Bob's own stands as it was, but its `t` would be later than `Retry-After`.
    assert_eq!(answer.header("ratelimit-policy"), r#""ip";q=10;w=60,"user";q=3;w=60"#);
    assert_eq!(answer.header("ratelimit"), r#""ip";r=3;t=6"#);
    app.wait(12);
    assert_eq!(ask(BOB).await.header("ratelimit"), r#""ip";r=4;t=6,"user";r=0;t=8"#);
}

#[tokio::test]
async fn the_address_is_counted_before_anybody_is_authenticated() {
    let app = app().await;
    for token in ["a.b.c", "x", ""] {
        let answer = app.get("/address_only").bearing(token).send().await;
        answer.problem(401);
        assert_eq!(answer.header("ratelimit-policy"), r#""ip";q=3;w=60"#);
    }
    for call in [
        app.get("/address_only"),
        app.get("/address_only").bearing("a.b.c"),
        app.get("/address_only").by(ALICE, &[]),
        app.get("/address_only").header("authorization", "x").header("authorization", "y"),
    ] {
        let answer = call.send().await;
        assert_eq!(answer.problem(429)["violated-policies"], serde_json::json!(["ip"]));
        assert!(!answer.has("www-authenticate"));
    }
    assert_eq!(app.get("/address_only").by(ALICE, &[]).from("192.0.2.2").send().await.status, 200);
}

#[tokio::test]
async fn two_quotas_of_one_name_are_two() {
    let app = app().await;
    let ask = || app.get("/of_one_name").by(ALICE, &[]).send();
    for statuses in [[200, 200, 429], [200, 200, 429]] {
        for status in statuses {
            assert_eq!(ask().await.status, status);
        }
        app.wait(60);
    }
    ask().await.problem(429);
}

/// Without a tenant each caller is counted alone.
#[tokio::test]
async fn callers_without_a_tenant_share_no_quota() {
    let app = app().await;
    let ask = |subject| app.get("/of_a_tenant").by(subject, &[]).send();
    assert_eq!(ask(ALICE).await.status, 200);
    assert_eq!(ask(ALICE).await.status, 200);
    ask(ALICE).await.problem(429);
    assert_eq!(ask(BOB).await.status, 200);
}

#[tokio::test]
async fn what_is_for_all_is_not_shown() {
    let app = app().await;
    for host in ["192.0.2.1", "192.0.2.2"] {
        let answer = app.get("/for_all").from(host).send().await;
        assert_eq!(answer.status, 200);
        assert!(!answer.has("ratelimit") && !answer.has("ratelimit-policy"));
    }
    let answer = app.get("/for_all").from("192.0.2.3").send().await;
    answer.problem(429);
    assert!(!answer.has("ratelimit") && !answer.has("ratelimit-policy"));
    assert_eq!(answer.header("retry-after"), "30");
}

#[tokio::test]
async fn no_service_limit_outlasts_retry_after() {
    let app = app().await;
    assert_eq!(app.get("/for_all_and_caller").send().await.status, 200);
    let answer = app.get("/for_all_and_caller").send().await;
    answer.problem(429);
    assert_eq!(answer.header("retry-after"), "5");
    assert!(answer.has("ratelimit-policy") && !answer.has("ratelimit"));
}

#[tokio::test]
async fn a_burst_passes_at_once_and_then_the_rate() {
    let app = app().await;
    let ask = || app.get("/bursting").by(ALICE, &[]).send();
    for left in ["1", "0"] {
        let answer = ask().await;
        assert_eq!(answer.header("ratelimit-policy"), r#""caller";q=60;w=60"#);
        assert_eq!(answer.header("ratelimit"), format!(r#""caller";r={left};t=1"#));
    }
    for _ in 0..3 {
        let answer = ask().await;
        answer.problem(429);
        assert_eq!(answer.header("retry-after"), "1");
        app.wait(1);
        assert_eq!(ask().await.status, 200);
    }
    app.wait(3_600);
    for status in [200, 200, 429] {
        assert_eq!(ask().await.status, status);
    }
}

#[tokio::test]
async fn a_request_costs_its_units() {
    let app = app().await;
    let ask = || app.get("/costly").by(ALICE, &[]).send();
    assert_eq!(ask().await.header("ratelimit"), r#""caller";r=35;t=1"#);
    assert_eq!(ask().await.header("ratelimit"), r#""caller";r=10;t=1"#);
    let answer = ask().await;
    answer.problem(429);
    assert_eq!(answer.header("retry-after"), "15");
    assert_eq!(answer.header("ratelimit"), r#""caller";r=10;t=1"#);
    app.wait(15);
    assert_eq!(ask().await.status, 200);
}

#[tokio::test]
async fn what_costs_more_than_the_burst_never_passes() {
    let app = app().await;
    for _ in 0..3 {
        let answer = app.get("/too_costly").by(ALICE, &[]).send().await;
        answer.problem(429);
        assert_eq!(answer.header("retry-after"), "60");
        app.wait(60);
    }
}

#[tokio::test]
async fn only_failures_count() {
    let app = app().await;
    for _ in 0..50 {
        let answer = app.get("/login").send().await;
        assert_eq!((answer.status, answer.header("ratelimit")), (200, r#""ip";r=5;t=0"#));
    }
    for left in (0..5).rev() {
        let answer = app.post("/login").send().await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.header("ratelimit"), format!(r#""ip";r={left};t=12"#));
    }
    for _ in 0..3 {
        let answer = app.post("/login").send().await;
        answer.problem(429);
        assert_eq!(answer.header("retry-after"), "12", "the refusal costs nothing");
    }
    app.get("/login").send().await.problem(429);
    app.wait(12);
    assert_eq!(app.get("/login").send().await.status, 200);
    assert_eq!(app.post("/login").send().await.status, 401);
}

#[tokio::test]
async fn what_counts_requests_is_not_given_back() {
    let app = app().await;
    let answer = app.get("/guess").by(ALICE, &[]).send().await;
    let standings = r#""ip";r=19;t=3,"guesses";r=5;t=0,"caller";r=99;t=1"#;
    assert_eq!(answer.header("ratelimit"), standings);
    let answer = app.post("/guess").by(ALICE, &[]).send().await;
    let standings = r#""ip";r=18;t=3,"guesses";r=4;t=12,"caller";r=98;t=1"#;
    assert_eq!(answer.header("ratelimit"), standings);
}

/// A request that the client breaks off, and one that takes too long, are failures.
#[tokio::test]
async fn no_answer_is_a_failure() {
    let mut limits = Limits::default();
    limits.time = Duration::from_millis(100);
    let app = with(|security| security.limits(limits)).await;
    app.call("DELETE", "/login").send().await.problem(408);
    assert!(app.call("DELETE", "/login").send().now_or_never().is_none());
    assert_eq!(app.get("/login").send().await.header("ratelimit"), r#""ip";r=3;t=12"#);
}

#[tokio::test]
async fn an_endpoint_without_quotas_asks_no_store() {
    let app = with(|security| shared(security, Failing)).await;
    for call in [app.get("/unlimited"), app.get("/unlimited").by(ALICE, &[])] {
        let answer = call.send().await;
        assert_eq!(answer.status, 200);
        assert!(!answer.has("ratelimit") && !answer.has("ratelimit-policy"));
    }
}

/// A policy written by hand that forgot its quotas.
#[tokio::test]
async fn no_quota_without_a_reason_is_the_default() {
    let answer = app().await.get("/undecided").by(ALICE, &[]).send().await;
    assert_eq!(answer.header("ratelimit-policy"), r#""caller";q=600;w=60"#);
}

#[tokio::test]
async fn a_store_that_fails_admits_nobody() {
    let asks =
        [("/undecided", 1, 200), ("/several", 0, 503), ("/several", 1, 503), ("/several", 2, 200)];
    for (path, charges, status) in asks {
        let app = with(|security| shared(security, FailingAfter::charges(charges))).await;
        let answer = app.get(path).by(ALICE, &[]).send().await;
        assert_eq!(answer.status, status, "{path} after {charges}");
        assert!(!answer.text().contains(CAUSE));
    }
}

#[tokio::test]
async fn a_charge_that_cannot_be_given_back_stays() {
    let app = with(|security| shared(security, FailingAfter::charges(5))).await;
    for left in (0..5).rev() {
        let answer = app.get("/login").send().await;
        assert_eq!((answer.status, answer.text()), (200, "done"));
        assert_eq!(answer.header("ratelimit"), format!(r#""ip";r={left};t=12"#));
    }
}

#[tokio::test]
async fn the_endpoints_of_a_tier_share_its_quota() {
    let app = app().await;
    let ask = |path: &str, subject| app.get(path).by(subject, &[]).send();
    let answer = ask("/heavy", ALICE).await;
    assert_eq!(answer.header("ratelimit-policy"), r#""heavy";q=2;w=60"#);
    assert_eq!(answer.header("ratelimit"), r#""heavy";r=1;t=30"#);
    let answer = ask("/heavy_too", ALICE).await;
    assert_eq!(answer.header("ratelimit"), r#""caller";r=0;t=60,"heavy";r=0;t=30"#);
    let answer = ask("/heavy", ALICE).await;
    assert_eq!(answer.problem(429)["violated-policies"], serde_json::json!(["heavy"]));
    // The endpoint's own quota refuses, and the tier's loses nothing by it.
    assert_eq!(ask("/heavy_too", BOB).await.status, 200);
    ask("/heavy_too", BOB).await.problem(429);
    assert_eq!(ask("/heavy", BOB).await.status, 200);
    // The other way round.
    assert_eq!(ask("/heavy", ADMIN).await.status, 200);
    assert_eq!(ask("/heavy", ADMIN).await.status, 200);
    ask("/heavy_too", ADMIN).await.problem(429);
    app.wait(30);
    assert_eq!(ask("/heavy_too", ADMIN).await.status, 200);
}

#[tokio::test]
async fn a_tier_has_any_key() {
    let tier = Quota::per(QuotaKey::Address, "", 2, 60).counting(Count::Failures);
    let app = App::routed(|security| security.tier("heavy", tier), limited::routes()).await;
    for call in [app.get("/heavy_for_all"), app.get("/heavy"), app.get("/heavy")] {
        call.bearing("a.b.c").send().await;
    }
    let answer = app.get("/heavy").by(ALICE, &[]).send().await;
    assert_eq!(answer.problem(429)["violated-policies"], serde_json::json!(["heavy"]));
    app.get("/heavy_for_all").send().await.problem(429);
}

/// Who has authenticated, but not strongly enough or with too narrow a token, is a caller that was denied.
#[tokio::test]
async fn a_challenge_for_more_costs_the_caller() {
    for (path, status) in [("/fresh", 401), ("/scoped", 403)] {
        let app = with(|security| security.refusals_per_minute(2)).await;
        let ask = |subject| app.get(path).by(subject, &[]).send();
        ask(ALICE).await.problem(status);
        ask(ALICE).await.problem(status);
        ask(ALICE).await.problem(429);
        ask(BOB).await.problem(status);
        // The address has failed nowhere.
        app.get(path).send().await.problem(401);
    }
}
