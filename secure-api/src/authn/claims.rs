//! Reads the parts of a token that count. A member that is read must be there at most once: where two parsers would choose
//! differently, neither is right (RFC 7519, section 4).

use std::{borrow::Cow, fmt, time::Duration};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use smallvec::SmallVec;

use super::InvalidToken;
use crate::{authz::RoleSet, policy::RoleTable};

/// Claims that mean something already, so that none of them can be the roles claim.
pub(super) const REGISTERED: [&str; 8] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "act"];

/// What `OpenID` Connect Core allows (section 2), in bytes.
pub(super) const MAX_SUBJECT_BYTES: usize = 255;

const MAX_ROLES: usize = 64;

/// The members of a token's header that are read.
#[derive(Deserialize)]
pub(super) struct Header<'a> {
    #[serde(borrow, rename = "alg")]
    pub(super) algorithm: Cow<'a, str>,
    #[serde(borrow, default, rename = "typ")]
    pub(super) token_type: Option<Cow<'a, str>>,
    #[serde(default, rename = "crit", deserialize_with = "is_present")]
    pub(super) critical: bool,
}

impl<'a> Header<'a> {
    pub(super) fn parse(json: &'a [u8]) -> Result<Self, InvalidToken> {
        object(json)
            .and_then(|json| serde_json::from_str(json).ok())
            .ok_or(InvalidToken("without a usable header"))
    }
}

/// The claims that are read.
pub(super) struct Claims<'a> {
    pub(super) issuer: Cow<'a, str>,
    pub(super) subject: Cow<'a, str>,
    /// Whether `aud` names this API.
    pub(super) for_us: bool,
    /// Since 1970.
    pub(super) expires: Duration,
    /// Since 1970.
    pub(super) not_before: Duration,
    pub(super) delegated: bool,
    pub(super) roles: Names<'a>,
}

type Names<'a> = SmallVec<[Text<'a>; 4]>;

impl<'a> Claims<'a> {
    pub(super) fn parse(
        json: &'a [u8],
        roles_claim: &str,
        audience: &str,
    ) -> Result<Self, InvalidToken> {
        let unusable = InvalidToken("without usable claims");
        let json = object(json).ok_or(unusable)?;
        let mut json = serde_json::Deserializer::from_str(json);
        let claims =
            ClaimsSeed { roles_claim, audience }.deserialize(&mut json).map_err(|_| unusable)?;
        json.end().map_err(|_| unusable)?;
        Ok(claims)
    }
}

/// The roles that these names stand for.
pub(super) fn roles(names: &Names<'_>, table: Option<&'static RoleTable>) -> RoleSet {
    table.map_or(RoleSet::EMPTY, |table| {
        RoleSet::from_names(table, names.iter().map(|name| name.0.as_ref()))
    })
}

/// Text that begins as an object. serde takes an array for a struct, too, and does not look at the text that it skips.
fn object(json: &[u8]) -> Option<&str> {
    str::from_utf8(json).ok().filter(|json| json.trim_ascii_start().starts_with('{'))
}

/// Whether a member is there, be it `null`.
fn is_present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|IgnoredAny| true)
}

/// A string, borrowed where it has no escapes.
#[derive(Deserialize)]
pub(super) struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

struct ClaimsSeed<'s> {
    roles_claim: &'s str,
    audience: &'s str,
}

impl<'de> DeserializeSeed<'de> for ClaimsSeed<'_> {
    type Value = Claims<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ClaimsSeed<'_> {
    type Value = Claims<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of claims")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut issuer, mut subject, mut for_us) = (None, None, None);
        let (mut expires, mut not_before, mut delegated, mut roles) = (None, None, None, None);
        while let Some(Text(name)) = map.next_key()? {
            match name.as_ref() {
                "iss" => once(&mut issuer, map.next_value::<Text<'_>>()?.0)?,
                "sub" => once(&mut subject, map.next_value::<Text<'_>>()?.0)?,
                "aud" => once(&mut for_us, map.next_value_seed(Audience(self.audience))?)?,
                "exp" => once(&mut expires, map.next_value::<NumericDate>()?.0)?,
                "nbf" => once(&mut not_before, map.next_value::<NumericDate>()?.0)?,
                "act" => once(&mut delegated, map.next_value::<IgnoredAny>()?)?,
                name if name == self.roles_claim => {
                    once(&mut roles, map.next_value_seed(RoleNames)?)?;
                }
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        Ok(Claims {
            issuer: issuer.ok_or_else(|| A::Error::missing_field("iss"))?,
            subject: subject.ok_or_else(|| A::Error::missing_field("sub"))?,
            for_us: for_us.ok_or_else(|| A::Error::missing_field("aud"))?,
            expires: expires.ok_or_else(|| A::Error::missing_field("exp"))?,
            not_before: not_before.ok_or_else(|| A::Error::missing_field("nbf"))?,
            delegated: delegated.is_some(),
            roles: roles.unwrap_or_default(),
        })
    }
}

fn once<T, E: serde::de::Error>(place: &mut Option<T>, value: T) -> Result<(), E> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(E::custom("a claim stands twice")),
    }
}

/// Seconds since 1970 (RFC 7519, section 2). A number in a string is none.
struct NumericDate(Duration);

impl<'de> Deserialize<'de> for NumericDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Not `deserialize_any`: with serde_json's `arbitrary_precision` that would give a map.
        deserializer.deserialize_f64(NumericDateVisitor)
    }
}

struct NumericDateVisitor;

impl Visitor<'_> for NumericDateVisitor {
    type Value = NumericDate;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("seconds since 1970")
    }

    fn visit_u64<E: serde::de::Error>(self, seconds: u64) -> Result<Self::Value, E> {
        Ok(NumericDate(Duration::from_secs(seconds)))
    }

    fn visit_f64<E: serde::de::Error>(self, seconds: f64) -> Result<Self::Value, E> {
        // Refuses what is negative or beyond all dates.
        Duration::try_from_secs_f64(seconds).map(NumericDate).map_err(E::custom)
    }
}

/// Whether a string, or one of an array of strings, is this one.
struct Audience<'s>(&'s str);

impl<'de> DeserializeSeed<'de> for Audience<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Audience<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or an array of strings")
    }

    fn visit_str<E: serde::de::Error>(self, audience: &str) -> Result<bool, E> {
        Ok(audience == self.0)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut audiences: A) -> Result<bool, A::Error> {
        let mut for_us = false;
        while let Some(Text(audience)) = audiences.next_element()? {
            for_us |= audience == self.0;
        }
        Ok(for_us)
    }
}

struct RoleNames;

impl<'de> DeserializeSeed<'de> for RoleNames {
    type Value = Names<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for RoleNames {
    type Value = Names<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an array of at most {MAX_ROLES} strings")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<Self::Value, A::Error> {
        let mut roles = Names::new();
        while let Some(name) = names.next_element()? {
            if roles.len() == MAX_ROLES {
                return Err(A::Error::invalid_length(MAX_ROLES + 1, &self));
            }
            roles.push(name);
        }
        Ok(roles)
    }
}
