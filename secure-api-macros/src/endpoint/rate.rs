//! Reads `rate`: `rate = "5/min"`, `rate(ip = "100/min", user = "5/min", burst = 3)`, `rate(none, reason = "…")`.

use proc_macro2::Span;
use syn::{LitStr, Meta, Token, punctuated::Punctuated, spanned::Spanned};

use super::{
    model::{Quota, QuotaKey, Rate},
    value::{self, key},
};
use crate::{diag::unknown, quantity};

const KEYS: &[&str] =
    &["ip", "user", "tenant", "global", "burst", "cost", "count", "none", "reason"];

pub fn rate(meta: &Meta) -> syn::Result<Rate> {
    match meta {
        Meta::NameValue(_) => {
            let (limit, seconds) = read(meta)?;
            Ok(Rate::Quotas(vec![quota(QuotaKey::Caller, "caller", limit, seconds)]))
        }
        Meta::List(list) => {
            let metas = list
                .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
                .map_err(|error| {
                    syn::Error::new(
                        error.span(),
                        "`rate(…)` says for each key how much it has\nhelp: write `rate(user = \"5/min\", burst = 3)`, or `rate = \"5/min\"`",
                    )
                })?;
            match metas.iter().any(|meta| meta.path().is_ident("none")) {
                true => unlimited(&metas, meta.span()),
                false => several(&metas, meta.span()),
            }
        }
        Meta::Path(path) => Err(wrong("rate", path.span())),
    }
}

/// `key` is `rate`, or what a quota counts by.
fn wrong(key: &str, span: Span) -> syn::Error {
    let message = format!(
        "`{key}` is a number of requests and a period: `s`, `min`, `h` or `day`\nhelp: write `{key} = \"60/min\"`"
    );
    syn::Error::new(span, message)
}

/// What a quota is made of besides its key and its limit.
#[derive(Default)]
struct Modifiers {
    burst: Option<(u32, Span)>,
    cost: Option<(u32, Span)>,
    counts_failures: Option<bool>,
}

fn several(metas: &Punctuated<Meta, Token![,]>, span: Span) -> syn::Result<Rate> {
    let mut quotas: Vec<Quota> = Vec::new();
    let mut modifiers = Modifiers::default();
    for meta in metas {
        let key = key(meta)?;
        let twice = || {
            syn::Error::new_spanned(
                &key,
                format!("`{key}` is stated twice\nhelp: keep one of them"),
            )
        };
        let (of, name) = match key.to_string().as_str() {
            "ip" => (QuotaKey::Address, "ip"),
            "user" => (QuotaKey::Caller, "user"),
            "tenant" => (QuotaKey::Tenant, "tenant"),
            "global" => (QuotaKey::Global, "global"),
            word @ ("burst" | "cost") => {
                let number = value::count(meta, |span| {
                    syn::Error::new(
                        span,
                        format!(
                            "`{word}` is a number of requests, at least 1\nhelp: write `{word} = 2`"
                        ),
                    )
                })?;
                let slot = match word {
                    "burst" => &mut modifiers.burst,
                    _ => &mut modifiers.cost,
                };
                match slot.replace((number, meta.span())) {
                    None => continue,
                    Some(_) => return Err(twice()),
                }
            }
            "count" => {
                let counts_failures = count(meta)?;
                match modifiers.counts_failures.replace(counts_failures) {
                    None => continue,
                    Some(_) => return Err(twice()),
                }
            }
            "reason" => {
                return Err(syn::Error::new_spanned(
                    meta,
                    "a limit needs no reason\nhelp: remove `reason`, or write `rate(none, reason = \"…\")`",
                ));
            }
            word => {
                return Err(syn::Error::new_spanned(&key, unknown("key of `rate`", word, KEYS)));
            }
        };
        if quotas.iter().any(|quota| quota.name == name) {
            return Err(twice());
        }
        let (limit, seconds) = read(meta)?;
        quotas.push(quota(of, name, limit, seconds));
    }
    if quotas.is_empty() {
        return Err(syn::Error::new(
            span,
            "`rate(…)` limits nothing\nhelp: write `rate(ip = \"100/min\", user = \"5/min\")`, `rate = \"60/min\"`, or `rate(none, reason = \"…\")`",
        ));
    }
    for quota in &mut quotas {
        apply(&modifiers, quota)?;
    }
    Ok(Rate::Quotas(quotas))
}

fn apply(modifiers: &Modifiers, quota: &mut Quota) -> syn::Result<()> {
    let Quota { name, limit, .. } = *quota;
    if let Some((burst, span)) = modifiers.burst {
        if burst > limit {
            return Err(syn::Error::new(
                span,
                format!(
                    "{burst} requests at once are more than `{name}` has in a period\nhelp: write `burst = {limit}`, or less"
                ),
            ));
        }
        quota.burst = Some(burst);
    }
    if let Some((cost, span)) = modifiers.cost {
        let most = quota.burst.unwrap_or(limit);
        if cost > most {
            return Err(syn::Error::new(
                span,
                format!(
                    "a request of cost {cost} never fits into `{name}`, which has {most} at once\nhelp: write `cost = {most}`, or less"
                ),
            ));
        }
        quota.cost = Some(cost);
    }
    quota.counts_failures = modifiers.counts_failures.unwrap_or_default();
    Ok(())
}

/// `count = "failures"`, or `"requests"`, which is what holds without it.
fn count(meta: &Meta) -> syn::Result<bool> {
    let wrong = |span| {
        syn::Error::new(
            span,
            "`count` says which requests count: `failures` or `requests`\nhelp: write `count = \"failures\"`",
        )
    };
    let text = value::text(meta, wrong)?;
    match text.value().as_str() {
        "failures" => Ok(true),
        "requests" => Ok(false),
        _ => Err(wrong(text.span())),
    }
}

fn unlimited(metas: &Punctuated<Meta, Token![,]>, span: Span) -> syn::Result<Rate> {
    let mut reason: Option<LitStr> = None;
    for meta in metas {
        match key(meta)?.to_string().as_str() {
            "none" => value::flag(&key(meta)?, meta)?,
            "reason" => reason = Some(value::text(meta, no_reason)?),
            word => {
                return Err(syn::Error::new_spanned(
                    meta,
                    format!(
                        "`{word}` contradicts `none`, which limits nothing\nhelp: remove `{word}`, or `none`"
                    ),
                ));
            }
        }
    }
    reason.map(Rate::Unlimited).ok_or_else(|| no_reason(span))
}

fn no_reason(span: Span) -> syn::Error {
    syn::Error::new(
        span,
        "no limit needs a reason, for whoever reads the policy listing\nhelp: write `rate(none, reason = \"…\")`",
    )
}

fn read(meta: &Meta) -> syn::Result<(u32, u64)> {
    let key = key(meta)?.to_string();
    let text = value::text(meta, |span| wrong(&key, span))?;
    quantity::rate(&text.value()).ok_or_else(|| wrong(&key, text.span()))
}

const fn quota(key: QuotaKey, name: &'static str, limit: u32, seconds: u64) -> Quota {
    Quota { key, name, limit, seconds, burst: None, cost: None, counts_failures: false }
}
