//! Reads what stands in the parentheses of `#[secure_endpoint(…)]`. One bad entry does not hide the next.

use proc_macro2::{Span, TokenStream};
use syn::{
    Expr, ExprLit, Ident, Lit, LitStr, Meta, Path, Token,
    parse::{ParseStream, Parser},
    punctuated::Punctuated,
    spanned::Spanned,
};

use super::model::{Clause, Owner, Rate, Role};
use crate::diag::{Mistakes, unknown};

/// What may stand at the top level; inside `any` and `all` only [`CLAUSES`].
const KEYS: &[&str] =
    &["public", "authenticated", "role", "owner", "any", "all", "rate", "unscoped"];
const CLAUSES: &[&str] = &["authenticated", "role", "owner", "any", "all"];

/// The entries of the attribute, each with the word that it begins with.
#[derive(Default)]
pub struct Declared {
    pub public: Option<Keyed<LitStr>>,
    pub clauses: Vec<Keyed<Clause>>,
    pub rate: Option<Keyed<Rate>>,
    pub unscoped: Option<Keyed<LitStr>>,
    /// Whether an entry was there that could not be read: nothing can then be said to be missing.
    pub unreadable: bool,
}

pub struct Keyed<T> {
    pub key: Ident,
    pub value: T,
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
    let word = key.to_string();
    match word.as_str() {
        "public" => once(&mut declared.public, key, reason(meta)?),
        "unscoped" => once(&mut declared.unscoped, key, reason(meta)?),
        "rate" => once(&mut declared.rate, key, rate(meta)?),
        _ => {
            let value = clause(&key, meta, KEYS)?;
            let repeated = declared.clauses.iter().any(|clause| clause.key == key);
            if repeated && !matches!(word.as_str(), "any" | "all") {
                return Err(stated_twice(&key));
            }
            declared.clauses.push(Keyed { key, value });
            Ok(())
        }
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

fn key(meta: &Meta) -> syn::Result<Ident> {
    meta.path().get_ident().cloned().ok_or_else(|| {
        syn::Error::new_spanned(meta.path(), "expected a single word such as `role`")
    })
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

fn clause(key: &Ident, meta: &Meta, known: &[&str]) -> syn::Result<Clause> {
    match key.to_string().as_str() {
        "authenticated" => match meta {
            Meta::Path(_) => Ok(Clause::Authenticated),
            other => Err(syn::Error::new_spanned(
                other,
                "`authenticated` takes no value\nhelp: write `authenticated`",
            )),
        },
        "role" => role(meta).map(Clause::Role),
        "owner" => owner(key, meta).map(Clause::Owner),
        "any" => clauses(key, meta).map(Clause::Any),
        "all" => clauses(key, meta).map(Clause::All),
        "public" | "rate" | "unscoped" if !known.contains(&key.to_string().as_str()) => {
            Err(syn::Error::new_spanned(
                key,
                format!(
                    "`{key}` is no clause of a rule\nhelp: write it outside, beside `any(…)` or `all(…)`"
                ),
            ))
        }
        word => Err(syn::Error::new_spanned(key, unknown("key", word, known))),
    }
}

fn clauses(key: &Ident, meta: &Meta) -> syn::Result<Vec<Clause>> {
    let wrong = |span: Span| {
        syn::Error::new(
            span,
            format!("`{key}` joins at least two clauses\nhelp: write `{key}(role = \"…\", owner)`"),
        )
    };
    let Meta::List(list) = meta else {
        return Err(wrong(key.span()));
    };
    let metas = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)?;
    if metas.len() < 2 {
        return Err(wrong(key.span()));
    }
    let mut mistakes: Option<syn::Error> = None;
    let mut clauses = Vec::new();
    for meta in &metas {
        match self::key(meta).and_then(|key| clause(&key, meta, CLAUSES)) {
            Ok(clause) => clauses.push(clause),
            Err(error) => match &mut mistakes {
                Some(all) => all.combine(error),
                None => mistakes = Some(error),
            },
        }
    }
    mistakes.map_or(Ok(clauses), Err)
}

/// `role = "editor"`, `role = Editor` and `role = my::Role::Editor`.
fn role(meta: &Meta) -> syn::Result<Role> {
    let wrong = |span: Span| {
        syn::Error::new(
            span,
            "`role` names a role\nhelp: write `role = \"editor\"` for the variant `Role::Editor` of the `Role` in scope, or `role = my::Role::Editor`",
        )
    };
    let Meta::NameValue(pair) = meta else {
        return Err(wrong(meta.span()));
    };
    match &pair.value {
        Expr::Lit(ExprLit { lit: Lit::Str(name), .. }) => {
            let variant = variant_name(&name.value())
                .and_then(|variant| syn::parse_str::<Ident>(&variant).ok())
                .ok_or_else(|| wrong(name.span()))?;
            Ok(Role {
                roles: Ident::new("Role", name.span()).into(),
                variant: Ident::new(&variant.to_string(), name.span()),
            })
        }
        Expr::Path(path) if path.qself.is_none() => {
            split(&path.path).ok_or_else(|| wrong(path.span()))
        }
        other => Err(wrong(other.span())),
    }
}

/// `billing_admin` and `billing-admin` name the variant `BillingAdmin`.
fn variant_name(name: &str) -> Option<String> {
    let mut variant = String::new();
    for word in name.split(['_', '-']) {
        let mut letters = word.chars();
        variant.extend(letters.next()?.to_uppercase());
        variant.push_str(letters.as_str());
    }
    Some(variant)
}

fn split(path: &Path) -> Option<Role> {
    let mut roles = path.clone();
    let variant = roles.segments.pop()?.ident;
    // The separator that stood before the variant belongs to nothing now.
    roles.segments.pop_punct();
    if roles.segments.is_empty() {
        roles = Ident::new("Role", variant.span()).into();
    }
    Some(Role { roles, variant })
}

fn owner(key: &Ident, meta: &Meta) -> syn::Result<Owner> {
    let column = match meta {
        Meta::Path(_) => None,
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(column), .. }) if !column.value().is_empty() => {
                Some(column.clone())
            }
            other => return Err(owner_is_wrong(other.span())),
        },
        Meta::List(list) => return Err(owner_is_wrong(list.span())),
    };
    Ok(Owner { key: key.clone(), column })
}

fn owner_is_wrong(span: Span) -> syn::Error {
    syn::Error::new(
        span,
        "`owner` names the owner column of the resource\nhelp: write `owner = \"owner_id\"`, or `owner` for the column that the resource declares",
    )
}

/// `(reason = "…")`, not empty.
fn reason(meta: &Meta) -> syn::Result<LitStr> {
    let key = key(meta)?;
    let wrong = |span: Span| {
        syn::Error::new(
            span,
            format!(
                "`{key}` needs a reason, for whoever reads the policy listing\nhelp: write `{key}(reason = \"…\")`"
            ),
        )
    };
    let Meta::List(list) = meta else {
        return Err(wrong(meta.span()));
    };
    let parser = |input: ParseStream<'_>| {
        let word: Ident = input.parse()?;
        if word != "reason" {
            return Err(syn::Error::new(word.span(), ""));
        }
        input.parse::<Token![=]>()?;
        let reason: LitStr = input.parse()?;
        let _: Option<Token![,]> = input.parse()?;
        Ok(reason)
    };
    let reason = list.parse_args_with(parser).map_err(|error| {
        let inside = if list.tokens.is_empty() { key.span() } else { error.span() };
        wrong(inside)
    })?;
    if reason.value().trim().is_empty() {
        return Err(wrong(reason.span()));
    }
    Ok(reason)
}

/// `"5/min"`.
fn rate(meta: &Meta) -> syn::Result<Rate> {
    let wrong = |span: Span| {
        syn::Error::new(
            span,
            "`rate` is a number of requests and a period: `s`, `min`, `h` or `day`\nhelp: write `rate = \"60/min\"`",
        )
    };
    let Meta::NameValue(pair) = meta else {
        return Err(wrong(meta.span()));
    };
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value else {
        return Err(wrong(pair.value.span()));
    };
    read_rate(&text.value()).ok_or_else(|| wrong(text.span()))
}

fn read_rate(text: &str) -> Option<Rate> {
    let (limit, period) = text.split_once('/')?;
    let seconds = match period.trim() {
        "s" => 1,
        "min" => 60,
        "h" => 3_600,
        "day" => 86_400,
        _ => return None,
    };
    let limit = limit.trim().parse().ok().filter(|limit| *limit > 0)?;
    Some(Rate { limit, seconds })
}
