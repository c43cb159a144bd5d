//! What is served, with its access rules.

use std::fmt;

use axum::http::Method;

use crate::policy::{ArgumentKind, EndpointPolicy};

/// One method of one path.
#[derive(Debug, Clone)]
pub struct Mounted {
    method: Method,
    path: String,
    policy: &'static EndpointPolicy,
    /// The capture that names the tenant, where the configuration says that the path does.
    tenant_capture: Option<String>,
}

impl Mounted {
    pub(crate) fn new(method: Method, path: &str, policy: &'static EndpointPolicy) -> Self {
        Self { method, path: path.to_owned(), policy, tenant_capture: None }
    }

    pub(crate) fn take_tenant_from(&mut self, capture: &str) {
        self.tenant_capture = Some(capture.to_owned());
    }

    pub(crate) fn tenant_capture(&self) -> Option<&str> {
        self.tenant_capture.as_deref()
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

    /// The method. `GET` answers `HEAD` as well.
    #[must_use]
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// The whole path, with captures as `{name}`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The endpoint's policy.
    #[must_use]
    pub const fn policy(&self) -> &'static EndpointPolicy {
        self.policy
    }

    pub(crate) fn captures(&self) -> impl Iterator<Item = &str> {
        self.path.split('/').filter_map(|segment| {
            let name = segment.strip_prefix('{')?.strip_suffix('}')?;
            Some(name.strip_prefix('*').unwrap_or(name))
        })
    }

    fn quotas(&self) -> String {
        let quotas = self.policy.quotas.iter().map(|quota| match quota.stated {
            true => quota.to_string(),
            false => format!("{quota} (default)"),
        });
        quotas.collect::<Vec<_>>().join(", ")
    }

    fn opt_outs(&self) -> String {
        let unscoped = self.policy.unscoped.map(|reason| format!("unscoped: {reason}"));
        let unchecked = self
            .policy
            .arguments
            .iter()
            .any(|kind| matches!(kind, ArgumentKind::Unchecked))
            .then(|| "unchecked input".to_owned());
        unscoped.into_iter().chain(unchecked).collect::<Vec<_>>().join(", ")
    }
}

/// Every method and path that a router serves. Prints as a table.
#[derive(Debug, Clone)]
pub struct Policies(Vec<Mounted>);

impl Policies {
    pub(crate) const fn new(mounted: Vec<Mounted>) -> Self {
        Self(mounted)
    }

    /// One after the other, in the order in which they were mounted.
    pub fn iter(&self) -> impl Iterator<Item = &Mounted> {
        self.0.iter()
    }
}

impl fmt::Display for Policies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let heading = ["METHOD", "PATH", "ACCESS RULE", "RATE", "OPT-OUTS"].map(str::to_owned);
        let rows = self.0.iter().map(|mounted| {
            let method = match mounted.method {
                Method::GET => "GET, HEAD".to_owned(),
                ref method => method.to_string(),
            };
            [
                method,
                mounted.path.clone(),
                mounted.policy.access.to_string(),
                mounted.quotas(),
                mounted.opt_outs(),
            ]
        });
        let rows: Vec<[String; 5]> = std::iter::once(heading).chain(rows).collect();
        let mut widths = [0; 5];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        for (number, row) in rows.iter().enumerate() {
            let line: Vec<String> =
                row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            writeln!(f, "{}", line.join("  ").trim_end())?;
            if number == 0 {
                let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
                writeln!(f, "{}", rule.join("  "))?;
            }
        }
        Ok(())
    }
}
