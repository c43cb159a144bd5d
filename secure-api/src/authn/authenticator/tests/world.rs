//! Tokens, issuers, and an application that changes its mind.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, crypto::aws_lc::DEFAULT_PROVIDER};
use serde_json::{Value, json};

use crate::{
    authn::{
        InvalidToken, Issuers, JwtVerifier, Principal, TokenSecret,
        authenticator::Authenticator,
        principal::{Membership, Verified},
    },
    clock::{Clock as _, Instant, ManualClock},
    policy::{RoleEntry, RoleTable},
};

/// In seconds since 1970.
pub(super) const NOW: u64 = 1_700_000_000;

pub(super) const ROLES: RoleTable = RoleTable {
    type_id: std::any::TypeId::of::<()>,
    type_name: "Role",
    roles: &[RoleEntry { name: "viewer", holds: 1 }, RoleEntry { name: "admin", holds: 3 }],
};

pub(super) const ROOM: usize = 64 * 1024;

/// The keys of two issuers.
pub(super) const KEYS: [&[u8]; 2] =
    [b"zJ8Yw0w2c1kqS7pQ9dXn5RrT3vBm6HfL", b"u1Qm9XcR4kTz7LpW2sYv8NhB5gDj3FaE"];

pub(super) fn secret(key: &[u8]) -> TokenSecret {
    TokenSecret::new(key.to_vec()).unwrap()
}

pub(super) fn signed(key: &[u8], token_type: &str, claims: &Value) -> String {
    let header = json!({"alg": "HS256", "typ": token_type});
    let [header, claims] =
        [&header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string().as_bytes()));
    let message = format!("{header}.{claims}");
    let key = EncodingKey::from_secret(key);
    let signer = (DEFAULT_PROVIDER.signer_factory)(&Algorithm::HS256, &key).unwrap();
    let signature = URL_SAFE_NO_PAD.encode(signer.try_sign(message.as_bytes()).unwrap());
    format!("{message}.{signature}")
}

/// Claims of Alice's, good for a minute.
pub(super) fn claims() -> Value {
    json!({
        "iss": "https://a.example", "aud": "api", "sub": "alice", "exp": NOW + 60, "nbf": NOW,
        "roles": ["viewer"],
    })
}

pub(super) fn token() -> String {
    signed(KEYS[0], "at+jwt", &claims())
}

pub(super) fn verifier() -> JwtVerifier {
    JwtVerifier::hs256(&secret(KEYS[0]), "https://a.example", "api").unwrap()
}

pub(super) fn of(verifiers: impl IntoIterator<Item = JwtVerifier>) -> Issuers {
    let mut issuers = Issuers::default();
    verifiers.into_iter().for_each(|verifier| issuers.add(verifier));
    issuers
}

pub(super) fn authenticator(issuers: Issuers) -> Authenticator {
    Authenticator::new(issuers, Some(&ROLES), ROOM).unwrap()
}

pub(super) fn at(seconds: u64) -> Instant {
    Instant::from_unix_seconds(seconds)
}

impl Instant {
    pub(super) fn later_by(self, nanos: u64) -> Self {
        let clock = ManualClock::at_unix_seconds(self.unix_seconds());
        clock.advance(Duration::from_nanos(self.unix_nanos() % 1_000_000_000 + nanos));
        clock.now()
    }
}

/// Whether both are one piece of memory: then the token was verified once.
pub(super) fn is_same(one: &Principal, other: &Principal) -> bool {
    match (&one.verified, &other.verified) {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        _ => false,
    }
}

/// All that an answer says.
pub(super) fn described(answer: &Result<Principal, InvalidToken>) -> String {
    let principal = match answer {
        Ok(principal) => principal,
        Err(invalid) => return invalid.to_string(),
    };
    let Verified {
        kind,
        issuer,
        subject,
        owner_id,
        actor,
        client,
        third_party,
        tenants,
        global_roles,
        scopes,
        authenticated_at,
        several_factors,
    } = principal.verified.as_deref().unwrap();
    let tenants: Vec<_> =
        tenants.iter().map(|Membership { tenant, roles }| (tenant, roles)).collect();
    let names = (kind, issuer, subject, owner_id, actor, client, third_party);
    let rest = (tenants, global_roles, scopes, authenticated_at, several_factors);
    format!("{names:?} {rest:?} {:?}", principal.tenant())
}

/// What the application says of owners and tenants at the moment.
#[derive(Debug, Default)]
pub(super) struct Mind {
    pub(super) owners: AtomicU8,
    pub(super) tenants: AtomicU8,
}

impl Mind {
    pub(super) fn owner(&self, issuer: &str, subject: &str) -> Option<String> {
        match self.owners.load(Ordering::SeqCst) {
            0 => Some(subject.to_owned()),
            1 => Some(format!("{issuer} {subject}")),
            _ => None,
        }
    }

    /// Sometimes two are one, and sometimes they change places.
    pub(super) fn tenant(&self, _: &str, tenant: &str) -> Option<String> {
        let name = match (self.tenants.load(Ordering::SeqCst), tenant) {
            (0, tenant) => tenant,
            (1, _) => "one",
            (2, "x") | (3, "y") => "z",
            _ => return None,
        };
        Some(name.to_owned())
    }

    pub(super) fn is_asked_by(self: &Arc<Self>, issuers: &mut Issuers) {
        let (owners, tenants) = (Arc::clone(self), Arc::clone(self));
        issuers.map_owners(move |issuer, subject| owners.owner(issuer, subject));
        issuers.map_tenants(move |issuer, tenant| tenants.tenant(issuer, tenant));
    }
}
