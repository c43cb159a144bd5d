//! The shapes of claims: each is of one type and of a bounded size, or the token is refused.

use std::{borrow::Cow, fmt, time::Duration};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use smallvec::SmallVec;

use super::Actor;

/// What `OpenID` Connect Core allows for a subject (section 2), in bytes. Every other name is held to it as well.
const MAX_NAME_BYTES: usize = 255;

/// How many roles, scopes, methods or tenants one claim may list.
const MAX_ENTRIES: usize = 64;

/// How many actors may stand inside each other.
const MAX_ACTORS: usize = 8;

/// A string, borrowed where it has no escapes.
#[derive(Deserialize)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// An array of strings.
pub(super) type Names<'a> = SmallVec<[Text<'a>; 4]>;

/// Whether this can name somebody: neither empty nor beyond all measure, without control characters.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= MAX_NAME_BYTES && !text.chars().any(char::is_control)
}

/// The names of one kind that a claim lists.
pub(super) struct NamesSeed;

impl<'de> DeserializeSeed<'de> for NamesSeed {
    type Value = Names<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for NamesSeed {
    type Value = Names<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an array of at most {MAX_ENTRIES} strings")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let mut names = Names::new();
        while let Some(name) = elements.next_element()? {
            if names.len() == MAX_ENTRIES {
                return Err(A::Error::invalid_length(MAX_ENTRIES + 1, &self));
            }
            names.push(name);
        }
        Ok(names)
    }
}

/// A string that names somebody.
pub(super) struct Name<'a>(pub(super) Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Text(text) = Text::deserialize(deserializer)?;
        if is_name(&text) { Ok(Self(text)) } else { Err(D::Error::custom("not a name")) }
    }
}

/// Scopes in one string, with one space between two (RFC 6749, section 3.3). The empty string is a list of none.
pub(super) struct Scopes(pub(super) Vec<String>);

impl<'de> Deserialize<'de> for Scopes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Text(text) = Text::deserialize(deserializer)?;
        if text.is_empty() {
            return Ok(Self(Vec::new()));
        }
        let is_scope = |scope: &str| {
            !scope.is_empty()
                && scope.bytes().all(|byte| matches!(byte, b'!' | b'#'..=b'[' | b']'..=b'~'))
        };
        let scopes: Vec<&str> = text.split(' ').take(MAX_ENTRIES + 1).collect();
        if scopes.len() > MAX_ENTRIES || !scopes.iter().all(|scope| is_scope(scope)) {
            return Err(D::Error::custom("not a list of scopes"));
        }
        Ok(Self(scopes.into_iter().map(str::to_owned).collect()))
    }
}

/// Seconds since 1970 (RFC 7519, section 2). A number in a string is none.
pub(super) struct NumericDate(pub(super) Duration);

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
pub(super) struct Audience<'s>(pub(super) &'s str);

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

/// Who acts (RFC 8693, section 4.1), with this many others inside. The ones inside have acted before; they are read, so that they are
/// well-formed, and then let go.
pub(super) struct ActorSeed(usize);

impl ActorSeed {
    pub(super) const OUTERMOST: Self = Self(1);
}

impl<'de> DeserializeSeed<'de> for ActorSeed {
    type Value = Actor;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Actor, D::Error> {
        if self.0 > MAX_ACTORS {
            return Err(D::Error::custom("too many actors"));
        }
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ActorSeed {
    type Value = Actor;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the actor's `sub`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Actor, A::Error> {
        let (mut issuer, mut subject, mut before) = (None, None, None);
        while let Some(Text(name)) = map.next_key()? {
            match name.as_ref() {
                "iss" => once(&mut issuer, map.next_value::<Name<'_>>()?.0)?,
                "sub" => once(&mut subject, map.next_value::<Name<'_>>()?.0)?,
                "act" => once(&mut before, map.next_value_seed(Self(self.0 + 1))?)?,
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        let subject = subject.ok_or_else(|| A::Error::missing_field("sub"))?;
        Ok(Actor::new(issuer.map(Cow::into_owned), subject.into_owned()))
    }
}

/// Tenants, and the names of the roles held in each.
pub(super) type Memberships<'a> = Vec<(Cow<'a, str>, Names<'a>)>;

/// An object from a tenant's name to an array of role names.
pub(super) struct MembershipsSeed;

impl<'de> DeserializeSeed<'de> for MembershipsSeed {
    type Value = Memberships<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for MembershipsSeed {
    type Value = Memberships<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object of at most {MAX_ENTRIES} tenants, each with an array of role names")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut memberships = Memberships::new();
        while let Some(Name(tenant)) = map.next_key()? {
            if memberships.len() == MAX_ENTRIES {
                return Err(A::Error::invalid_length(MAX_ENTRIES + 1, &self));
            }
            if memberships.iter().any(|(other, _)| *other == tenant) {
                return Err(A::Error::custom("a tenant stands twice"));
            }
            memberships.push((tenant, map.next_value_seed(NamesSeed)?));
        }
        Ok(memberships)
    }
}

/// Keeps the value of a member that may stand once.
pub(super) fn once<T, E: serde::de::Error>(place: &mut Option<T>, value: T) -> Result<(), E> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(E::custom("a member stands twice")),
    }
}
