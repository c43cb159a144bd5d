//! Forged, confused and misplaced tokens, over HTTP. `jwt.rs` asks the verifier itself.

use secure_api::SecurityBuilder;
use secure_api_tests::{
    app::{ADMIN, ALICE, App},
    audit,
    client::Answer,
    tokens::{self, AUDIENCE, ISSUER, NOW},
};
use serde_json::{Value, json};

async fn app() -> App {
    App::with(|security| security.refusals_per_minute(1_000)).await
}

/// The one answer to every token that does not verify.
fn is_invalid(answer: &Answer) {
    answer.problem(401);
    assert_eq!(
        answer.header("www-authenticate"),
        r#"Bearer realm="api", error="invalid_token", error_description="the token is not valid""#
    );
    assert_eq!(answer.json()["detail"], "the credentials are not valid");
}

/// Many libraries of 2015: `alg: none`, in any case, was believed.
#[tokio::test]
async fn an_unsigned_token() {
    let app = app().await;
    let claims = tokens::claims(ADMIN, &["admin"]);
    for algorithm in ["none", "None", "NONE", "nOnE", "", "HS256", "null"] {
        let header = json!({"typ": "at+jwt", "alg": algorithm});
        let token = tokens::unsigned(&header, &claims);
        is_invalid(&app.get("/statistics").bearing(&token).send().await);
        is_invalid(&app.get("/statistics").bearing(token.trim_end_matches('.')).send().await);
    }
}

/// The header chose the algorithm: a public key became an HMAC secret.
#[tokio::test]
async fn an_algorithm_of_the_tokens_own_choice() {
    let app = app().await;
    let claims = tokens::claims(ADMIN, &["admin"]);
    for algorithm in [
        json!("RS256"),
        json!("ES256"),
        json!("HS384"),
        json!("HS512"),
        json!("EdDSA"),
        json!("hs256"),
        json!(null),
        json!(["HS256"]),
    ] {
        let token = tokens::signed_as(&json!({"typ": "at+jwt", "alg": algorithm}), &claims);
        is_invalid(&app.get("/statistics").bearing(&token).send().await);
    }
    is_invalid(
        &app.get("/me")
            .bearing(&tokens::signed_as(&json!({"typ": "at+jwt"}), &claims))
            .send()
            .await,
    );
}

/// A token that brings its own key, or says where to fetch it.
#[tokio::test]
async fn a_key_in_the_token_is_not_used() {
    let app = app().await;
    let claims = tokens::claims(ADMIN, &["admin"]);
    for (name, value) in [
        ("jwk", json!({"kty": "oct", "k": "AAAA"})),
        ("jku", json!("http://127.0.0.1:1/keys")),
        ("x5u", json!("file:///etc/passwd")),
        ("kid", json!("../../dev/null")),
    ] {
        let mut header = json!({"typ": "at+jwt", "alg": "HS256"});
        header[name] = value;
        let good = tokens::signed_as(&header, &claims);
        let (message, _) = good.rsplit_once('.').unwrap();
        is_invalid(&app.get("/me").bearing(&format!("{message}.AAAA")).send().await);
        assert_eq!(app.get("/me").bearing(&good).send().await.status, 200, "{name}");
        app.wait(60);
    }
    let mut header = json!({"typ": "at+jwt", "alg": "HS256", "crit": ["b64"], "b64": false});
    is_invalid(&app.get("/me").bearing(&tokens::signed_as(&header, &claims)).send().await);
    header["crit"] = json!([]);
    is_invalid(&app.get("/me").bearing(&tokens::signed_as(&header, &claims)).send().await);
}

/// jwt-authorizer: `iss` and `aud` unset and `nbf` off by default. Missing claims were not missed.
#[tokio::test]
async fn a_missing_or_wrong_claim() {
    let app = app().await;
    for (name, wrong) in [
        (
            "iss",
            vec![
                json!("https://evil.example"),
                json!([ISSUER]),
                json!(format!("{ISSUER}/")),
                json!(null),
            ],
        ),
        ("aud", vec![json!("https://other.example"), json!([]), json!(null), json!({AUDIENCE: 1})]),
        ("sub", vec![json!(""), json!(null), json!(7), json!("a\nb"), json!("x".repeat(256))]),
        ("exp", vec![json!(NOW - 31), json!("9999999999"), json!(null), json!(-1), json!(true)]),
        ("nbf", vec![json!(NOW + 31), json!("0"), json!(null)]),
    ] {
        let mut claims = tokens::claims(ADMIN, &["admin"]);
        claims.as_object_mut().unwrap().remove(name);
        is_invalid(&app.get("/me").bearing(&tokens::signed(&claims)).send().await);
        for value in wrong {
            claims[name] = value;
            is_invalid(&app.get("/me").bearing(&tokens::signed(&claims)).send().await);
        }
    }
    assert_eq!(app.runs(), 0);
}

/// A token that was good once.
#[tokio::test]
async fn an_expired_token() {
    let app = app().await;
    let token = tokens::token(ALICE, &[]);
    app.wait(3_600 + 29);
    assert_eq!(app.get("/me").bearing(&token).send().await.status, 200);
    app.wait(1);
    is_invalid(&app.get("/me").bearing(&token).send().await);
}

/// RFC 8725, section 2.8: a token of another kind, such as an ID token, passed as an access token.
#[tokio::test]
async fn a_token_of_another_kind() {
    let app = app().await;
    let claims = tokens::claims(ADMIN, &["admin"]);
    for kind in [json!("JWT"), json!("id+jwt"), json!("rt+jwt"), json!(null), json!("")] {
        let token = tokens::signed_as(&json!({"typ": kind, "alg": "HS256"}), &claims);
        is_invalid(&app.get("/me").bearing(&token).send().await);
    }
    is_invalid(
        &app.get("/me").bearing(&tokens::signed_as(&json!({"alg": "HS256"}), &claims)).send().await,
    );
}

/// A part of one token and a part of another, or more parts, or fewer.
#[tokio::test]
async fn a_token_put_together() {
    let app = app().await;
    let (alice, admin) = (tokens::token(ALICE, &["viewer"]), tokens::token(ADMIN, &["admin"]));
    let parts = |token: &str| token.split('.').map(str::to_owned).collect::<Vec<_>>();
    let (a, b) = (parts(&alice), parts(&admin));
    for token in [
        format!("{}.{}.{}", a[0], b[1], a[2]),
        format!("{}.{}.{}", b[0], b[1], a[2]),
        format!("{alice}.{}", b[1]),
        format!("{}.{}.{}.{}", a[0], b[1], a[1], a[2]),
        format!("{alice}="),
        format!("{alice}A"),
        format!("{alice} "),
        a[1].clone(),
        "..".to_owned(),
        "\"".to_owned(),
        "x".repeat(9_000),
    ] {
        let answer = app.get("/statistics").bearing(&token).send().await;
        // A space at the end of a field is no part of its value.
        if token.ends_with(' ') {
            continue;
        }
        is_invalid(&answer);
        assert!(token.len() < 5 || !answer.text().contains(&token));
    }
}

/// RFC 6750, section 2: tokens in places that end up in logs, caches and forms of other sites.
#[tokio::test]
async fn a_token_elsewhere_than_in_its_field() {
    let app = app().await;
    let token = tokens::token(ADMIN, &["admin"]);
    let path = format!("/statistics?access_token={token}&token={token}");
    for call in [
        app.get(&path),
        app.get("/statistics").header("cookie", &format!("access_token={token}; token={token}")),
        app.get("/statistics").header("x-access-token", &token),
        app.get("/statistics").header("proxy-authorization", &format!("Bearer {token}")),
        app.get("/statistics").header("authorization", &token),
        app.get("/statistics").header("authorization", &format!("Basic {token}")),
        app.get("/statistics").header("authorization", &format!("Token {token}")),
        app.get("/statistics").header("authorization", &format!("Bearer{token}")),
    ] {
        let answer = call.send().await;
        answer.problem(401);
        assert_eq!(answer.header("www-authenticate"), r#"Bearer realm="api""#);
    }
    let form = format!("access_token={token}");
    let call =
        app.post("/announcements").header("content-type", "application/x-www-form-urlencoded");
    call.body(form).send().await.problem(401);
}

/// Two proxies read two fields differently.
#[tokio::test]
async fn two_authorization_fields() {
    let app = app().await;
    let (alice, admin) = (tokens::token(ALICE, &[]), tokens::token(ADMIN, &["admin"]));
    for (first, second) in [(&alice, &admin), (&admin, &admin)] {
        app.get("/statistics").bearing(first).bearing(second).send().await.problem(400);
    }
    let call = app.get("/statistics").header("authorization", "Basic x").bearing(&admin);
    call.send().await.problem(400);
    is_invalid(&app.get("/statistics").bearing(&format!("{admin}, Bearer {admin}")).send().await);
    assert_eq!(app.runs(), 0);
}

/// Parsers disagree about which of two members counts.
#[tokio::test]
async fn a_claim_that_stands_twice() {
    let app = app().await;
    // A map keeps one of them only, so the claims are put together as text inside a name.
    let mut claims: Value = tokens::claims(ALICE, &["viewer"]);
    claims["sub\u{0}"] = json!(ADMIN);
    claims["SUB"] = json!(ADMIN);
    let answer = app.get("/me").bearing(&tokens::signed(&claims)).send().await;
    assert_eq!(answer.text(), ALICE);
}

/// Every cause has the same answer, to the byte: which one it was is for the log.
#[tokio::test]
async fn an_answer_does_not_say_what_is_wrong_with_a_token() {
    let app = app().await;
    let mut expired = tokens::claims(ADMIN, &["admin"]);
    expired["exp"] = json!(NOW - 100);
    let mut foreign = tokens::claims(ADMIN, &["admin"]);
    foreign["iss"] = json!("https://evil.example");
    let claims = tokens::claims(ADMIN, &["admin"]);
    let unsigned = tokens::unsigned(&json!({"typ": "at+jwt", "alg": "none"}), &claims);
    let mut answers = Vec::new();
    for token in [
        tokens::signed(&expired),
        tokens::signed(&foreign),
        unsigned,
        "x".to_owned(),
        String::new(),
    ] {
        answers.push(app.get("/statistics").bearing(&token).send().await.comparable());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

/// A cache kept what was good once: after its time, for whoever sends something like it, past the quota of failures, or unseen by the audit. With
/// tokens that are known, without any, and with all of them forgotten time and again, it is all the same.
#[tokio::test]
async fn a_token_that_was_good_before() {
    let settings = |security: SecurityBuilder| security.refusals_per_minute(4);
    let with = App::with(settings).await;
    let without = App::with(|security| settings(security).token_cache(0)).await;
    let forgetful = App::with(settings).await;

    let (alice, admin) = (tokens::token(ALICE, &["viewer"]), tokens::token(ADMIN, &["admin"]));
    let (start, end) = admin.split_at(admin.len() - 1);
    let tampered = format!("{start}{}", if end == "A" { "E" } else { "A" });
    let mixed =
        format!("{}.{}", admin.rsplit_once('.').unwrap().0, alice.rsplit_once('.').unwrap().1);
    let requests = [&alice, &admin, &tampered, &admin, &mixed, &alice, &mixed, &tampered, &mixed];
    for wait in [0, 1, 60, 3_568, 1, 60] {
        for token in requests {
            for path in ["/me", "/statistics"] {
                let mut seen = Vec::new();
                for app in [&with, &without, &forgetful] {
                    let answer = app.get(path).bearing(token).send().await.comparable();
                    let event = app.events.take_one();
                    seen.push(format!(
                        "{answer:?} {:?} {:?} {:?}",
                        audit::status(&event),
                        event.at,
                        event.principal
                    ));
                }
                assert_eq!(seen[0], seen[1]);
                assert_eq!(seen[0], seen[2]);
            }
            forgetful.state.security().forget_tokens();
        }
        for app in [&with, &without, &forgetful] {
            app.wait(wait);
        }
    }
}
