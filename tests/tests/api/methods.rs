//! Methods: HEAD is GET, and no other method runs a handler that nobody mounted for it.

use secure_api_tests::app::{ALICE, App};

#[tokio::test]
async fn a_wrong_method_says_which_are_right() {
    let app = App::start().await;
    for (method, path, allowed) in [
        ("POST", "/health", "GET,HEAD"),
        ("PUT", "/documents", "GET,HEAD,POST"),
        ("DELETE", "/documents/count", "GET,HEAD"),
        ("POST", "/documents/00000000-0000-4000-8000-000000000001", "GET,HEAD,PATCH,DELETE"),
        ("GET", "/announcements", "POST"),
        ("HEAD", "/announcements", "POST"),
    ] {
        let answer = app.call(method, path).by(ALICE, &["editor"]).send().await;
        assert_eq!(answer.status, 405);
        if method != "HEAD" {
            answer.problem(405);
        }
        let mut found: Vec<_> = answer.header("allow").split(',').map(str::trim).collect();
        let mut allowed: Vec<_> = allowed.split(',').collect();
        found.sort_unstable();
        allowed.sort_unstable();
        assert_eq!(found, allowed, "{method} {path}");
    }
}

#[tokio::test]
async fn unmounted_methods_run_no_handler() {
    let app = App::start().await;
    let methods = ["OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "Get", "GETT", "X", "PUT"];
    for method in methods {
        for path in ["/health", "/me", "/announcements"] {
            let answer = app.call(method, path).by(ALICE, &["editor"]).json("{}").send().await;
            answer.problem(405);
        }
    }
    assert_eq!(app.runs(), 0);
    app.call("OPTIONS", "*").send().await.problem(404);
}

#[tokio::test]
async fn head_has_the_rule_of_get_and_no_content() {
    let app = App::start().await;
    for (status, path, subject, role) in [
        (200, "/health", None, ""),
        (401, "/me", None, ""),
        (403, "/statistics", Some(ALICE), "viewer"),
        (200, "/documents", Some(ALICE), "viewer"),
        (404, "/documents/00000000-0000-4000-8000-000000000001", Some(ALICE), "viewer"),
        (404, "/nothing", None, ""),
    ] {
        let by = |method| {
            let call = app.call(method, path);
            if let Some(subject) = subject { call.by(subject, &[role]) } else { call }
        };
        let head = by("HEAD").send().await;
        assert_eq!((head.status, head.body.len()), (status, 0), "{path}");
        let get = by("GET").send().await;
        assert_eq!(head.headers.get("content-type"), get.headers.get("content-type"));
        assert_eq!(get.status, status);
    }
}
