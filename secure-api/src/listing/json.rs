//! The listing as JSON, for tools. `docs/policies.schema.json` describes it; a change here is a change there.

use std::time::Duration;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::{AnsweredBy, Entry, Implied, Limit, Policies};
use crate::policy::{
    Access, ArgumentKind, Clause, Count, EndpointPolicy, Literal, MemberClause, OptOut,
    OwnerColumn, Quota, QuotaKey, ResourceInfo, RowArgument,
};

/// The version of the schema.
const VERSION: u32 = 1;

impl Policies {
    /// The listing for tools: to keep beside the code, and to compare with that of another revision. `{:#}` prints it on many lines.
    ///
    /// ```
    /// # use secure_api::{Security, SecureRouter, get, prelude::*};
    /// # #[secure_endpoint(public(reason = "a health check tells nothing"), rate = "60/min")]
    /// # async fn health() {}
    /// let json = SecureRouter::<Security>::new().route("/health", get(health)).policies().to_json();
    /// assert_eq!(json["version"], 1);
    /// assert_eq!(json["endpoints"][0]["policy"]["access"]["stance"], "public");
    /// assert_eq!(json["endpoints"][1]["method"], "HEAD");
    /// ```
    ///
    /// The JSON Schema of it is `docs/policies.schema.json`. `version` grows when a member goes away, or means something else. A
    /// member or a kind of clause that is new does not change it, so a tool passes over members that it does not know; what it does
    /// not know about a rule, it should report.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let endpoints: Vec<Value> = self.iter().map(entry).collect();
        json!({ "version": VERSION, "endpoints": endpoints })
    }
}

impl Serialize for Policies {
    /// As [`to_json`](Self::to_json) makes it.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

fn entry(entry: &Entry) -> Value {
    let implied = entry.implied().map(|implied| match implied {
        Implied::Head => "head",
        Implied::Preflight => "preflight",
    });
    let answered_by = match entry.answered_by() {
        AnsweredBy::Endpoint => "endpoint",
        AnsweredBy::Router => "router",
        AnsweredBy::LayerOrRouter => "layer_or_router",
    };
    json!({
        "method": entry.method().as_str(),
        "path": entry.path(),
        "implied": implied,
        "answered_by": answered_by,
        "layers": entry.layers(),
        "policy": entry.policy().map(|policy| self::policy(entry, policy)),
    })
}

fn policy(entry: &Entry, policy: &EndpointPolicy) -> Value {
    let arguments = policy.arguments.iter().enumerate().map(|(place, kind)| {
        argument(kind, policy.captures.get(place).copied().unwrap_or_default())
    });
    json!({
        "endpoint": policy.to_string(),
        "source": { "file": policy.source.file, "line": policy.source.line },
        "audit": policy.audit,
        "access": access(policy),
        "transfer": policy.transfer.map(|column| {
            owners(&column, policy.row_arguments().filter(|rows| rows.transfers))
        }),
        "quotas": policy.quotas.iter().map(quota).collect::<Vec<_>>(),
        "tier": policy.tier,
        "limits": {
            "body": entry.body().map(|Limit { value, stated }| json!({ "bytes": value, "stated": stated })),
            "timeout": entry
                .timeout()
                .map(|Limit { value, stated }| json!({ "milliseconds": milliseconds(value), "stated": stated })),
        },
        "arguments": arguments.collect::<Vec<_>>(),
        "opt_outs": policy.opt_outs().iter().map(opt_out).collect::<Vec<_>>(),
    })
}

fn access(policy: &EndpointPolicy) -> Value {
    let (stance, reason) = match policy.access {
        Access::Public { reason, .. } => ("public", Some(reason)),
        Access::Optional { reason, .. } => ("optional", Some(reason)),
        Access::Rule(_) => ("authenticated", None),
    };
    json!({
        "stance": stance,
        "reason": reason,
        "text": policy.access.to_string(),
        "clause": policy.access.rule().map(|rule| clause(rule, policy)),
    })
}

fn clause(this: &Clause, policy: &EndpointPolicy) -> Value {
    let inner = || this.inner().iter().map(|inner| clause(inner, policy)).collect::<Vec<_>>();
    match this {
        Clause::Authenticated => json!({ "kind": "authenticated" }),
        Clause::Role(role) => json!({
            "kind": "role",
            "role": role.name(),
            "held_by": role.holders().collect::<Vec<_>>(),
        }),
        Clause::Scope(scope) => json!({ "kind": "scope", "scope": scope }),
        Clause::Fresh(age) => json!({ "kind": "fresh", "milliseconds": milliseconds(*age) }),
        Clause::Mfa => json!({ "kind": "mfa" }),
        Clause::Check(check) => json!({ "kind": "check", "function": check.name }),
        Clause::Owner(column) => {
            json!({ "kind": "owner", "columns": owners(column, policy.row_arguments()) })
        }
        Clause::Member(member) => json!({
            "kind": "member",
            "level": member.level,
            "tables": members(*member, policy),
        }),
        Clause::Row(row) => json!({
            "kind": "row",
            "column": row.column,
            "value": match row.value {
                Literal::Text(text) => Value::from(text),
                Literal::Integer(number) => Value::from(number),
                Literal::Boolean(truth) => Value::from(truth),
            },
        }),
        Clause::All(_) => json!({ "kind": "all", "clauses": inner() }),
        Clause::Any(_) => json!({ "kind": "any", "clauses": inner() }),
        Clause::Not(negated) => json!({ "kind": "not", "clause": clause(negated, policy) }),
    }
}

/// The columns that `owner` means on these arguments, however it is written; one of a resource that is taken twice, once.
fn owners<'a>(
    column: &OwnerColumn,
    arguments: impl Iterator<Item = &'a RowArgument>,
) -> Vec<Value> {
    let resources = arguments.map(|rows| rows.resource);
    let columns: Vec<(&ResourceInfo, &str)> = match column {
        OwnerColumn::Declared => {
            resources.filter_map(|resource| Some((resource, resource.owner()?))).collect()
        }
        OwnerColumn::Named(column) => resources.map(|resource| (resource, *column)).collect(),
        OwnerColumn::Each(columns) => columns.to_vec(),
    };
    once(
        columns
            .into_iter()
            .map(|(resource, column)| json!({ "resource": resource.name, "column": column })),
    )
}

/// Where each resource looks for members, and which of its levels are enough; none of a resource that has no such level.
fn members(clause: MemberClause, policy: &EndpointPolicy) -> Vec<Value> {
    once(policy.row_arguments().filter_map(|RowArgument { resource, .. }| {
        let member = resource.member?;
        let levels = member.levels_from(clause.level)?.map(|(_, names)| names);
        Some(json!({ "resource": resource.name, "table": member.table, "levels": levels }))
    }))
}

fn once(values: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut all = Vec::new();
    for value in values {
        if !all.contains(&value) {
            all.push(value);
        }
    }
    all
}

fn quota(quota: &Quota) -> Value {
    let key = match quota.key {
        QuotaKey::Caller => "caller",
        QuotaKey::Address => "address",
        QuotaKey::Tenant => "tenant",
        QuotaKey::Global => "global",
    };
    let counts = match quota.count {
        Count::Requests => "requests",
        Count::Failures => "failures",
    };
    json!({
        "name": quota.name,
        "key": key,
        "limit": quota.limit,
        "period_milliseconds": milliseconds(quota.period),
        "burst": quota.burst,
        "cost": quota.cost,
        "counts": counts,
        "stated": quota.stated,
    })
}

fn argument(kind: &ArgumentKind, captures: &'static [&'static str]) -> Value {
    match kind {
        ArgumentKind::Server => json!({ "kind": "server" }),
        ArgumentKind::Rows(rows) => json!({
            "kind": "rows",
            "resource": rows.resource.name,
            "table": rows.resource.table,
            "owners": rows.resource.owners,
            "tenant": rows.resource.tenant,
            "member": rows.resource.member.map(|member| member.table),
            "captures": if rows.loads_row { rows.captures(captures) } else { &[] },
        }),
        ArgumentKind::Input(_) => json!({ "kind": "input" }),
        ArgumentKind::Body(_) => json!({ "kind": "body" }),
        ArgumentKind::Unchecked => json!({ "kind": "unchecked" }),
    }
}

fn opt_out(opt_out: &OptOut) -> Value {
    json!({ "kind": opt_out.kind.name(), "field": opt_out.field, "reason": opt_out.reason })
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
