//! What a router notes when something is mounted, and which entries that makes.

use axum::http::Method;

use super::{Entry, Implied};
use crate::{edge::Limits, policy::EndpointPolicy};

/// An endpoint on one method of one path.
#[derive(Debug, Clone)]
pub(crate) struct Mounted {
    method: Method,
    path: String,
    policy: &'static EndpointPolicy,
    layers: usize,
    limits: Option<Limits>,
    /// The capture that names the tenant, where the configuration says that the path does.
    tenant_capture: Option<String>,
}

impl Mounted {
    pub(crate) fn new(method: Method, path: &str, policy: &'static EndpointPolicy) -> Self {
        Self {
            method,
            path: path.to_owned(),
            policy,
            layers: 0,
            limits: None,
            tenant_capture: None,
        }
    }

    /// The same below another path, put together as axum's `nest` does.
    pub(crate) fn below(mut self, prefix: &str) -> Self {
        self.path = match self.path.as_str() {
            path if prefix.ends_with('/') => format!("{prefix}{}", path.trim_start_matches('/')),
            "/" => prefix.to_owned(),
            path => format!("{prefix}{path}"),
        };
        self
    }

    /// Notes one more layer around it.
    pub(crate) const fn layer(&mut self) {
        self.layers += 1;
    }

    /// Notes the limits of the server that it runs on.
    pub(crate) const fn limit(&mut self, limits: Limits) {
        self.limits = Some(limits);
    }

    /// Notes that this capture names the tenant.
    pub(crate) fn take_tenant_from(&mut self, capture: &str) {
        self.tenant_capture = Some(capture.to_owned());
    }

    pub(crate) fn tenant_capture(&self) -> Option<&str> {
        self.tenant_capture.as_deref()
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) const fn policy(&self) -> &'static EndpointPolicy {
        self.policy
    }

    pub(crate) fn captures(&self) -> impl Iterator<Item = &str> {
        self.path.split('/').filter_map(|segment| {
            let name = segment.strip_prefix('{')?.strip_suffix('}')?;
            Some(name.strip_prefix('*').unwrap_or(name))
        })
    }

    fn entry(&self) -> Entry {
        Entry {
            method: self.method.clone(),
            path: self.path.clone(),
            implied: None,
            policy: Some(self.policy),
            layers: self.layers,
            limits: self.limits,
        }
    }
}

/// What is mounted, each with what it implies.
pub(super) fn entries(mounted: &[Mounted]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (place, this) in mounted.iter().enumerate() {
        let entry = this.entry();
        let head = (entry.method == Method::GET).then(|| Entry {
            method: Method::HEAD,
            implied: Some(Implied::Head),
            ..entry.clone()
        });
        // Methods of one path that are mounted apart share the preflight of the last, with the layers around that one.
        let is_last = mounted.iter().skip(place + 1).all(|other| other.path != this.path);
        let preflight = is_last.then(|| Entry {
            method: Method::OPTIONS,
            implied: Some(Implied::Preflight),
            policy: None,
            ..entry.clone()
        });
        entries.push(entry);
        entries.extend(head.into_iter().chain(preflight));
    }
    entries
}
