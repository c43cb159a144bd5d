//! Cursors: where a page ends, in the hands of a client.
//!
//! A cursor says which row the next page begins after, and until when it is good. What it is for (who asks, which endpoint, which search) stands in
//! its authentication code and not in it, so that it is good for nothing else. It opens nothing: the rows of the next page are filtered as those of
//! any other.

use std::{fmt, sync::Arc, time::Duration};

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{
    authn::{Actor, Principal, PrincipalKind},
    clock::Instant,
    config::ConfigError,
    error::{Error, Result},
    master_secret::{Keys, MasterSecret},
    policy::{EndpointPolicy, ResourceInfo},
    rows::{page::MOST_BYTES, raw::RawValue},
};

/// The first byte of a cursor. What is written otherwise gets another one.
const VERSION: u8 = 1;

/// How many bytes an HMAC-SHA-256 has.
const TAG_BYTES: usize = 32;

/// What cursors are made with.
pub(crate) struct Cursors {
    keys: Keys,
    lifetime: Duration,
}

/// What cursors of one endpoint, or of a job, for one principal are made with.
#[derive(Clone)]
pub(crate) struct Pages {
    pub(crate) cursors: Arc<Cursors>,
    /// `None` for a job.
    pub(crate) endpoint: Option<&'static EndpointPolicy>,
    pub(crate) principal: Principal,
}

/// What a page is of: a cursor for one is none for another. Texts that tell searches apart, whatever they look like.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageOf<'a> {
    pub(super) resource: &'static ResourceInfo,
    pub(super) condition: &'a str,
    pub(super) values: &'a str,
    pub(super) order: &'a str,
}

/// The row that a page comes after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// What it holds in the columns that the search is in the order of.
    pub(super) sorted_by: Vec<RawValue>,
    pub(super) id: Vec<String>,
}

impl fmt::Debug for Cursors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cursors").field("lifetime", &self.lifetime).finish_non_exhaustive()
    }
}

impl Cursors {
    pub(crate) fn new(secret: &MasterSecret, lifetime: Duration) -> Result<Self, ConfigError> {
        Ok(Self { keys: secret.keys("cursors")?, lifetime })
    }
}

impl Pages {
    /// A cursor for the page after this place; none if what it would have to say does not fit one.
    pub(super) fn cursor(
        &self,
        of: PageOf<'_>,
        place: &Place,
        now: Instant,
    ) -> Result<Option<String>> {
        let Cursors { keys, lifetime } = &*self.cursors;
        let expires = now.unix_seconds().saturating_add(lifetime.as_secs());
        let content = serde_json::to_vec(&(expires, &place.sorted_by, &place.id));
        let content = content.map_err(Error::internal)?;
        let tag = hmac::sign(&keys.current, &self.authenticated(of, &content));
        let cursor = URL_SAFE_NO_PAD.encode([&[VERSION], tag.as_ref(), &content].concat());
        Ok((cursor.len() <= MOST_BYTES).then_some(cursor))
    }

    /// The place that a cursor names. Whatever is wrong with one is the same to the client.
    pub(super) fn place(&self, of: PageOf<'_>, cursor: &str, now: Instant) -> Result<Place> {
        self.authentic(of, cursor, now).ok_or_else(not_a_cursor)
    }

    fn authentic(&self, of: PageOf<'_>, cursor: &str, now: Instant) -> Option<Place> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok().filter(|_| cursor.len() <= MOST_BYTES)?;
        let (version, rest) = bytes.split_first()?;
        let (tag, content) = rest.split_at_checked(TAG_BYTES)?;
        let authenticated = self.authenticated(of, content);
        let Keys { current, previous } = &self.cursors.keys;
        let mut keys = [Some(current), previous.as_ref()].into_iter().flatten();
        // In constant time, and before anything of it is read.
        if *version != VERSION || !keys.any(|key| hmac::verify(key, &authenticated, tag).is_ok()) {
            return None;
        }
        let (expires, sorted_by, id): (u64, _, _) = serde_json::from_slice(content).ok()?;
        (now.unix_seconds() < expires).then_some(Place { sorted_by, id })
    }

    /// What the authentication code is of: all that a cursor is for, then what it says. Each part stands after its length, and there are as many
    /// of them whatever they say, so that no two of these are alike.
    fn authenticated(&self, of: PageOf<'_>, content: &[u8]) -> Vec<u8> {
        let principal = &self.principal;
        let actor = principal.actor();
        let endpoint = self.endpoint.map(|policy| (policy.module, policy.name));
        let mut parts = Parts(Vec::with_capacity(512));
        parts.push(&[VERSION]);
        parts.option(endpoint.map(|(module, _)| module));
        parts.text(endpoint.map_or("job", |(_, name)| name));
        parts.text(match principal.kind() {
            PrincipalKind::Anonymous => "anonymous",
            PrincipalKind::User => "user",
            PrincipalKind::Service => "service",
            PrincipalKind::System => "system",
        });
        parts.text(principal.issuer());
        parts.text(principal.subject());
        parts.option(principal.tenant());
        parts.option(principal.client());
        parts.option(actor.and_then(Actor::issuer));
        parts.option(actor.map(Actor::subject));
        parts.text(if actor.is_some_and(Actor::is_system) { "system" } else { "" });
        parts.text(of.resource.name);
        parts.text(of.resource.table);
        parts.text(of.condition);
        parts.text(of.values);
        parts.text(of.order);
        parts.push(content);
        parts.0
    }
}

/// What is not the cursor of the page that is asked for.
pub(super) fn not_a_cursor() -> Error {
    Error::invalid("#/after", "cursor", "this is not the cursor of a page")
}

struct Parts(Vec<u8>);

impl Parts {
    /// What is not there, in place of a length: another thing than what is empty.
    const NONE: u8 = 255;

    /// A length that takes more than a byte follows.
    const LONG: u8 = 254;

    fn push(&mut self, part: &[u8]) {
        match u8::try_from(part.len()) {
            Ok(length) if length < Self::LONG => self.0.push(length),
            _ => {
                self.0.push(Self::LONG);
                self.0.extend_from_slice(&(part.len() as u64).to_be_bytes());
            }
        }
        self.0.extend_from_slice(part);
    }

    fn text(&mut self, part: &str) {
        self.push(part.as_bytes());
    }

    fn option(&mut self, part: Option<&str>) {
        match part {
            Some(part) => self.text(part),
            None => self.0.push(Self::NONE),
        }
    }
}
