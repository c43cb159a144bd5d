//! The answers are the same with and without: random tokens of several issuers, at random moments, forwards and backwards, while the application changes its
//! mind, tokens are forgotten, and others take their room.

use std::{
    cell::Cell,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{Index, select},
    test_runner::{Config, TestRunner},
};
use serde_json::{Map, Value, json};

use super::world::{KEYS, Mind, NOW, ROLES, described, is_same, of, secret, signed};
use crate::{
    authn::{Issuers, JwtVerifier, authenticator::Authenticator, cache::TokenCache},
    clock::Instant,
};

/// By how much clocks may differ, for one verifier or another, in seconds.
const LEEWAYS: [u64; 3] = [0, 5, 60];

#[derive(Debug, Clone)]
enum Step {
    /// A token comes, at this moment.
    Ask {
        token: Index,
        moment: Moment,
    },
    /// As many others come as take all the room.
    Flood,
    Forget,
    Owners(u8),
    Tenants(u8),
}

/// A moment at, right before or right after one at which something about a token changes.
#[derive(Debug, Clone)]
struct Moment {
    claim: &'static str,
    leeway: i64,
    nanos: i64,
}

impl Moment {
    fn of(&self, claims: &Value) -> Instant {
        let seconds = claims[self.claim].as_f64().unwrap_or(NOW as f64);
        let nanos = Duration::from_secs_f64(seconds).as_nanos() as i64;
        let nanos = nanos + self.leeway * 1_000_000_000 + self.nanos;
        let (seconds, rest) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
        Instant::from_unix_seconds(seconds as u64).later_by(rest as u64)
    }
}

#[derive(Debug, Clone)]
struct Token {
    text: String,
    claims: Value,
}

/// How a token is not what its issuer has signed.
#[derive(Debug, Clone, Copy)]
enum Damage {
    LastSign,
    LastSignMissing,
    Claims,
}

fn damaged(token: &str, damage: Damage) -> String {
    let place = match damage {
        Damage::LastSignMissing => return token[..token.len() - 1].to_owned(),
        Damage::LastSign => token.len() - 1,
        Damage::Claims => token.find('.').unwrap() + 20,
    };
    let other = if token.as_bytes()[place] == b'A' { "B" } else { "A" };
    format!("{}{other}{}", &token[..place], &token[place + 1..])
}

/// Half seconds around now.
fn time(seconds: std::ops::Range<i32>) -> impl Strategy<Value = Value> {
    (seconds.start * 2..seconds.end * 2).prop_map(|halves| match halves % 2 {
        0 => json!(NOW as i64 + i64::from(halves / 2)),
        _ => json!(NOW as f64 + f64::from(halves) / 2.0),
    })
}

fn tenants() -> impl Strategy<Value = Value> {
    let roles = || option::of(option::of(select(&["viewer", "admin", "unknown"])));
    [roles(), roles(), roles()].prop_map(|each| {
        let named = ["x", "y", "z"].into_iter().zip(each);
        let held = named
            .filter_map(|(name, roles)| Some((name.to_owned(), json!(Vec::from_iter(roles?)))));
        Value::Object(held.collect::<Map<_, _>>())
    })
}

/// One that its issuer has signed, and perhaps one like it.
fn tokens() -> impl Strategy<Value = Vec<Token>> {
    // Most of them as a verifier expects them.
    let signed_by = select(&[
        ("https://a.example", "at+jwt", 0_usize),
        ("https://a.example", "at+jwt", 0),
        ("https://a.example", "at+jwt", 0),
        ("https://b.example", "JWT", 1),
        ("https://b.example", "JWT", 1),
        ("https://a.example", "JWT", 0),
        ("https://a.example", "at+jwt", 1),
        ("https://b.example", "at+jwt", 0),
    ]);
    let audiences =
        prop_oneof![Just(json!("api")), Just(json!("other")), Just(json!(["other", "api"]))];
    let who = (select(&["alice", "bob", "app"]), option::of(select(&["app", "theirs"])));
    let times = (time(0..70), time(-5..2), option::of(time(-5..2)));
    let held = (tenants(), option::of(select(&["x", "y"])), select(&["viewer", "admin"]));
    let damages = select(&[Damage::LastSign, Damage::LastSignMissing, Damage::Claims]);
    (signed_by, audiences, who, times, held, option::weighted(0.3, damages)).prop_map(
        |((issuer, token_type, key), audience, (subject, client), times, held, damage)| {
            let mut claims = json!({
                "iss": issuer, "aud": audience, "sub": subject, "exp": times.0, "nbf": times.1,
                "tenants": held.0, "roles": [held.2], "groups": ["admin"], "scope": "read write",
            });
            for (name, value) in [
                ("auth_time", times.2),
                ("org", held.1.map(Value::from)),
                ("client_id", client.map(Value::from)),
            ] {
                if let Some(value) = value {
                    claims[name] = value;
                }
            }
            let text = signed(KEYS[key], token_type, &claims);
            let damaged = damage.map(|damage| damaged(&text, damage));
            let of_claims = |text| Token { text, claims: claims.clone() };
            [text].into_iter().chain(damaged).map(of_claims).collect()
        },
    )
}

fn steps() -> impl Strategy<Value = Step> {
    let leeways = LEEWAYS.map(|leeway| leeway as i64);
    let moments =
        (select(&["exp", "nbf", "auth_time"]), select(leeways.to_vec()), any::<bool>(), -1..2_i64)
            .prop_map(|(claim, leeway, is_added, nanos)| {
                // `exp` with what is added to it, the others with what is taken from them, and the other way round.
                Moment { claim, leeway: if is_added { leeway } else { -leeway }, nanos }
            });
    prop_oneof![
        20 => (any::<Index>(), moments).prop_map(|(token, moment)| Step::Ask { token, moment }),
        1 => Just(Step::Flood),
        1 => Just(Step::Forget),
        1 => (0..3_u8).prop_map(Step::Owners),
        2 => (0..4_u8).prop_map(Step::Tenants),
    ]
}

/// Three verifiers, of which two have the same key and take some tokens both, at different times and with different outcomes.
fn issuers(mind: &Arc<Mind>, is_asked: bool, is_reversed: bool) -> Issuers {
    let [a, b] = KEYS.map(secret);
    let leeway = |place: usize| Duration::from_secs(LEEWAYS[place]);
    let mut verifiers = [
        JwtVerifier::hs256(&a, "https://a.example", "api")
            .and_then(|a| a.leeway(leeway(1))?.tenants_claim("tenants"))
            .and_then(|a| a.first_party_clients(["app"])),
        JwtVerifier::hs256(&b, "https://b.example", "api")
            .and_then(|b| b.leeway(leeway(2))?.tenant_claim("org")?.token_type("JWT")),
        JwtVerifier::hs256(&a, "https://a.example", "other")
            .and_then(|a| a.leeway(leeway(2))?.roles_claim("groups")),
    ]
    .map(Result::unwrap);
    if is_reversed {
        verifiers.reverse();
    }
    let mut issuers = of(verifiers);
    if is_asked {
        mind.is_asked_by(&mut issuers);
    }
    issuers
}

#[test]
fn answers_are_those_of_verifying_again() {
    let cases = (
        vec(tokens(), 1..5),
        vec(steps(), 1..60),
        select(&[1_500_usize, 4_000, 64 * 1024]),
        any::<(bool, bool)>(),
    );
    let (asked, good, known) = (Cell::new(0_u32), Cell::new(0_u32), Cell::new(0_u32));
    let count = |number: &Cell<u32>| number.set(number.get() + 1);
    let run =
        TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() }).run(
            &cases,
            |(tokens, steps, room, (is_asked, is_reversed))| {
                let tokens = tokens.concat();
                let mind = Arc::new(Mind::default());
                let with = Authenticator {
                    issuers: issuers(&mind, is_asked, is_reversed),
                    roles: Some(&ROLES),
                    tokens: Some(TokenCache::of_any_size(room)),
                };
                let without =
                    Authenticator::new(issuers(&mind, is_asked, is_reversed), Some(&ROLES), 0)
                        .unwrap();
                let mut last = vec![None; tokens.len()];
                for step in steps {
                    match step {
                        Step::Ask { token, moment } => {
                            let place = token.index(tokens.len());
                            let Token { text, claims } = &tokens[place];
                            let now = moment.of(claims);
                            let answer = with.verify(text, now);
                            let expected = without.verify(text, now);
                            prop_assert_eq!(described(&answer), described(&expected));
                            count(&asked);
                            if let Ok(principal) = answer {
                                count(&good);
                                if last[place]
                                    .as_ref()
                                    .is_some_and(|last| is_same(last, &principal))
                                {
                                    count(&known);
                                }
                                last[place] = Some(principal);
                            }
                        }
                        Step::Flood => with.tokens.as_ref().unwrap().flood(room),
                        Step::Forget => with.forget(),
                        Step::Owners(mood) => mind.owners.store(mood, Ordering::SeqCst),
                        Step::Tenants(mood) => mind.tenants.store(mood, Ordering::SeqCst),
                    }
                }
                Ok(())
            },
        );
    run.unwrap();
    // Otherwise this says little. Usually it is four times as many.
    let [asked, good, known] = [&asked, &good, &known].map(Cell::get);
    assert!(good > asked / 16 && known > good / 8, "{known} known of {good} good of {asked}");
}
