//! Room, names and generations.

use std::time::Duration;

use allocation_counter::measure;

use super::*;
use crate::authn::{
    Actor, Principal, PrincipalKind,
    principal::{Membership, Verified},
    validity::Validity,
};
use crate::authz::RoleSet;

impl TokenCache {
    pub(in crate::authn) fn of_any_size(bytes: usize) -> Self {
        Self::with_room(bytes).unwrap()
    }

    /// Puts as many tokens in as it has room for, and more.
    pub(in crate::authn) fn flood(&self, room: usize) {
        for number in 0..room / 100 {
            self.insert(self.place(&format!("flood {number}")), ordinary());
        }
    }
}

fn known(principal: Verified, tenants: Vec<(String, Option<String>)>) -> Known {
    let (start, end) = (Duration::from_secs(1), Duration::from_secs(2));
    let validity = Validity::new(end, start, None, Duration::ZERO);
    Known { principal: Principal::verified(principal), validity, tenants, is_lasting: true }
}

/// What is known of a user with an owner's name, a client and some scopes.
fn ordinary() -> Known {
    known(
        Verified {
            kind: PrincipalKind::User,
            issuer: "https://id.example.com".to_owned(),
            subject: "0b1f5a0e-6f0c-4d57-9d0a-5f6f0a5d3c11".to_owned(),
            owner_id: Some("0b1f5a0e-6f0c-4d57-9d0a-5f6f0a5d3c11".to_owned()),
            actor: None,
            client: Some("web".to_owned()),
            third_party: false,
            tenants: Vec::new(),
            global_roles: RoleSet::EMPTY,
            scopes: Some(["openid", "read", "write"].map(str::to_owned).to_vec()),
            authenticated_at: None,
            several_factors: Some(true),
        },
        Vec::new(),
    )
}

/// As much as a token can say.
fn heavy() -> Known {
    let name = |number: usize| format!("{number:050}").as_str().to_owned();
    let tenants = (0..64).map(|number| Membership { tenant: name(number), roles: RoleSet::EMPTY });
    known(
        Verified {
            kind: PrincipalKind::User,
            issuer: name(0),
            subject: name(1),
            owner_id: Some(name(2)),
            actor: Some(Actor::new(Some(name(3)), name(4))),
            client: Some(name(5)),
            third_party: true,
            tenants: tenants.collect(),
            global_roles: RoleSet::EMPTY,
            scopes: Some((0..64).map(name).collect()),
            authenticated_at: None,
            several_factors: Some(true),
        },
        (0..64).map(|number| (name(number), Some(name(number)))).collect(),
    )
}

#[test]
fn what_is_known_takes_as_much_memory_as_is_counted() {
    for make in [ordinary, heavy] {
        let mut counted = 0;
        let taken = measure(|| {
            let known = Arc::new(make());
            counted = known.bytes();
            std::mem::forget(known);
        });
        let blocks = usize::try_from(taken.count_current).unwrap();
        let taken = usize::try_from(taken.bytes_current).unwrap();
        assert_eq!(counted, taken + 16 * blocks);
    }
}

#[test]
fn it_takes_no_more_memory_than_it_may() {
    for (bytes, make) in [
        (MIN_BYTES, ordinary as fn() -> Known),
        (MIN_BYTES, heavy),
        (90_000, ordinary),
        (120_000, ordinary),
        (170_000, ordinary),
        (230_000, heavy),
        (1024 * 1024, ordinary),
    ] {
        let mut cache = None;
        let mut kept = 0;
        // Several times what it holds, so that its tables are full of those that it remembers too.
        let taken = measure(|| {
            let filled = cache.insert(TokenCache::new(bytes).unwrap());
            for number in 0..bytes / 200 {
                filled.insert(filled.place(&number.to_string()), make());
            }
            kept = filled.len();
        });
        let blocks = usize::try_from(taken.count_current).unwrap();
        let taken = usize::try_from(taken.bytes_current).unwrap() + 16 * blocks;
        assert!(taken <= bytes, "{taken} instead of {bytes}");
        assert!(kept > 0 && taken > bytes / 2, "{taken} of {bytes} by {kept}");
    }
}

#[test]
fn one_that_is_often_seen_outlasts_a_flood() {
    let cache = TokenCache::new(MIN_BYTES).unwrap();
    let often = cache.place("often");
    cache.insert(often, ordinary());
    for number in 0..10_000 {
        if number % 20 == 0 {
            assert!(cache.get(often).is_some(), "after {number}");
        }
        cache.insert(cache.place(&number.to_string()), ordinary());
    }
}

/// Somebody else's token has the same name here and there only by guessing the key.
#[test]
fn names_are_this_caches_own() {
    let caches = [(); 2].map(|()| TokenCache::new(MIN_BYTES).unwrap());
    let names = caches.each_ref().map(|cache| cache.place("token").digest);
    assert_ne!(names[0], names[1]);
    assert_eq!(names[0], caches[0].place("token").digest);
}

/// It was put in after the generation had been looked at for the last time, and before the next one began.
#[test]
fn what_comes_too_late_is_not_found() {
    let cache = TokenCache::new(MIN_BYTES).unwrap();
    let late = cache.place("token");
    cache.forget();
    cache.insert(late, ordinary());
    assert_eq!(cache.len(), 0);
    let kept = Kept { known: Arc::new(ordinary()), bytes: 1_000 };
    cache.tokens.insert(late.digest, kept);
    assert_eq!(cache.len(), 1);
    assert!(cache.get(cache.place("token")).is_none());
}
