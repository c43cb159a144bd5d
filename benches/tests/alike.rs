//! The servers that are compared do the same: what is cheaper in one of them is not cheaper because it does less.

#![expect(clippy::unwrap_used, reason = "a test fails where it panics")]

use std::collections::BTreeMap;

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    response::Response,
};
use secure_api_benches::servers::{Application, REQUESTS, Server, request, tokens};
use serde_json::{Value, json};

/// What the client gets.
#[derive(Debug, Clone, PartialEq)]
struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Value,
}

impl Answer {
    async fn of(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let text = || Value::from(str::from_utf8(&body).unwrap());
        let mut headers = BTreeMap::new();
        for (name, value) in &parts.headers {
            let before = headers.insert(name.to_string(), value.to_str().unwrap().to_owned());
            assert_eq!(before, None, "{name} stands twice");
        }
        // Whoever leaves it to the server to write means the same.
        if let Some(length) = headers.remove("content-length") {
            assert_eq!(length, body.len().to_string());
        }
        Self {
            status: parts.status.as_u16(),
            headers,
            body: serde_json::from_slice(&body).unwrap_or_else(|_| text()),
        }
    }

    /// Without what is of this one request: its name.
    fn nameless(mut self) -> Self {
        let id = self.headers.remove("x-request-id").unwrap();
        assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        self
    }

    /// Without how the quota stands.
    fn unlimited(mut self) -> Self {
        self.headers.retain(|name, _| !["ratelimit", "retry-after"].contains(&name.as_str()));
        self
    }

    /// Without the seconds until there is room again, which go on while the test runs.
    fn timeless(mut self) -> Self {
        let mut take = |name: &str| {
            let Some(value) = self.headers.get_mut(name) else { return };
            let seconds = value.rsplit('=').next().unwrap();
            assert!((1..=60).contains(&seconds.parse::<u64>().unwrap()), "{value}");
            value.truncate(value.len() - seconds.len());
        };
        take("ratelimit");
        take("retry-after");
        self
    }
}

async fn start() -> [Application; 3] {
    [
        Application::start(Server::ByHand).await.unwrap(),
        Application::start(Server::ByMacro).await.unwrap(),
        Application::start(Server::ByMacroUncached).await.unwrap(),
    ]
}

/// The answers of those with security, to the same request.
async fn both(servers: &[Application; 3], request: impl Fn() -> Request) -> [Answer; 2] {
    let [by_hand, by_macro, uncached] = servers;
    let by_hand = Answer::of(by_hand.answer(request()).await).await.nameless();
    let by_macro = Answer::of(by_macro.answer(request()).await).await.nameless();
    let uncached = Answer::of(uncached.answer(request()).await).await.nameless();
    assert_eq!(
        by_macro.clone().unlimited(),
        uncached.unlimited(),
        "knowing a token changes nothing"
    );
    [by_hand, by_macro]
}

/// Compares the answers to the same request, of which the status is this.
async fn refused(servers: &[Application; 3], status: u16, what: &str, make: impl Fn() -> Request) {
    let [by_hand, by_macro] = both(servers, make).await;
    assert_eq!(by_macro.status, status, "{what}: {by_macro:?}");
    assert_eq!(by_hand, by_macro, "{what}");
}

fn good() -> String {
    tokens::token(&tokens::claims()).unwrap()
}

/// A good token but for this claim; without it where it is `null`.
fn with(claim: &str, value: Value) -> String {
    let mut claims = tokens::claims();
    let members = claims.as_object_mut().unwrap();
    match value {
        Value::Null => members.remove(claim),
        value => members.insert(claim.to_owned(), value),
    };
    tokens::token(&claims).unwrap()
}

fn get(path: &str, token: &str) -> Request {
    request("GET", path)
        .header("authorization", format!("Bearer {token}"))
        .body(Body::empty())
        .unwrap()
}

fn post(content_type: Option<&str>, body: impl Into<Body>) -> Request {
    let request =
        request("POST", "/documents").header("authorization", format!("Bearer {}", good()));
    let request = match content_type {
        Some(content_type) => request.header("content-type", content_type),
        None => request,
    };
    request.body(body.into()).unwrap()
}

#[tokio::test]
async fn every_server_answers_with_the_same() {
    let bare = Application::start(Server::Bare).await.unwrap();
    let servers = start().await;
    for sent in &REQUESTS {
        let request = || sent.request(&good()).unwrap();
        let [by_hand, by_macro] = both(&servers, request).await;
        let bare = Answer::of(bare.answer(request()).await).await;
        assert!((200..300).contains(&by_macro.status), "{}: {by_macro:?}", sent.name);
        assert_eq!(by_hand, by_macro, "{}", sent.name);
        assert_eq!((bare.status, &bare.body), (by_macro.status, &by_macro.body), "{}", sent.name);
        let content_type = "content-type";
        assert_eq!(bare.headers.get(content_type), by_macro.headers.get(content_type));
        let fields = match sent.name {
            "GET /limited" => 10,
            _ => 8,
        };
        assert_eq!(by_macro.headers.len(), fields, "{}: {:?}", sent.name, by_macro.headers);
    }
}

#[tokio::test]
async fn the_same_without_a_good_token() {
    let servers = start().await;
    for path in ["/me", "/admin", "/documents/00000000-0000-0000-0000-000000000207", "/limited"] {
        refused(&servers, 401, path, || request("GET", path).body(Body::empty()).unwrap()).await;
        refused(&servers, 401, path, || get(path, "not.a.token")).await;
    }
    let other_scheme =
        || request("GET", "/me").header("authorization", "Basic dTpw").body(Body::empty()).unwrap();
    refused(&servers, 401, "another scheme", other_scheme).await;
    refused(&servers, 401, "no token after the scheme", || get("/me", "")).await;
    let two = || {
        let mut request = get("/me", &good());
        request.headers_mut().append("authorization", "Bearer x".parse().unwrap());
        request
    };
    refused(&servers, 400, "two tokens", two).await;
    let token = good();
    let (message, signature) = token.rsplit_once('.').unwrap();
    let forged = format!("{message}.{}", signature.chars().rev().collect::<String>());
    refused(&servers, 401, "another signature", || get("/me", &forged)).await;
    for kind in ["JWT", "at+jwt2", ""] {
        let token = tokens::token_of_type(kind, &tokens::claims()).unwrap();
        refused(&servers, 401, kind, || get("/me", &token)).await;
    }
}

#[tokio::test]
async fn the_same_with_a_wrong_claim() {
    let servers = start().await;
    let claims = tokens::claims();
    let now = claims["iat"].as_u64().unwrap();
    for (claim, value) in [
        ("iss", json!("https://partner.example")),
        ("iss", Value::Null),
        ("aud", json!("https://other.example")),
        ("aud", json!(["https://other.example"])),
        ("aud", Value::Null),
        ("exp", json!(now - 60)),
        ("exp", json!((now + 60).to_string())),
        ("exp", Value::Null),
        ("nbf", json!(now + 60)),
        ("nbf", Value::Null),
        ("sub", json!("")),
        ("sub", json!("a\nb")),
        ("sub", json!("a".repeat(256))),
        ("sub", json!(7)),
        ("sub", Value::Null),
        ("roles", json!("admin")),
        ("roles", json!([1])),
    ] {
        let what = format!("{claim}: {value}");
        let token = with(claim, value);
        refused(&servers, 401, &what, || get("/me", &token)).await;
    }
    let several = with("aud", json!(["https://other.example", "https://api.example"]));
    let [by_hand, by_macro] = both(&servers, || get("/me", &several)).await;
    assert_eq!((by_hand.status, &by_hand), (200, &by_macro));
}

#[tokio::test]
async fn the_same_without_the_role() {
    let servers = start().await;
    for roles in [Value::Null, json!([]), json!(["viewer", "Admin"])] {
        let (what, token) = (roles.to_string(), with("roles", roles));
        refused(&servers, 403, &what, || get("/admin", &token)).await;
    }
}

#[tokio::test]
async fn the_same_for_rows_out_of_reach() {
    let servers = start().await;
    for (what, id) in [
        ("somebody else's", "00000000-0000-0000-0000-000000000208"),
        ("nobody's", "00000000-0000-0000-0000-000000010000"),
        ("no id", "seven"),
        ("not text", "%ff"),
    ] {
        refused(&servers, 404, what, || get(&format!("/documents/{id}"), &good())).await;
    }
    let token = with("sub", json!("00000000-0000-0000-0000-000000000008"));
    let own = "/documents/00000000-0000-0000-0000-000000000207";
    refused(&servers, 404, "of another caller", || get(own, &token)).await;
    let token = with("sub", json!("alice"));
    refused(&servers, 403, "of a caller who can own none", || get(own, &token)).await;
}

#[tokio::test]
async fn the_same_for_input_that_is_not_valid() {
    let servers = start().await;
    let json = Some("application/json");
    let long = |length| json!({ "title": "a".repeat(length), "stars": 1 });
    for (status, body) in [
        (400, "{".to_owned()),
        (400, String::new()),
        (400, r#"{"title": "a", "stars": 1} x"#.to_owned()),
        (422, "[]".to_owned()),
        (422, json!({ "title": "", "stars": 1 }).to_string()),
        (422, long(101).to_string()),
        (422, json!({ "title": "a", "stars": 0 }).to_string()),
        (422, json!({ "title": "a", "stars": 6 }).to_string()),
        (422, json!({ "title": "a", "stars": 256 }).to_string()),
        (422, json!({ "title": "a", "stars": -1 }).to_string()),
        (422, json!({ "title": "a", "stars": 1.5 }).to_string()),
        (422, json!({ "title": "a", "stars": "1" }).to_string()),
        (422, json!({ "title": 1, "stars": 1 }).to_string()),
        (422, json!({ "title": null, "stars": 1 }).to_string()),
        (422, json!({ "stars": 1 }).to_string()),
        (422, json!({ "title": "a" }).to_string()),
        (422, json!({ "title": "a", "stars": 1, "note": "a".repeat(501) }).to_string()),
        (422, json!({ "title": "a", "stars": 1, "note": 1 }).to_string()),
        (422, json!({ "title": "a", "stars": 1, "owner_id": 8 }).to_string()),
        (422, json!({ "title": "", "stars": 0, "note": "a".repeat(501) }).to_string()),
    ] {
        refused(&servers, status, &body, || post(json, body.clone())).await;
    }
    let valid = r#"{"title": "a", "stars": 1, "note": null}"#;
    for content_type in [None, Some("text/plain"), Some("application/x-www-form-urlencoded")] {
        refused(&servers, 415, &format!("{content_type:?}"), || post(content_type, valid)).await;
    }
    let compressed = || {
        let mut request = post(json, valid);
        request.headers_mut().insert("content-encoding", "gzip".parse().unwrap());
        request
    };
    refused(&servers, 415, "compressed", compressed).await;
    let large = long(64 * 1024).to_string();
    refused(&servers, 413, "too large", || post(json, large.clone())).await;
    let announced = || {
        let mut request = post(json, valid);
        request.headers_mut().insert("content-length", "65537".parse().unwrap());
        request
    };
    refused(&servers, 413, "announced as too large", announced).await;
    for body in [valid.to_owned(), long(100).to_string()] {
        let [by_hand, by_macro] = both(&servers, || post(json, body.clone())).await;
        assert_eq!((by_hand.status, &by_hand), (201, &by_macro), "{body}");
    }
}

#[tokio::test]
async fn the_same_beyond_a_limit() {
    let servers = start().await;
    let other = with("sub", json!("somebody else"));
    for (status, token) in
        [(200, good()), (200, good()), (429, good()), (200, other), (429, good())]
    {
        let [by_hand, by_macro] = both(&servers, || get("/scarce", &token)).await;
        assert_eq!(by_macro.status, status, "{by_macro:?}");
        assert_eq!(by_hand.timeless(), by_macro.timeless());
    }
}

#[tokio::test]
async fn the_same_for_who_is_refused_too_often() {
    let servers = start().await;
    for time in 0..62 {
        let [by_hand, by_macro] = both(&servers, || get("/me", "x")).await;
        assert_eq!(by_macro.status, if time < 60 { 401 } else { 429 }, "{time}");
        assert_eq!(by_hand.timeless(), by_macro.timeless(), "{time}");
    }
    let denied = with("roles", json!([]));
    for time in 0..62 {
        let [by_hand, by_macro] = both(&servers, || get("/admin", &denied)).await;
        assert_eq!(by_macro.status, if time < 60 { 403 } else { 429 }, "{time}");
        assert_eq!(by_hand.timeless(), by_macro.timeless(), "{time}");
    }
}

#[tokio::test]
async fn the_same_at_the_edge() {
    let servers = start().await;
    let to = |host: Option<&str>| {
        let mut request = get("/me", &good());
        request.headers_mut().remove("host");
        if let Some(host) = host {
            request.headers_mut().insert("host", host.parse().unwrap());
        }
        request
    };
    for path in ["/me", "/nothing"] {
        let far = |host| {
            let mut request = to(host);
            *request.uri_mut() = path.parse().unwrap();
            request
        };
        refused(&servers, 421, path, || far(Some("evil.example"))).await;
        refused(&servers, 400, path, || far(None)).await;
    }
    let two = || {
        let mut request = to(Some("127.0.0.1"));
        request.headers_mut().append("host", "127.0.0.1".parse().unwrap());
        request
    };
    refused(&servers, 400, "two hosts", two).await;
    refused(&servers, 414, "a long URI", || get(&format!("/me?{}", "a".repeat(8_192)), "")).await;
    let heavy = || {
        let mut request = get("/me", "");
        request.headers_mut().insert("x", "a".repeat(16_384).parse().unwrap());
        request
    };
    refused(&servers, 431, "large header fields", heavy).await;
    refused(&servers, 404, "no such path", || get("/nothing", &good())).await;
    refused(&servers, 405, "no such method", || get("/documents", &good())).await;
}
