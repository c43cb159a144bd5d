//! Paths, methods and hosts that a check and a router read differently.

use secure_api_tests::app::{ADMIN, ALICE, App, BOBS};

/// Spring Security (CVE-2026-22753) and many before: another spelling of a path passed the check and reached the handler.
#[tokio::test]
async fn another_spelling_of_a_path_reaches_nothing() {
    let app = App::with(|security| security.refusals_per_minute(1_000)).await;
    for path in [
        "//statistics",
        "/statistics/",
        "/statistics//",
        "/./statistics",
        "/../statistics",
        "/documents/../statistics",
        "/documents/%2e%2e/statistics",
        "/%2e/statistics",
        "/%73tatistics",
        "/statistics%2f",
        "/statistics%00",
        "/statistics;x=1",
        "/STATISTICS",
        "/statistics%20",
        "/statistics.json",
        "/%2fstatistics",
        "/statistics%3f",
        "/statistics\\",
    ] {
        for call in [app.get(path), app.get(path).by(ALICE, &["viewer"])] {
            let answer = call.send().await;
            assert!(matches!(answer.status, 401 | 403 | 404), "{path}: {answer:?}");
        }
    }
    for path in ["/statistics?", "/statistics?role=admin", "/statistics?_method=POST"] {
        app.get(path).by(ALICE, &["viewer"]).send().await.problem(403);
    }
}

/// Rails, Express and others: a header or a parameter overrode the method or the path after the check.
#[tokio::test]
async fn nothing_overrides_the_method_or_the_path() {
    let app = App::start().await;
    let before = app.table().await;
    let path = format!("/shared/{BOBS}");
    for name in ["x-http-method-override", "x-http-method", "x-method-override"] {
        let call = app.get(&path).by(ADMIN, &["admin"]).header(name, "DELETE");
        assert_eq!(call.send().await.status, 200);
        let call = app.post("/statistics").by(ADMIN, &["admin"]).header(name, "GET");
        call.send().await.problem(405);
    }
    for name in ["x-original-url", "x-rewrite-url", "x-forwarded-prefix", "x-forwarded-path"] {
        let call = app.get("/statistics").by(ALICE, &["viewer"]).header(name, "/health");
        call.send().await.problem(403);
        let call = app.get("/health").header(name, "/statistics");
        assert_ne!(
            call.from(&format!("192.0.2.{}", name.len())).send().await.text(),
            "{\"documents\":4}"
        );
    }
    assert_eq!(app.table().await, before);
}

/// OWASP API5: the rule stood on one method, and its neighbour was open.
#[tokio::test]
async fn every_method_of_a_path_has_its_own_rule() {
    let app = App::start().await;
    for method in ["GET", "HEAD", "POST", "PATCH", "DELETE"] {
        for path in ["/documents", &format!("/documents/{BOBS}"), &format!("/by-hand/{BOBS}")] {
            let answer = app.call(method, path).send().await;
            assert!(matches!(answer.status, 401 | 405), "{method} {path}: {}", answer.status);
        }
    }
}

/// A host that only looks like ours, or that two parsers read differently.
#[tokio::test]
async fn a_host_that_only_looks_like_ours() {
    let app = App::with(|security| security.hosts(["api.example"])).await;
    for host in [
        "api.example.evil.example",
        "evil.example",
        "evil-api.example",
        "api.example@evil.example",
        "api.example:80@evil.example",
        "evil.example:80:api.example",
        "api.example:80x",
        "api.example,evil.example",
        "api.example evil.example",
        "",
        ".api.example",
        "api.example/x",
    ] {
        let answer = app.get("/health").without("host").header("host", host).send().await;
        assert!(matches!(answer.status, 400 | 421), "{host}: {}", answer.status);
    }
    app.get("http://evil.example/health").send().await.problem(421);
    app.get("http://api.example@evil.example/health").send().await.problem(421);
    let forwarded = app.get("/health").without("host").header("host", "evil.example");
    forwarded.header("x-forwarded-host", "api.example").send().await.problem(421);
    assert_eq!(app.get("http://api.example/health").send().await.status, 200);
}

/// Whoever asks another host is not told which paths and methods there are.
#[tokio::test]
async fn a_foreign_host_does_not_see_what_is_mounted() {
    let app = App::with(|security| security.hosts(["api.example"])).await;
    let ours = app.call("TRACE", "/health").send().await;
    assert_eq!((ours.status, ours.headers.contains_key("allow")), (405, true));
    let foreign = |path| app.call("TRACE", path).without("host").header("host", "evil.example");
    let [mut mounted, mut unknown] = [foreign("/health").send().await, foreign("/x").send().await];
    for answer in [&mut mounted, &mut unknown] {
        answer.headers.remove("x-request-id");
    }
    assert_eq!((mounted.status, &mounted.headers), (421, &unknown.headers));
    assert_eq!(mounted.body, unknown.body);
}
