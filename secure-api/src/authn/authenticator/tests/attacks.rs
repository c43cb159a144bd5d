//! What would make a token that is known worth more than one that is verified.

use std::{
    sync::{Arc, OnceLock, atomic::Ordering},
    time::Duration,
};

use allocation_counter::measure;
use serde_json::json;

use super::world::{
    KEYS, Mind, NOW, ROLES, ROOM, at, authenticator, claims, described, is_same, of, secret,
    signed, token, verifier,
};
use crate::authn::{InvalidToken, JwtVerifier, authenticator::Authenticator};

fn known(authenticator: &Authenticator) -> usize {
    authenticator.tokens.as_ref().unwrap().len()
}

#[test]
fn a_token_that_comes_again_is_not_verified_again() {
    let authenticator = authenticator(of([verifier()]));
    let [first, second] = [(); 2].map(|()| authenticator.verify(&token(), at(NOW)).unwrap());
    assert!(is_same(&first, &second));
    assert_eq!(known(&authenticator), 1);
    let token = token();
    let again = measure(|| assert!(authenticator.verify(&token, at(NOW)).is_ok()));
    assert_eq!(again.count_total, 0, "allocations");
}

#[test]
fn nothing_is_kept_where_it_is_switched_off() {
    let authenticator = Authenticator::new(of([verifier()]), Some(&ROLES), 0).unwrap();
    let [first, second] = [(); 2].map(|()| authenticator.verify(&token(), at(NOW)).unwrap());
    assert!(!is_same(&first, &second));
    assert!(authenticator.tokens.is_none());
}

#[test]
fn a_size_without_room_is_refused() {
    for bytes in [1, ROOM - 1] {
        let error = Authenticator::new(of([verifier()]), None, bytes).unwrap_err();
        let message = format!(
            "`token_cache` is {bytes}, but must be at least 65,536 bytes, or 0, which switches it off"
        );
        assert_eq!(error.to_string(), message);
    }
}

/// The oldest mistake of such caches: what was good once is good for as long as it is kept.
#[test]
fn a_token_is_not_good_after_its_time() {
    let authenticator = authenticator(of([verifier()]));
    // With 30 seconds of leeway.
    let (first, end) = (at(NOW - 30), at(NOW + 90));
    let [before, last] = [(NOW - 31, 999_999_999), (NOW + 89, 999_999_999)]
        .map(|(seconds, nanos)| at(seconds).later_by(nanos));
    let ask = |now| described(&authenticator.verify(&token(), now));
    let good = ask(at(NOW));
    for _ in 0..2 {
        assert_eq!(ask(last), good);
        assert_eq!(ask(end), "the token is expired");
        assert_eq!(ask(before), "the token is not valid yet");
        assert_eq!(ask(first), good);
    }
    assert_eq!(known(&authenticator), 1);
}

/// Nobody becomes somebody by a part of a token that is known, or by one that looks like it.
#[test]
fn a_token_that_is_nearly_one_that_is_known() {
    let authenticator = authenticator(of([verifier()]));
    let good = token();
    assert!(authenticator.verify(&good, at(NOW)).is_ok());
    for place in 0..good.len() {
        for other in ["A", "B", "."] {
            let near = format!("{}{other}{}", &good[..place], &good[place + 1..]);
            assert_eq!(authenticator.verify(&near, at(NOW)).is_ok(), near == good, "{near}");
        }
        assert!(authenticator.verify(&good[..place], at(NOW)).is_err());
        assert!(authenticator.verify(&good[place + 1..], at(NOW)).is_err());
    }
    let long = format!("{good}{}", "A".repeat(10_000));
    assert_eq!(
        authenticator.verify(&long, at(NOW)).unwrap_err().to_string(),
        "the token is longer than 8 KiB"
    );
    assert_eq!(known(&authenticator), 1);
}

/// Whoever cannot sign takes no memory.
#[test]
fn tokens_that_do_not_verify_take_no_room() {
    let authenticator = authenticator(of([verifier()]));
    for number in 0..200 {
        let mut claims = claims();
        claims["jti"] = json!(number);
        let foreign = signed(KEYS[1], "at+jwt", &claims);
        assert!(authenticator.verify(&foreign, at(NOW)).is_err());
        let expired = signed(KEYS[0], "at+jwt", &claims);
        assert!(authenticator.verify(&expired, at(NOW + 90)).is_err());
    }
    assert_eq!(known(&authenticator), 0);
}

#[test]
fn what_is_forgotten_is_verified_again() {
    let authenticator = authenticator(of([verifier()]));
    let first = authenticator.verify(&token(), at(NOW)).unwrap();
    authenticator.forget();
    assert_eq!(known(&authenticator), 0);
    let second = authenticator.verify(&token(), at(NOW)).unwrap();
    assert!(!is_same(&first, &second));
    assert!(is_same(&second, &authenticator.verify(&token(), at(NOW)).unwrap()));
}

/// A token is being verified, by what was true before, while it is revoked: what comes of it must not outlast that.
#[test]
fn what_is_forgotten_while_it_is_being_verified() {
    let mut issuers = of([verifier()]);
    let revoked = Arc::new(OnceLock::<Authenticator>::new());
    let (revoking, is_first) = (Arc::clone(&revoked), OnceLock::new());
    // The application is asked in the middle of it.
    issuers.map_owners(move |_, subject| {
        if is_first.set(()).is_ok() {
            revoking.get().unwrap().forget();
        }
        Some(subject.to_owned())
    });
    let authenticator = revoked.get_or_init(|| authenticator(issuers));
    let first = authenticator.verify(&token(), at(NOW)).unwrap();
    assert_eq!(known(authenticator), 0);
    let second = authenticator.verify(&token(), at(NOW)).unwrap();
    assert!(!is_same(&first, &second));
    assert_eq!(known(authenticator), 1);
}

/// The application says that somebody owns nothing any more, or that a tenant is another one.
#[test]
fn what_the_application_says_is_not_kept() {
    let mind = Arc::new(Mind::default());
    let mut issuers = of([verifier().tenants_claim("tenants").unwrap()]);
    mind.is_asked_by(&mut issuers);
    let authenticator = authenticator(issuers);
    let mut claims = claims();
    claims["tenants"] = json!({"x": ["admin"], "y": ["viewer"]});
    let token = signed(KEYS[0], "at+jwt", &claims);
    let ask = || authenticator.verify(&token, at(NOW));
    for _ in 0..2 {
        mind.owners.store(0, Ordering::SeqCst);
        mind.tenants.store(0, Ordering::SeqCst);
        let [first, second] = [(); 2].map(|()| ask().unwrap());
        assert_eq!(first.owner_id(), Some("alice"));
        assert!(is_same(&first, &second));

        mind.owners.store(2, Ordering::SeqCst);
        assert_eq!(ask().unwrap().owner_id(), None);

        // Either is called `z` here, and holds what the other one does not.
        for (mood, holds) in [(2, "holds: 3, open"), (3, "holds: 1, open"), (2, "holds: 3, open")] {
            mind.tenants.store(mood, Ordering::SeqCst);
            let answer = ask();
            assert_eq!(answer.as_ref().unwrap().tenant(), Some("z"));
            assert!(described(&answer).contains(holds), "{}", described(&answer));
        }
        mind.tenants.store(1, Ordering::SeqCst);
        assert_eq!(ask().unwrap_err(), InvalidToken("of two tenants that are one"));
    }
}

#[test]
fn servers_do_not_share_what_they_know() {
    let servers = KEYS.map(|key| {
        let verifier = JwtVerifier::hs256(&secret(key), "https://a.example", "api").unwrap();
        authenticator(of([verifier]))
    });
    assert!(servers[0].verify(&token(), at(NOW)).is_ok());
    assert!(servers[1].verify(&token(), at(NOW)).is_err());
    let foreign = signed(KEYS[1], "at+jwt", &claims());
    assert!(servers[1].verify(&foreign, at(NOW)).is_ok());
    assert!(servers[0].verify(&foreign, at(NOW)).is_err());
}

/// Two verifiers would take the token, the first of them only for a while: who is calling depends on the time.
#[test]
fn an_earlier_verifier_that_takes_it_at_another_time() {
    let strict = verifier().leeway(Duration::ZERO).unwrap();
    let lenient = JwtVerifier::hs256(&secret(KEYS[0]), "https://a.example", "other").unwrap();
    let lenient = lenient.roles_claim("groups").unwrap();
    let mut claims = claims();
    claims["aud"] = json!(["api", "other"]);
    claims["groups"] = json!(["admin"]);
    let token = signed(KEYS[0], "at+jwt", &claims);
    let authenticator = authenticator(of([strict, lenient]));
    let holds = |now: u64| {
        let answer = described(&authenticator.verify(&token, at(now)));
        ["holds: 1, open", "holds: 3, open"].map(|held| answer.contains(held))
    };
    assert_eq!(holds(NOW + 60), [false, true]);
    assert_eq!(holds(NOW + 59), [true, false]);
    assert_eq!(holds(NOW + 60), [false, true]);
}

/// The issuers before it only say that it is not theirs, so it is known like those of the first one.
#[test]
fn a_token_of_a_later_issuer_is_known_too() {
    let first = JwtVerifier::hs256(&secret(KEYS[1]), "https://b.example", "api").unwrap();
    let second = JwtVerifier::hs256(&secret(KEYS[0]), "https://c.example", "api").unwrap();
    let third = JwtVerifier::hs256(&secret(KEYS[0]), "https://a.example", "other").unwrap();
    let fourth = JwtVerifier::hs256(&secret(KEYS[0]), "https://a.example", "api").unwrap();
    let fourth = fourth.token_type("JWT").unwrap();
    let authenticator = authenticator(of([first, second, third, fourth, verifier()]));
    assert!(authenticator.verify(&token(), at(NOW)).is_ok());
    assert_eq!(known(&authenticator), 1);
}
