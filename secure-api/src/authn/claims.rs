//! Reads the parts of a token that count. A member that is read must be there at most once: where two parsers would choose
//! differently, neither is right (RFC 7519, section 4).

use std::{borrow::Cow, fmt, time::Duration};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor},
};

use super::{
    Actor, InvalidToken,
    values::{
        ActorSeed, Audience, Memberships, MembershipsSeed, Name, Names, NamesSeed, NumericDate,
        Scopes, Text, once,
    },
};

/// Claims that mean something already, so that none of them can hold roles or tenants.
pub(super) const REGISTERED: [&str; 14] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "act",
    "scope",
    "auth_time",
    "amr",
    "client_id",
    "azp",
    "gty",
];

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

/// Which claim says what tenants a token proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TenantClaim {
    /// None does.
    Absent,
    /// This one names the one tenant, in which the roles are held.
    One(String),
    /// This one lists tenants, each with the roles held in it.
    Each(String),
}

impl TenantClaim {
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Absent => None,
            Self::One(name) | Self::Each(name) => Some(name),
        }
    }
}

/// The names of the claims that a verifier chooses, and what `aud` has to hold.
#[derive(Clone, Copy)]
pub(super) struct Expected<'s> {
    pub(super) audience: &'s str,
    pub(super) roles: &'s str,
    pub(super) tenants: &'s TenantClaim,
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
    /// `auth_time`, since 1970.
    pub(super) authenticated: Option<Duration>,
    /// `amr` (RFC 8176).
    pub(super) methods: Option<Names<'a>>,
    pub(super) scopes: Option<Vec<String>>,
    /// `act`.
    pub(super) actor: Option<Actor>,
    pub(super) client_id: Option<Cow<'a, str>>,
    /// `azp`.
    pub(super) authorized_party: Option<Cow<'a, str>>,
    /// `gty`.
    pub(super) grant_type: Option<Cow<'a, str>>,
    pub(super) roles: Option<Names<'a>>,
    /// The one tenant that the token proves, where a claim is to name it.
    pub(super) tenant: Option<Cow<'a, str>>,
    /// The tenants that the token proves, where a claim is to list them.
    pub(super) memberships: Option<Memberships<'a>>,
}

impl<'a> Claims<'a> {
    pub(super) fn parse(json: &'a [u8], expected: Expected<'_>) -> Result<Self, InvalidToken> {
        let unusable = InvalidToken("without usable claims");
        let json = object(json).ok_or(unusable)?;
        let mut json = serde_json::Deserializer::from_str(json);
        let claims = expected.deserialize(&mut json).map_err(|_| unusable)?;
        json.end().map_err(|_| unusable)?;
        Ok(claims)
    }
}

/// Text that begins as an object. serde takes an array for a struct, too, and does not look at the text that it skips.
fn object(json: &[u8]) -> Option<&str> {
    str::from_utf8(json).ok().filter(|json| json.trim_ascii_start().starts_with('{'))
}

/// Whether a member is there, be it `null`.
fn is_present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|IgnoredAny| true)
}

impl<'de> DeserializeSeed<'de> for Expected<'_> {
    type Value = Claims<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Expected<'_> {
    type Value = Claims<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of claims")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut issuer, mut subject, mut for_us) = (None, None, None);
        let (mut expires, mut not_before) = (None, None);
        let (mut authenticated, mut methods, mut scopes, mut actor) = (None, None, None, None);
        let (mut client_id, mut authorized_party, mut grant_type) = (None, None, None);
        let (mut roles, mut tenant, mut memberships) = (None, None, None);
        while let Some(Text(name)) = map.next_key()? {
            match name.as_ref() {
                "iss" => once(&mut issuer, map.next_value::<Text<'_>>()?.0)?,
                "sub" => once(&mut subject, map.next_value::<Text<'_>>()?.0)?,
                "aud" => once(&mut for_us, map.next_value_seed(Audience(self.audience))?)?,
                "exp" => once(&mut expires, map.next_value::<NumericDate>()?.0)?,
                "nbf" => once(&mut not_before, map.next_value::<NumericDate>()?.0)?,
                "auth_time" => once(&mut authenticated, map.next_value::<NumericDate>()?.0)?,
                "amr" => once(&mut methods, map.next_value_seed(NamesSeed)?)?,
                "scope" => once(&mut scopes, map.next_value::<Scopes>()?.0)?,
                "act" => once(&mut actor, map.next_value_seed(ActorSeed::OUTERMOST)?)?,
                "client_id" => once(&mut client_id, map.next_value::<Name<'_>>()?.0)?,
                "azp" => once(&mut authorized_party, map.next_value::<Name<'_>>()?.0)?,
                "gty" => once(&mut grant_type, map.next_value::<Text<'_>>()?.0)?,
                name if name == self.roles => {
                    once(&mut roles, map.next_value_seed(NamesSeed)?)?;
                }
                name => match self.tenants {
                    TenantClaim::One(claim) if claim == name => {
                        once(&mut tenant, map.next_value::<Name<'_>>()?.0)?;
                    }
                    TenantClaim::Each(claim) if claim == name => {
                        once(&mut memberships, map.next_value_seed(MembershipsSeed)?)?;
                    }
                    _ => _ = map.next_value::<IgnoredAny>()?,
                },
            }
        }
        Ok(Claims {
            issuer: issuer.ok_or_else(|| A::Error::missing_field("iss"))?,
            subject: subject.ok_or_else(|| A::Error::missing_field("sub"))?,
            for_us: for_us.ok_or_else(|| A::Error::missing_field("aud"))?,
            expires: expires.ok_or_else(|| A::Error::missing_field("exp"))?,
            not_before: not_before.ok_or_else(|| A::Error::missing_field("nbf"))?,
            authenticated,
            methods,
            scopes,
            actor,
            client_id,
            authorized_party,
            grant_type,
            roles,
            tenant,
            memberships,
        })
    }
}
