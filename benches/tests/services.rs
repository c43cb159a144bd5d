//! The two services that are compared for what they take to compile answer alike: what is shorter in one of them is not shorter because it does
//! less. They are compiled as they stand, with one of their twenty resources.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails where it panics")]

use std::{
    convert::Infallible,
    time::{Duration, SystemTime},
};

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    response::Response,
};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use secure_api_benches::servers::request;
use serde_json::{Value, json};
use sqlx::SqlitePool;
use tempfile::TempDir;
use tower::{ServiceExt as _, util::BoxCloneSyncService};
use uuid::Uuid;

#[allow(
    dead_code,
    clippy::pedantic,
    clippy::restriction,
    reason = "it is compared as users write it"
)]
#[path = "../build/by-hand/main.rs"]
mod by_hand;
#[allow(
    dead_code,
    clippy::pedantic,
    clippy::restriction,
    reason = "it is compared as users write it"
)]
#[path = "../build/by-macro/main.rs"]
mod by_macro;

const SECRET: &str = "k7Qw-3fVnR_pX9zLmT2cYb8sHdG5jE0aUoW6iNxZ";

const TABLE: &str = "
    CREATE TABLE invoice (
        id BLOB PRIMARY KEY NOT NULL,
        owner_id BLOB NOT NULL,
        title TEXT NOT NULL,
        note TEXT NOT NULL,
        amount INTEGER NOT NULL,
        contact TEXT
    ) STRICT;
";

/// Both, by hand first, each with a database of its own.
struct Services {
    services: [BoxCloneSyncService<Request, Response, Infallible>; 2],
    databases: Vec<SqlitePool>,
    _directory: TempDir,
}

impl Services {
    async fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let (mut urls, mut databases) = (Vec::new(), Vec::new());
        for name in ["by_hand", "by_macro"] {
            let url = format!("sqlite:{}?mode=rwc", directory.path().join(name).display());
            let pool = SqlitePool::connect(&url).await.unwrap();
            sqlx::raw_sql(TABLE).execute(&pool).await.unwrap();
            databases.push(pool);
            urls.push(url);
        }
        let by_hand = by_hand::service(SECRET, &urls[0]).await.unwrap();
        let by_macro = by_macro::service(SECRET, &urls[1]).await.unwrap().into_service().unwrap();
        let services = [BoxCloneSyncService::new(by_hand), BoxCloneSyncService::new(by_macro)];
        Self { services, databases, _directory: directory }
    }

    /// What each of them answers, the request being made for each.
    async fn answers(&self, make: impl Fn(usize) -> Request) -> [Answer; 2] {
        let [by_hand, by_macro] = &self.services;
        [
            Answer::of(by_hand.clone().oneshot(make(0)).await.unwrap()).await,
            Answer::of(by_macro.clone().oneshot(make(1)).await.unwrap()).await,
        ]
    }

    /// Both answer this, with this status.
    async fn agree(&self, status: u16, make: impl Fn(usize) -> Request) -> [Answer; 2] {
        let [by_hand, by_macro] = self.answers(make).await;
        assert_eq!((by_hand.status, by_macro.status), (status, status), "{by_hand:?} {by_macro:?}");
        assert_eq!(by_hand.kind, by_macro.kind);
        // A problem is told in the words of each.
        if status < 400 {
            assert_eq!(by_hand.nameless(), by_macro.nameless());
        }
        [by_hand, by_macro]
    }

    /// The ids of a new row that the caller owns.
    async fn created(&self, caller: &str) -> [String; 2] {
        let new =
            json!({"title": " Rent ", "note": "May", "amount": 900, "contact": "a@example.com"});
        let answers = self.agree(201, |_| sent("POST", "/invoice", caller, &new)).await;
        answers.map(|answer| answer.body["id"].as_str().unwrap().to_owned())
    }
}

#[derive(Debug)]
struct Answer {
    status: u16,
    kind: Option<String>,
    body: Value,
}

impl Answer {
    async fn of(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let kind = parts.headers.get("content-type");
        Self {
            status: parts.status.as_u16(),
            kind: kind.map(|kind| kind.to_str().unwrap().to_owned()),
            body: serde_json::from_slice(&body).unwrap_or(Value::Null),
        }
    }

    /// Without what each has drawn for itself: ids of rows, their order, which is that of their ids, and where the next page begins.
    fn nameless(&self) -> Value {
        fn strip(value: &mut Value) {
            match value {
                Value::Object(members) => {
                    for (name, member) in members {
                        match (name.as_str(), member) {
                            ("id" | "next", member) => *member = Value::from(!member.is_null()),
                            ("items", Value::Array(items)) => {
                                items.iter_mut().for_each(strip);
                                items.sort_by_cached_key(Value::to_string);
                            }
                            (_, member) => strip(member),
                        }
                    }
                }
                Value::Array(elements) => elements.iter_mut().for_each(strip),
                _ => {}
            }
        }
        let mut body = self.body.clone();
        strip(&mut body);
        body
    }
}

fn token(caller: Uuid, roles: &[&str], lifetime: i64) -> String {
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let now = i64::try_from(since_1970.as_ref().map_or(0, Duration::as_secs)).unwrap();
    let claims = json!({
        "iss": "https://id.example", "aud": "https://api.example", "sub": caller,
        "iat": now - 300, "nbf": now - 300, "exp": now + lifetime, "roles": roles,
    });
    let header = Header { typ: Some("at+jwt".to_owned()), ..Header::new(Algorithm::HS256) };
    encode(&header, &claims, &EncodingKey::from_secret(SECRET.as_bytes())).unwrap()
}

/// Of somebody with this role. The quotas by hand are statics, so nobody asks in two tests.
fn of(caller: Uuid, role: &str) -> String {
    token(caller, &[role], 3_600)
}

fn anybody() -> String {
    of(Uuid::new_v4(), "editor")
}

fn asked(method: &str, path: &str, token: &str) -> Request {
    request(method, path)
        .header("authorization", format!("Bearer {token}"))
        .body(Body::empty())
        .unwrap()
}

fn sent(method: &str, path: &str, token: &str, content: &Value) -> Request {
    request(method, path)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .body(Body::from(content.to_string()))
        .unwrap()
}

#[tokio::test]
async fn what_is_allowed_is_done_alike() {
    let (services, person) = (Services::start().await, Uuid::new_v4());
    let caller = of(person, "editor");
    let ids = services.created(&caller).await;
    let at = |number: usize, rest: &str| format!("/invoice/{}{rest}", ids[number]);

    let content = json!({"title": "Heat", "note": "June", "amount": -5});
    services.agree(201, |_| sent("POST", "/invoice/import", &caller, &content)).await;
    let content = json!({"title": " Rent of May "});
    services.agree(200, |number| sent("PATCH", &at(number, ""), &caller, &content)).await;
    let content = json!({"title": "Rent", "note": "paid", "amount": 901});
    services.agree(200, |number| sent("PUT", &at(number, ""), &caller, &content)).await;
    let content = json!({"heading": "Paid", "text": " in cash ", "link": "https://example.com/"});
    services.agree(200, |number| sent("PUT", &at(number, "/note"), &caller, &content)).await;
    let content = json!({"to": "a@example.com", "subject": "Rent", "copies": 2, "urgent": true});
    services.agree(202, |number| sent("POST", &at(number, "/send"), &caller, &content)).await;
    let content = json!({"days": 14, "text": "please"});
    services.agree(200, |number| sent("POST", &at(number, "/remind"), &caller, &content)).await;

    let viewer = of(person, "viewer");
    for query in ["?limit=10&label=mine", ""] {
        services.agree(200, |_| asked("GET", &format!("/invoice{query}"), &viewer)).await;
    }
    for query in ["?year=2026&label=mine", "?year=2026&month=5&label=mine"] {
        services.agree(200, |_| asked("GET", &format!("/invoice/summary{query}"), &viewer)).await;
    }

    let content = json!({"reason": "moved", "code": "123456", "confirmed": true});
    services.agree(204, |number| sent("DELETE", &at(number, "/cancel"), &caller, &content)).await;
    services.agree(404, |number| sent("DELETE", &at(number, "/cancel"), &caller, &content)).await;
    services.agree(200, |_| asked("GET", "/invoice?limit=10", &viewer)).await;
}

#[tokio::test]
async fn pages_are_alike() {
    let (services, owner) = (Services::start().await, Uuid::new_v4());
    for database in &services.databases {
        for (id, owner) in [(3, owner), (1, owner), (2, Uuid::new_v4()), (4, owner), (5, owner)] {
            let new = "INSERT INTO invoice VALUES ($1, $2, 'Rent', 'May', 900, NULL)";
            let new = sqlx::query(new).bind(Uuid::from_u128(id)).bind(owner);
            new.execute(database).await.unwrap();
        }
    }
    let viewer = of(owner, "viewer");
    let mut after = [String::new(), String::new()];
    for ids in [&[1, 3][..], &[4, 5]] {
        let pages = services
            .agree(200, |number| {
                asked("GET", &format!("/invoice?limit=2{}", after[number]), &viewer)
            })
            .await;
        for (after, page) in after.iter_mut().zip(pages) {
            let items = page.body["items"].as_array().unwrap();
            let items: Vec<_> = items.iter().map(|item| item["id"].clone()).collect();
            assert_eq!(
                Value::from(items),
                json!(ids.iter().map(|id| Uuid::from_u128(*id)).collect::<Vec<_>>())
            );
            *after = page.body["next"]
                .as_str()
                .map_or_else(String::new, |next| format!("&after={next}"));
        }
    }
    assert_eq!(after, ["", ""], "there is no third page");
}

#[tokio::test]
async fn what_is_refused_is_refused_alike() {
    let (services, person) = (Services::start().await, Uuid::new_v4());
    let caller = of(person, "editor");
    let ids = services.created(&caller).await;
    let change = json!({"title": "Rent"});
    let at = |number: usize| format!("/invoice/{}", ids[number]);

    // Nobody, and nobody any more.
    services.agree(401, |_| request("GET", "/invoice").body(Body::empty()).unwrap()).await;
    let expired = token(person, &["editor"], -200);
    for token in ["nonsense", &expired] {
        services.agree(401, |_| asked("GET", "/invoice", token)).await;
    }
    // The role.
    let (viewer, none) = (of(person, "viewer"), token(person, &[], 3_600));
    services.agree(403, |number| sent("PATCH", &at(number), &viewer, &change)).await;
    services.agree(403, |_| asked("GET", "/invoice", &none)).await;
    // The row: of another, or none.
    let other = anybody();
    services.agree(404, |number| sent("PATCH", &at(number), &other, &change)).await;
    let content = json!({"heading": "Paid", "text": "in cash"});
    services
        .agree(404, |number| sent("PUT", &format!("{}/note", at(number)), &other, &content))
        .await;
    let nothing = format!("/invoice/{}", Uuid::from_u128(3));
    services.agree(404, |_| sent("PATCH", &nothing, &caller, &change)).await;
    services.agree(404, |_| sent("PATCH", "/invoice/1", &caller, &change)).await;
    services.agree(200, |_| asked("GET", "/invoice?limit=10", &other)).await;
    // The path and the method.
    services.agree(404, |_| asked("GET", "/nothing", &caller)).await;
    services.agree(405, |_| asked("DELETE", "/invoice", &caller)).await;
    // The input.
    for invalid in [
        json!({"title": "", "note": "May", "amount": 900}),
        json!({"title": "x".repeat(101), "note": "May", "amount": 900}),
        json!({"title": "Rent", "note": "May", "amount": 0}),
        json!({"title": "Rent", "note": "May", "amount": 900, "contact": "nobody"}),
    ] {
        // Each as a caller of its own: new invoices are limited.
        let caller = anybody();
        services.agree(422, |_| sent("POST", "/invoice", &caller, &invalid)).await;
    }
    services.agree(422, |_| asked("GET", "/invoice?limit=101", &caller)).await;
    let content = |kind: &str, content: &'static str, number: usize| {
        request("PATCH", &at(number))
            .header("authorization", format!("Bearer {caller}"))
            .header("content-type", kind)
            .body(Body::from(content))
            .unwrap()
    };
    services.agree(415, |number| content("text/plain", "{}", number)).await;
    services.agree(400, |number| content("application/json", "{", number)).await;
    // Nothing of it was done.
    services.agree(200, |_| asked("GET", "/invoice?limit=10", &caller)).await;
}

#[tokio::test]
async fn the_sixth_of_five_a_minute_is_refused_alike() {
    let (services, caller) = (Services::start().await, anybody());
    for _ in 0..5 {
        services.created(&caller).await;
    }
    let new = json!({"title": "Rent", "note": "May", "amount": 900});
    services.agree(429, |_| sent("POST", "/invoice", &caller, &new)).await;
    // A quota of its own for each endpoint and each caller.
    services.agree(200, |_| asked("GET", "/invoice", &caller)).await;
    services.created(&anybody()).await;
}
