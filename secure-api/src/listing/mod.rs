//! What is served, with its access rules.

mod json;
mod mounted;
mod table;

use std::time::Duration;

use axum::http::Method;

pub(crate) use self::mounted::Mounted;
use crate::{edge::Limits, policy::EndpointPolicy};

/// One method of one path, and what answers it.
#[derive(Debug, Clone)]
pub struct Entry {
    method: Method,
    path: String,
    implied: Option<Implied>,
    policy: Option<&'static EndpointPolicy>,
    layers: usize,
    limits: Option<Limits>,
}

/// Why a method is listed that nobody mounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Implied {
    /// `HEAD`: the endpoint of `GET` answers it, with the same rule and quotas.
    Head,
    /// `OPTIONS`, with which browsers ask before they call from another origin. No endpoint answers it.
    Preflight,
}

/// What answers a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AnsweredBy {
    /// The endpoint, after its guards.
    Endpoint,
    /// The router, with 405 and the methods that are mounted.
    Router,
    /// A layer that answers such requests, as one for CORS does; the router where none does.
    LayerOrRouter,
}

/// What a request may take of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit<T> {
    /// How much.
    pub value: T,
    /// Whether the endpoint states it; otherwise it is the server's.
    pub stated: bool,
}

impl Entry {
    /// The method.
    #[must_use]
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// The whole path, with captures as `{name}`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Why it is listed, if nobody mounted this method.
    #[must_use]
    pub const fn implied(&self) -> Option<Implied> {
        self.implied
    }

    /// What answers.
    #[must_use]
    pub const fn answered_by(&self) -> AnsweredBy {
        match (self.policy, self.layers) {
            (Some(_), _) => AnsweredBy::Endpoint,
            (None, 0) => AnsweredBy::Router,
            (None, _) => AnsweredBy::LayerOrRouter,
        }
    }

    /// The endpoint's policy, where an endpoint answers.
    #[must_use]
    pub const fn policy(&self) -> Option<&'static EndpointPolicy> {
        self.policy
    }

    /// How many layers stand around what answers. Each sees the request first and may answer it by itself.
    #[must_use]
    pub const fn layers(&self) -> usize {
        self.layers
    }

    /// Bytes of the body. `None` where the endpoint states none and the router has no state yet, or no endpoint answers.
    #[must_use]
    pub fn body(&self) -> Option<Limit<usize>> {
        limit(self.policy?.body, self.limits.map(|limits| limits.body))
    }

    /// From the header fields of the request to those of the response. `None` where [`body`](Self::body) is.
    #[must_use]
    pub fn timeout(&self) -> Option<Limit<Duration>> {
        limit(self.policy?.timeout, self.limits.map(|limits| limits.time))
    }
}

fn limit<T>(stated: Option<T>, servers: Option<T>) -> Option<Limit<T>> {
    let stated = stated.map(|value| Limit { value, stated: true });
    stated.or_else(|| servers.map(|value| Limit { value, stated: false }))
}

/// Every method and path that a router serves: what is mounted, the `HEAD` that each `GET` implies, and the preflight of each path.
///
/// It prints as a table; [`to_json`](Self::to_json) is for tools. What is not listed is answered by nobody, with 404 or 405, unless a
/// layer answers by itself: a layer sees every request, to unknown paths too.
///
/// The paths are those of the router. Nested in another service, it knows nothing of the prefix there.
#[derive(Debug, Clone)]
pub struct Policies(Vec<Entry>);

impl Policies {
    pub(crate) fn new(mounted: &[Mounted]) -> Self {
        Self(mounted::entries(mounted))
    }

    /// One after the other, in the order in which they were mounted.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.0.iter()
    }
}
