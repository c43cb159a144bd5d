//! Who is calling.

use std::fmt;

use axum::http::header;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::{
    Deserialize, Deserializer,
    de::{SeqAccess, Visitor},
};

use super::{
    App,
    call::Call,
    refusal::{self, Refusal},
};
use crate::servers::tokens::{AUDIENCE, ISSUER, SECRET};

const LONGEST_TOKEN: usize = 8 * 1024;
const LONGEST_SUBJECT: usize = 255;

/// Whom a token names.
#[derive(Deserialize)]
pub(super) struct Caller {
    #[serde(rename = "sub")]
    pub(super) subject: String,
    #[serde(rename = "roles", default, deserialize_with = "has_admin")]
    pub(super) is_admin: bool,
}

/// Verifies tokens.
pub(super) struct Tokens {
    key: DecodingKey,
    validation: Validation,
}

impl Tokens {
    pub(super) fn new() -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = 30;
        validation.validate_nbf = true;
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        Self { key: DecodingKey::from_secret(SECRET), validation }
    }

    fn verify(&self, token: &[u8]) -> Option<Caller> {
        if token.len() > LONGEST_TOKEN {
            return None;
        }
        let token = decode::<Caller>(token, &self.key, &self.validation).ok()?;
        let kind = token.header.typ.as_deref()?;
        let is_access_token =
            kind.eq_ignore_ascii_case("at+jwt") || kind.eq_ignore_ascii_case("application/at+jwt");
        let subject = &token.claims.subject;
        let is_name = !subject.is_empty()
            && subject.len() <= LONGEST_SUBJECT
            && !subject.chars().any(char::is_control);
        (is_access_token && is_name && token.header.crit.is_none()).then_some(token.claims)
    }
}

impl App {
    /// Who is calling, which the call keeps too.
    pub(super) fn authenticate<'a>(&self, call: &'a mut Call) -> Result<&'a Caller, Refusal> {
        let mut fields = call.parts.headers.get_all(header::AUTHORIZATION).iter();
        let (field, second) = (fields.next(), fields.next());
        if second.is_some() {
            return Err(refusal::TWO_CREDENTIALS);
        }
        let Some(token) = field.and_then(|field| bearer(field.as_bytes())) else {
            return Err(self.refusals.unauthenticated(call, refusal::NO_CREDENTIALS));
        };
        match self.tokens.verify(token) {
            Some(caller) => Ok(call.caller.insert(caller)),
            None => Err(self.refusals.unauthenticated(call, refusal::INVALID_TOKEN)),
        }
    }
}

/// What follows the scheme, if that is Bearer.
fn bearer(field: &[u8]) -> Option<&[u8]> {
    let end = field.iter().position(|byte| *byte == b' ').unwrap_or(field.len());
    let (scheme, token) = field.split_at_checked(end)?;
    scheme.eq_ignore_ascii_case(b"bearer").then(|| token.trim_ascii_start())
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Role {
    Admin,
    #[serde(other)]
    Other,
}

/// Whether the role is in the list, without keeping the list.
fn has_admin<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    struct Roles;

    impl<'de> Visitor<'de> for Roles {
        type Value = bool;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of roles")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut roles: A) -> Result<bool, A::Error> {
            let mut is_admin = false;
            while let Some(role) = roles.next_element()? {
                is_admin |= matches!(role, Role::Admin);
            }
            Ok(is_admin)
        }
    }

    deserializer.deserialize_seq(Roles)
}
