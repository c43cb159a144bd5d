//! Quotas over HTTP: what passes, what the fields say, and that waiting helps.

use secure_api_tests::app::{ADMIN, ALICE, App, BOB};

#[tokio::test]
async fn a_quota_passes_counts_down_and_refuses() {
    let app = App::start().await;
    for left in (0..5).rev() {
        let answer = app.get("/me").by(ALICE, &[]).send().await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("ratelimit-policy"), r#""caller";q=5;w=60"#);
        assert_eq!(answer.header("ratelimit"), format!(r#""caller";r={left};t=12"#));
        assert!(!answer.has("retry-after"));
    }
    let answer = app.get("/me").by(ALICE, &[]).send().await;
    let problem = answer.problem(429);
    assert_eq!(problem["type"], "https://iana.org/assignments/http-problem-types#quota-exceeded");
    assert_eq!(problem["violated-policies"], serde_json::json!(["caller"]));
    assert_eq!(answer.header("retry-after"), "12");
    assert_eq!(answer.header("ratelimit"), r#""caller";r=0;t=12"#);
    assert_eq!(answer.header("ratelimit-policy"), r#""caller";q=5;w=60"#);
    assert_eq!(app.runs(), 5);
}

#[tokio::test]
async fn whoever_waits_as_told_passes_once() {
    let app = App::start().await;
    for _ in 0..5 {
        app.get("/me").by(ALICE, &[]).send().await;
    }
    for _ in 0..3 {
        let refused = app.get("/me").by(ALICE, &[]).send().await;
        let wait: u64 = refused.header("retry-after").parse().unwrap();
        app.wait(wait - 1);
        app.get("/me").by(ALICE, &[]).send().await.problem(429);
        app.wait(1);
        assert_eq!(app.get("/me").by(ALICE, &[]).send().await.status, 200);
        app.get("/me").by(ALICE, &[]).send().await.problem(429);
    }
}

#[tokio::test]
async fn a_quota_is_each_callers_own() {
    let app = App::start().await;
    for _ in 0..6 {
        app.get("/me").by(ALICE, &[]).send().await;
    }
    app.get("/me").by(ALICE, &[]).from("198.51.100.9").send().await.problem(429);
    assert_eq!(app.get("/me").by(BOB, &[]).send().await.status, 200);
}

#[tokio::test]
async fn a_public_endpoint_counts_addresses() {
    let app = App::start().await;
    for _ in 0..5 {
        assert_eq!(app.get("/health").send().await.status, 200);
    }
    app.get("/health").send().await.problem(429);
    // Credentials are ignored here, so they bring no quota of their own.
    app.get("/health").by(ALICE, &[]).send().await.problem(429);
    assert_eq!(app.get("/health").from("192.0.2.2").send().await.status, 200);
}

#[tokio::test]
async fn head_shares_the_quota_of_get() {
    let app = App::start().await;
    for method in ["GET", "HEAD", "GET", "HEAD", "HEAD"] {
        assert_eq!(app.call(method, "/me").by(ALICE, &[]).send().await.status, 200);
    }
    for method in ["GET", "HEAD"] {
        assert_eq!(app.call(method, "/me").by(ALICE, &[]).send().await.status, 429);
    }
}

#[tokio::test]
async fn one_endpoint_under_two_methods_has_one_quota() {
    let app = App::start().await;
    for method in ["GET", "POST", "GET", "POST", "GET"] {
        assert_eq!(app.call(method, "/me").by(ALICE, &[]).send().await.status, 200);
    }
    app.call("POST", "/me").by(ALICE, &[]).send().await.problem(429);
}

#[tokio::test]
async fn being_denied_costs() {
    let app = App::with(|security| security.refusals_per_minute(3)).await;
    for _ in 0..3 {
        app.get("/statistics").by(ALICE, &["viewer"]).send().await.problem(403);
    }
    let answer = app.get("/statistics").by(ALICE, &["viewer"]).send().await;
    answer.problem(429);
    assert_eq!(answer.header("retry-after"), "20");
    // Another endpoint of the same budget, another caller, and what is allowed.
    app.post("/announcements").by(ALICE, &["viewer"]).send().await.problem(429);
    app.get("/statistics").by(BOB, &["viewer"]).send().await.problem(403);
    assert_eq!(app.get("/me").by(ALICE, &["viewer"]).send().await.status, 200);
    app.wait(20);
    app.get("/statistics").by(ALICE, &["viewer"]).send().await.problem(403);
}

#[tokio::test]
async fn failed_authentications_cost_the_address() {
    let app = App::with(|security| security.refusals_per_minute(3)).await;
    for token in ["a.b.c", "x", ""] {
        app.get("/me").bearing(token).send().await.problem(401);
    }
    let answer = app.get("/me").bearing("a.b.c").send().await;
    answer.problem(429);
    assert_eq!(answer.header("retry-after"), "20");
    app.get("/me").send().await.problem(429);
    app.get("/me").bearing("a.b.c").from("192.0.2.2").send().await.problem(401);
    app.wait(20);
    app.get("/me").bearing("a.b.c").send().await.problem(401);
}

#[tokio::test]
async fn failed_authentications_of_others_lock_nobody_out() {
    let app = App::with(|security| security.refusals_per_minute(1)).await;
    app.get("/me").bearing("a.b.c").send().await.problem(401);
    app.get("/me").bearing("a.b.c").send().await.problem(429);
    assert_eq!(app.get("/me").by(ALICE, &[]).send().await.status, 200);
}

#[tokio::test]
async fn good_credentials_cost_the_address_nothing() {
    let app = App::with(|security| security.refusals_per_minute(1)).await;
    for _ in 0..20 {
        assert_eq!(app.get("/documents/count").by(ADMIN, &["admin"]).send().await.status, 200);
    }
    app.get("/me").send().await.problem(401);
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_has_its_own_quota() {
    let networks = || ["192.0.2.0/24".parse().expect("a network")];
    let app = App::with(|security| security.trusted_proxies(networks())).await;
    let health = |hops: &str| app.get("/health").header("x-forwarded-for", hops);
    for _ in 0..5 {
        assert_eq!(health("198.51.100.1").send().await.status, 200);
    }
    health("198.51.100.1").send().await.problem(429);
    // What stands left of the hop that the proxy saw, the client wrote itself.
    health("203.0.113.5, 198.51.100.1").send().await.problem(429);
    assert_eq!(health("198.51.100.2").send().await.status, 200);
}
