//! The listing as a table, for people.

use std::fmt;

use axum::http::Method;

use super::{AnsweredBy, Entry, Implied, Policies};
use crate::policy::{EndpointPolicy, OptOutKind, OwnerColumn, Words};

/// What stands in a column.
type Cell = fn(&Entry, &EndpointPolicy) -> String;

/// The columns in their order.
const COLUMNS: [(&str, Cell); 7] = [
    ("METHOD", method),
    ("PATH", |entry, _| entry.path.clone()),
    ("ACCESS RULE", |_, policy| rule(policy)),
    ("RATE", |_, policy| rate(policy)),
    ("LIMITS", |entry, _| limits(entry)),
    ("OPT-OUTS", |_, policy| opt_outs(policy)),
    ("SOURCE", |_, policy| policy.source.to_string()),
];

impl fmt::Display for Policies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: Vec<(&Entry, &EndpointPolicy)> = self
            .0
            .iter()
            .filter(|entry| entry.implied.is_none())
            .filter_map(|entry| Some((entry, entry.policy?)))
            .collect();
        // Most endpoints leave their limits to the server.
        let has_limits = rows.iter().any(|(entry, _)| !limits(entry).is_empty());
        let mut lines = vec![String::new(); rows.len() + 2];
        for (heading, cell) in COLUMNS {
            if heading == "LIMITS" && !has_limits {
                continue;
            }
            let cells: Vec<String> =
                rows.iter().map(|(entry, policy)| cell(entry, policy)).collect();
            let widths = cells.iter().map(|cell| cell.chars().count());
            let width = widths.max().unwrap_or(0).max(heading.len());
            let column = [heading.to_owned(), "-".repeat(width)].into_iter().chain(cells);
            for (line, cell) in lines.iter_mut().zip(column) {
                let gap = if line.is_empty() { "" } else { "  " };
                *line += &format!("{gap}{cell:width$}");
            }
        }
        for line in lines {
            writeln!(f, "{}", line.trim_end())?;
        }
        self.preflights(f)
    }
}

impl Policies {
    /// One line for all paths that answer alike: `OPTIONS` is the same everywhere, or nearly.
    fn preflights(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let preflights: Vec<&Entry> =
            self.0.iter().filter(|entry| entry.implied == Some(Implied::Preflight)).collect();
        let mut gap = "\n";
        for (answered_by, answer) in [
            (AnsweredBy::Router, "405 with `Allow`"),
            (AnsweredBy::LayerOrRouter, "a layer that answers it, else 405 with `Allow`"),
        ] {
            let is_so = |entry: &&&Entry| entry.answered_by() == answered_by;
            let paths: Vec<&str> =
                preflights.iter().filter(is_so).map(|entry| entry.path()).collect();
            if paths.is_empty() {
                continue;
            }
            let on = if paths.len() == preflights.len() {
                "every path".to_owned()
            } else {
                paths.join(", ")
            };
            writeln!(f, "{gap}OPTIONS (preflight) on {on}: no endpoint; {answer}")?;
            gap = "";
        }
        Ok(())
    }
}

fn method(entry: &Entry, _: &EndpointPolicy) -> String {
    match entry.method {
        Method::GET => "GET, HEAD".to_owned(),
        ref method => method.to_string(),
    }
}

/// With what may be done beside: giving rows away is worth a look of whoever reads the rules.
fn rule(policy: &EndpointPolicy) -> String {
    match &policy.transfer {
        Some(OwnerColumn::Named(column)) => format!("{}, transfer = {column:?}", policy.access),
        Some(_) => format!("{}, transfer", policy.access),
        None => policy.access.to_string(),
    }
}

fn rate(policy: &EndpointPolicy) -> String {
    let quotas = policy.quotas.iter().map(|quota| match quota.stated {
        true => quota.to_string(),
        false => format!("{quota} (default)"),
    });
    let tier = policy.tier.map(|tier| format!("tier {tier}"));
    let all: Vec<String> = quotas.chain(tier).collect();
    if all.is_empty() { "none".to_owned() } else { all.join("; ") }
}

/// Those that the endpoint states.
fn limits(entry: &Entry) -> String {
    let body = entry.body().filter(|limit| limit.stated);
    let timeout = entry.timeout().filter(|limit| limit.stated);
    let body = body.map(|limit| format!("body {}", bytes(limit.value)));
    let timeout = timeout.map(|limit| format!("timeout {}", Words(limit.value)));
    body.into_iter().chain(timeout).collect::<Vec<_>>().join(", ")
}

/// As attributes state it, in the largest unit that leaves nothing over: `10KiB`.
fn bytes(size: usize) -> String {
    for (unit, length) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)] {
        if size > 0 && size.is_multiple_of(length) {
            return format!("{}{unit}", size / length);
        }
    }
    format!("{size}B")
}

/// Those that no other column tells.
fn opt_outs(policy: &EndpointPolicy) -> String {
    let others = policy.opt_outs().into_iter().filter_map(|opt_out| {
        let name = match (opt_out.kind, opt_out.field) {
            (OptOutKind::Public | OptOutKind::Optional, _) => return None,
            (OptOutKind::Unchecked, _) => "unchecked input".to_owned(),
            (kind, Some(field)) => format!("{} {field}", kind.name()),
            (kind, None) => kind.name().to_owned(),
        };
        Some(match opt_out.reason {
            Some(reason) => format!("{name}: {reason}"),
            None => name,
        })
    });
    others.collect::<Vec<_>>().join(", ")
}
