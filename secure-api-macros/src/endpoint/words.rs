//! The access rule in words, as the end of an endpoint's documentation.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::ext::IdentExt as _;

use super::{
    attributes::Documented,
    model::{
        Clause, ClauseKind, Endpoint, Literal, OwnerColumn, Quota, QuotaKey, Rate, Role, Stance,
    },
};

/// Nothing where there is no documentation, so that the compiler can still say that it is missing.
pub fn docs(endpoint: &Endpoint, documented: &Documented) -> TokenStream {
    match documented {
        Documented::No => TokenStream::new(),
        Documented::If(predicate) => {
            let lines = lines(endpoint);
            quote!(#(#[cfg_attr(#predicate, doc = #lines)])*)
        }
        Documented::Yes => {
            let lines = lines(endpoint);
            quote!(#(#[doc = #lines])*)
        }
    }
}

fn lines(endpoint: &Endpoint) -> Vec<String> {
    let mut lines = vec![String::new(), "# Access rule".to_owned(), String::new()];
    lines.push(stance(&endpoint.access.stance, endpoint.access.clauses.is_empty()));
    if !endpoint.access.clauses.is_empty() {
        lines.push(String::new());
        list(&endpoint.access.clauses, 0, &mut lines);
    }
    lines.push(String::new());
    lines.push(limits(endpoint));
    let opt_outs = [
        ("The rows of all owners are reached", &endpoint.unscoped),
        ("The rows of all tenants are reached", &endpoint.cross_tenant),
    ];
    if let Some(transfer) = &endpoint.transfer {
        lines.push(String::new());
        lines.push(match &transfer.value {
            OwnerColumn::Named(column) => {
                format!("It may give the row to another owner, in its column `{}`.", column.value())
            }
            _ => "It may give the row to another owner.".to_owned(),
        });
    }
    for (words, opt_out) in opt_outs {
        if let Some(opt_out) = opt_out {
            lines.push(String::new());
            lines.push(format!("{words}: {}.", sentence(&opt_out.value.value())));
        }
    }
    lines
}

fn stance(stance: &Stance, alone: bool) -> String {
    let (who, reason) = match stance {
        Stance::Public { reason } => ("Anyone may call this", reason),
        Stance::Optional { reason, .. } => {
            ("Anyone may call this, with valid credentials or without", reason)
        }
        Stance::Authenticated => {
            return "Callers with valid credentials may call this, if all of this is true:"
                .to_owned();
        }
    };
    let reason = sentence(&reason.value());
    let rest = if alone { "" } else { " All of this has to be true:" };
    format!("{who}: {reason}.{rest}")
}

/// A reason without the full stop that it may end with.
fn sentence(reason: &str) -> String {
    reason.trim().trim_end_matches('.').to_owned()
}

fn list(clauses: &[Clause], depth: usize, lines: &mut Vec<String>) {
    for clause in clauses {
        lines.push(format!("{}- {}", "  ".repeat(depth), said(clause)));
        match &clause.kind {
            ClauseKind::All(inner) | ClauseKind::Any(inner) => list(inner, depth + 1, lines),
            ClauseKind::Not(inner) => list(std::slice::from_ref(inner), depth + 1, lines),
            _ => {}
        }
    }
}

fn said(clause: &Clause) -> String {
    match &clause.kind {
        ClauseKind::Authenticated => "the caller has valid credentials".to_owned(),
        ClauseKind::Role(Role { roles, variant }) => {
            let roles = roles.to_token_stream().to_string().replace(' ', "");
            format!("the caller has the role `{roles}::{variant}`")
        }
        ClauseKind::Scope(scope) => format!("the token carries the scope `{}`", scope.value()),
        ClauseKind::Fresh(age) => {
            format!("the caller has authenticated in the last {} seconds", age.as_secs())
        }
        ClauseKind::Mfa => "the caller has authenticated with several factors".to_owned(),
        ClauseKind::Check(path) => {
            format!("`{}` says so", path.to_token_stream().to_string().replace(' ', ""))
        }
        ClauseKind::Owner(OwnerColumn::Declared) => "the row belongs to the caller".to_owned(),
        ClauseKind::Owner(OwnerColumn::Named(column)) => {
            format!("the row belongs to the caller, by its column `{}`", column.value())
        }
        ClauseKind::Owner(OwnerColumn::Each(columns)) => {
            let columns: Vec<_> = columns
                .iter()
                .map(|(resource, column)| {
                    let resource = resource.to_token_stream().to_string().replace(' ', "");
                    format!("`{}` of `{resource}`", column.value())
                })
                .collect();
            format!("the row belongs to the caller, by its column {}", columns.join(", "))
        }
        ClauseKind::Member(None) => "the caller is a member of the row".to_owned(),
        ClauseKind::Member(Some(level)) => {
            format!(
                "the caller is a member of the row on the level `{}` or a higher one",
                level.value()
            )
        }
        ClauseKind::Row(rows) => {
            let rows: Vec<_> = rows
                .iter()
                .map(|row| {
                    let value = match &row.value {
                        Literal::Text(text) => format!("{:?}", text.value()),
                        Literal::Integer { value, .. } => value.to_string(),
                        Literal::Boolean { value, .. } => value.to_string(),
                    };
                    format!("the row's `{}` is `{value}`", row.column.unraw())
                })
                .collect();
            rows.join(", ")
        }
        ClauseKind::Rule(path) => {
            format!("the rule [`{}`] is true", path.to_token_stream().to_string().replace(' ', ""))
        }
        ClauseKind::All(_) => "all of this is true:".to_owned(),
        ClauseKind::Any(_) => "some of this is true:".to_owned(),
        ClauseKind::Not(_) => "this is known not to be true:".to_owned(),
    }
}

fn limits(endpoint: &Endpoint) -> String {
    let mut sentences = match &endpoint.rate {
        Rate::Default => vec!["At most 600 requests per minute and caller.".to_owned()],
        Rate::Unlimited(reason) => {
            vec![format!("As often as the caller likes: {}.", sentence(&reason.value()))]
        }
        Rate::Quotas(quotas) => quotas.iter().map(quota).collect(),
    };
    if let Some(tier) = &endpoint.tier {
        sentences.push(format!("It shares the quota of the tier `{}`.", tier.value()));
    }
    sentences.join(" ")
}

fn quota(quota: &Quota) -> String {
    let period = match quota.seconds {
        1 => "second",
        60 => "minute",
        3_600 => "hour",
        _ => "day",
    };
    let whose = match quota.key {
        QuotaKey::Caller => " and caller",
        QuotaKey::Address => " and address",
        QuotaKey::Tenant => " and tenant",
        QuotaKey::Global => ", all callers together",
    };
    let what = if quota.counts_failures { "failed requests" } else { "requests" };
    let cost = quota.cost.map_or_else(String::new, |cost| format!(", where each counts as {cost}"));
    let burst = quota.burst.map_or_else(String::new, |burst| format!(", {burst} of them at once"));
    format!("At most {} {what} per {period}{whose}{burst}{cost}.", quota.limit)
}
