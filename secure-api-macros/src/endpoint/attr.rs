//! Reads what stands in the parentheses of `#[secure_endpoint(…)]`. One bad entry does not hide the next.

use std::time::Duration;

use proc_macro2::{Span, TokenStream};
use syn::{
    Ident, LitStr, Meta, Path, Token, parse::Parser, punctuated::Punctuated, spanned::Spanned as _,
};

use super::{
    clause::{self, CLAUSES, Place},
    model::{Clause, ClauseKind, Keyed, OwnerColumn, Rate},
    rate::rate,
    value::{self, key},
};
use crate::{diag::Mistakes, krate, quantity};

/// What stands at the top level only, beside the clauses.
pub const SETTINGS: &[&str] = &[
    "public",
    "optional",
    "unscoped",
    "cross_tenant",
    "transfer",
    "rate",
    "tier",
    "body",
    "timeout",
    "audit",
    "crate",
];

/// The entries of the attribute, each with the word that it begins with.
#[derive(Default)]
pub struct Declared {
    pub public: Option<Keyed<LitStr>>,
    pub optional: Option<Keyed<LitStr>>,
    pub clauses: Vec<Clause>,
    pub unscoped: Option<Keyed<LitStr>>,
    pub cross_tenant: Option<Keyed<LitStr>>,
    pub transfer: Option<Keyed<OwnerColumn>>,
    pub rate: Option<Keyed<Rate>>,
    pub tier: Option<Keyed<LitStr>>,
    pub body: Option<Keyed<usize>>,
    pub timeout: Option<Keyed<Duration>>,
    pub audit: Option<Keyed<LitStr>>,
    pub krate: Option<Keyed<Path>>,
    /// Whether an entry was there that could not be read: nothing can then be said to be missing.
    pub unreadable: bool,
}

pub fn parse(arguments: TokenStream, mistakes: &mut Mistakes) -> Declared {
    let mut declared = Declared::default();
    for meta in entries(arguments, mistakes, &mut declared.unreadable) {
        let read = match key(&meta) {
            Ok(key) => entry(key, &meta, &mut declared),
            Err(error) => Err(error),
        };
        if let Err(error) = read {
            mistakes.add(error);
            declared.unreadable = true;
        }
    }
    declared
}

fn entry(key: Ident, meta: &Meta, declared: &mut Declared) -> syn::Result<()> {
    match key.to_string().as_str() {
        "public" => once(&mut declared.public, key, value::reason(meta)?),
        "optional" => once(&mut declared.optional, key, value::reason(meta)?),
        "unscoped" => once(&mut declared.unscoped, key, value::reason(meta)?),
        "cross_tenant" => once(&mut declared.cross_tenant, key, value::reason(meta)?),
        "transfer" => once(&mut declared.transfer, key, transfer(meta)?),
        "rate" => once(&mut declared.rate, key, rate(meta)?),
        "tier" => once(&mut declared.tier, key, tier(meta)?),
        "body" => once(&mut declared.body, key, body(meta)?),
        "timeout" => once(&mut declared.timeout, key, timeout(meta)?),
        "audit" => once(&mut declared.audit, key, audit(meta)?),
        "crate" => once(&mut declared.krate, key, crate_path(meta)?),
        _ => {
            let known: Vec<&str> = CLAUSES.iter().chain(SETTINGS).copied().collect();
            let clause = clause::clause(key, meta, Place::Top, &known)?;
            if declared.clauses.iter().any(|other| says_twice(other, &clause)) {
                return Err(stated_twice(&clause.key));
            }
            declared.clauses.push(clause);
            Ok(())
        }
    }
}

/// Several scopes, checks, owner columns and comparisons can all be required; two roles are more often a mistake for `any`.
fn says_twice(one: &Clause, other: &Clause) -> bool {
    one.key == other.key
        && match (&one.kind, &other.kind) {
            (ClauseKind::Scope(one), ClauseKind::Scope(other)) => one.value() == other.value(),
            (ClauseKind::Check(one), ClauseKind::Check(other))
            | (ClauseKind::Rule(one), ClauseKind::Rule(other)) => one == other,
            (
                ClauseKind::Owner(OwnerColumn::Named(one)),
                ClauseKind::Owner(OwnerColumn::Named(other)),
            ) => one.value() == other.value(),
            (
                ClauseKind::Any(_) | ClauseKind::All(_) | ClauseKind::Not(_) | ClauseKind::Row(_),
                _,
            ) => false,
            _ => true,
        }
}

/// Splits at commas. What cannot be read is reported and ends the list.
fn entries(tokens: TokenStream, mistakes: &mut Mistakes, unreadable: &mut bool) -> Vec<Meta> {
    match Punctuated::<Meta, Token![,]>::parse_terminated.parse2(tokens.clone()) {
        Ok(entries) => entries.into_iter().collect(),
        Err(error) => {
            *unreadable = true;
            mistakes.at_span(
                error.span(),
                "expected entries such as `role = \"…\"`, separated by commas\n\
                 help: write `#[secure_endpoint(role = \"…\", rate = \"60/min\")]`",
            );
            Vec::new()
        }
    }
}

fn once<T>(slot: &mut Option<Keyed<T>>, key: Ident, value: T) -> syn::Result<()> {
    if slot.is_some() {
        return Err(stated_twice(&key));
    }
    *slot = Some(Keyed { key, value });
    Ok(())
}

fn stated_twice(key: &Ident) -> syn::Error {
    let help = match key.to_string().as_str() {
        "role" => {
            "join them: `any(role = \"…\", role = \"…\")` where one of them is enough, `all(…)` where both are needed"
        }
        _ => "keep one of them",
    };
    syn::Error::new_spanned(key, format!("`{key}` is stated twice\nhelp: {help}"))
}

/// `transfer` and `transfer = "owner_id"`.
fn transfer(meta: &Meta) -> syn::Result<OwnerColumn> {
    let wrong = |span: Span| {
        syn::Error::new(
            span,
            "`transfer` names the owner column that the endpoint sets to somebody else\nhelp: write `transfer = \"owner_id\"`, or `transfer` for the only owner column of the resource",
        )
    };
    match meta {
        Meta::Path(_) => Ok(OwnerColumn::Declared),
        Meta::NameValue(_) => value::text(meta, wrong).map(OwnerColumn::Named),
        Meta::List(list) => Err(wrong(list.span())),
    }
}

fn tier(meta: &Meta) -> syn::Result<LitStr> {
    let wrong = |span: Span| {
        syn::Error::new(
            span,
            "`tier` names a quota that the configuration states\nhelp: write `tier = \"heavy\"`, and `Security::builder().tier(\"heavy\", …)` where the server starts",
        )
    };
    let name = value::text(meta, wrong)?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    if name.value().bytes().all(is_name) { Ok(name) } else { Err(wrong(name.span())) }
}

fn body(meta: &Meta) -> syn::Result<usize> {
    let wrong = |span: Span| {
        syn::Error::new(
            span,
            "`body` is the size of the body at most, in `B`, `KiB` or `MiB`\nhelp: write `body = \"10KiB\"`",
        )
    };
    let text = value::text(meta, wrong)?;
    quantity::size(&text.value()).ok_or_else(|| wrong(text.span()))
}

fn timeout(meta: &Meta) -> syn::Result<Duration> {
    let wrong = |span: Span| {
        syn::Error::new(
            span,
            "`timeout` is the time that an answer takes at most, in `ms`, `s` or `min`\nhelp: write `timeout = \"5s\"`",
        )
    };
    let text = value::text(meta, wrong)?;
    quantity::time(&text.value()).ok_or_else(|| wrong(text.span()))
}

fn audit(meta: &Meta) -> syn::Result<LitStr> {
    let wrong = |span: Span| {
        syn::Error::new(
            span,
            "`audit` is what audit events call this endpoint: lowercase words with dots between\nhelp: write `audit = \"document.read\"`",
        )
    };
    let name = value::text(meta, wrong)?;
    let is_word = |word: &str| {
        !word.is_empty()
            && word.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'))
    };
    if name.value().split('.').all(is_word) { Ok(name) } else { Err(wrong(name.span())) }
}

fn crate_path(meta: &Meta) -> syn::Result<Path> {
    value::path(meta, |span| {
        syn::Error::new(span, format!("{}\nhelp: {}", krate::WRONG, krate::HELP))
    })
}
