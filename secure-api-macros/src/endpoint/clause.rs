//! Reads the clauses of an access rule, in `#[secure_endpoint(…)]` and in `access_rule!(…)`.

use proc_macro2::Span;
use syn::{
    Expr, ExprLit, Ident, Lit, LitBool, LitStr, Meta, Path, Token, punctuated::Punctuated,
    spanned::Spanned,
};

use super::{
    model::{Clause, ClauseKind, Literal, OwnerColumn, Role, RowClause},
    value::{self, key},
};
use crate::{diag::unknown, quantity};

/// What may stand inside `any`, `all` and `not`.
pub const CLAUSES: &[&str] = &[
    "authenticated",
    "role",
    "scope",
    "fresh",
    "mfa",
    "check",
    "owner",
    "member",
    "row",
    "rule",
    "any",
    "all",
    "not",
];

/// Where a clause stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Top,
    Inside,
    InsideNot,
}

/// Reads a clause. `known` are the words that may stand here, for what is none of them.
pub fn clause(key: Ident, meta: &Meta, place: Place, known: &[&str]) -> syn::Result<Clause> {
    let word = key.to_string();
    placed(&key, &word, place)?;
    let kind = match word.as_str() {
        "authenticated" => value::flag(&key, meta).map(|()| ClauseKind::Authenticated),
        "mfa" => value::flag(&key, meta).map(|()| ClauseKind::Mfa),
        "role" => role(meta).map(ClauseKind::Role),
        "scope" => scope(meta).map(ClauseKind::Scope),
        "fresh" => fresh(meta),
        "check" => value::path(meta, |span| {
            syn::Error::new(
                span,
                "`check` names an async function that decides about the caller\nhelp: write `check = is_active` for `async fn is_active(context: &CheckContext<'_>) -> Result<bool>`",
            )
        })
        .map(ClauseKind::Check),
        "owner" => owner(meta).map(ClauseKind::Owner),
        "member" => member(&key, meta).map(ClauseKind::Member),
        "row" => row(meta).map(ClauseKind::Row),
        "rule" => value::path(meta, |span| {
            syn::Error::new(
                span,
                "`rule` names a rule that `access_rule!` declares\nhelp: write `rule = EditorOfOwn` for `access_rule!(EditorOfOwn = all(role = \"editor\", owner))`",
            )
        })
        .map(ClauseKind::Rule),
        "any" => clauses(&key, meta, place).map(ClauseKind::Any),
        "all" => clauses(&key, meta, place).map(ClauseKind::All),
        "not" => not(&key, meta).map(|clause| ClauseKind::Not(Box::new(clause))),
        // Only where it stands alone: inside `rate(…)` these are known.
        "ip" | "user" | "tenant" | "global" | "burst" | "cost" | "count" => {
            Err(syn::Error::new_spanned(
                &key,
                format!("`{word}` is a part of `rate`\nhelp: write it there: `rate(user = \"60/min\", burst = 10)`"),
            ))
        }
        _ => Err(syn::Error::new_spanned(&key, unknown("key", &word, known))),
    };
    kind.map(|kind| Clause { key, kind })
}

/// Not everything makes sense everywhere.
fn placed(key: &Ident, word: &str, place: Place) -> syn::Result<()> {
    let message = match (word, place) {
        ("scope", Place::Inside | Place::InsideNot) => {
            "`scope` stands outside of `any`, `all` and `not`: it narrows what a token may do, whoever holds it\nhelp: write `scope = \"…\"` beside them"
        }
        ("role" | "owner" | "any" | "all" | "not" | "rule", Place::InsideNot) => return Ok(()),
        (word, Place::InsideNot) if CLAUSES.contains(&word) => {
            "`not` can be said of `role` and `owner` only\nhelp: write `not(role = \"…\")` or `not(owner)`"
        }
        _ => return Ok(()),
    };
    Err(syn::Error::new_spanned(key, message))
}

fn inside(place: Place) -> Place {
    if place == Place::InsideNot { place } else { Place::Inside }
}

fn clauses(key: &Ident, meta: &Meta, place: Place) -> syn::Result<Vec<Clause>> {
    let wrong = |span: Span| {
        syn::Error::new(
            span,
            format!("`{key}` joins at least two clauses\nhelp: write `{key}(role = \"…\", mfa)`"),
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
        match inner(meta, inside(place)) {
            Ok(clause) => clauses.push(clause),
            Err(error) => match &mut mistakes {
                Some(all) => all.combine(error),
                None => mistakes = Some(error),
            },
        }
    }
    mistakes.map_or(Ok(clauses), Err)
}

fn not(key: &Ident, meta: &Meta) -> syn::Result<Clause> {
    let wrong = |span: Span| {
        syn::Error::new(
            span,
            "`not` is said of one clause\nhelp: write `not(role = \"…\")` or `not(owner)`",
        )
    };
    let Meta::List(list) = meta else {
        return Err(wrong(key.span()));
    };
    let metas = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)?;
    match metas.first() {
        Some(meta) if metas.len() == 1 => inner(meta, Place::InsideNot),
        _ => Err(wrong(key.span())),
    }
}

fn inner(meta: &Meta, place: Place) -> syn::Result<Clause> {
    let key = key(meta)?;
    let word = key.to_string();
    if super::attr::SETTINGS.contains(&word.as_str()) {
        return Err(syn::Error::new_spanned(
            &key,
            format!(
                "`{word}` is no clause of a rule\nhelp: write it outside, beside `any(…)` or `all(…)`"
            ),
        ));
    }
    clause(key, meta, place, CLAUSES)
}

/// `role = "editor"`, `role = Editor` and `role = my::Role::Editor`.
fn role(meta: &Meta) -> syn::Result<Role> {
    let wrong = |span: Span| {
        syn::Error::new(
            span,
            "`role` names a role\nhelp: write `role = \"editor\"` for the variant `Role::Editor` of the `Role` in scope, `role = my::Role::Editor`, or `any(role = \"…\", role = \"…\")` for one of several",
        )
    };
    if let Ok(name) = value::text(meta, wrong) {
        let variant = variant_name(&name.value())
            .and_then(|variant| syn::parse_str::<Ident>(&variant).ok())
            .ok_or_else(|| wrong(name.span()))?;
        return Ok(Role {
            roles: Ident::new("Role", name.span()).into(),
            variant: Ident::new(&variant.to_string(), name.span()),
        });
    }
    let path = value::path(meta, wrong)?;
    split(&path).ok_or_else(|| wrong(path.span()))
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

/// One scope token (RFC 6749, section 3.3).
fn scope(meta: &Meta) -> syn::Result<LitStr> {
    let wrong = |span: Span| {
        syn::Error::new(
            span,
            "`scope` names one scope of the token, without spaces and quotes\nhelp: write `scope = \"documents:read\"`; several are stated one by one, and all of them are required",
        )
    };
    let scope = value::text(meta, wrong)?;
    let is_token = |byte| matches!(byte, b'!' | b'#'..=b'[' | b']'..=b'~');
    if scope.value().bytes().all(is_token) { Ok(scope) } else { Err(wrong(scope.span())) }
}

fn fresh(meta: &Meta) -> syn::Result<ClauseKind> {
    let wrong = |span: Span| {
        syn::Error::new(
            span,
            "`fresh` says how long ago the caller has authenticated at most, in `s`, `min`, `h` or `day`\nhelp: write `fresh = \"10min\"`",
        )
    };
    let text = value::text(meta, wrong)?;
    let age = quantity::time(&text.value()).filter(|age| age.subsec_millis() == 0);
    age.map(ClauseKind::Fresh).ok_or_else(|| wrong(text.span()))
}

/// `owner`, `owner = "owner_id"` and `owner(Document = "owner_id", Folder = "user_id")`.
fn owner(meta: &Meta) -> syn::Result<OwnerColumn> {
    let wrong = |span: Span| {
        syn::Error::new(
            span,
            "`owner` names the owner column of the resource\nhelp: write `owner = \"owner_id\"`, `owner` for the column that the resource declares, or `owner(Document = \"owner_id\", Folder = \"user_id\")`",
        )
    };
    match meta {
        Meta::Path(_) => Ok(OwnerColumn::Declared),
        Meta::NameValue(_) => value::text(meta, wrong).map(OwnerColumn::Named),
        Meta::List(list) => {
            let pairs = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)?;
            if pairs.is_empty() {
                return Err(wrong(list.span()));
            }
            let pair = |meta: &Meta| Ok((meta.path().clone(), value::text(meta, wrong)?));
            pairs.iter().map(pair).collect::<syn::Result<_>>().map(OwnerColumn::Each)
        }
    }
}

/// `member` and `member(level = "write")`.
fn member(key: &Ident, meta: &Meta) -> syn::Result<Option<LitStr>> {
    let wrong = |span: Span| {
        syn::Error::new(
            span,
            "`member` says on what level the caller is a member of the row\nhelp: write `member`, or `member(level = \"write\")` for a level that the resource declares",
        )
    };
    let list = match meta {
        Meta::Path(_) => return Ok(None),
        Meta::NameValue(pair) => return Err(wrong(pair.value.span())),
        Meta::List(list) => list,
    };
    let options = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)?;
    let mut level = None;
    for option in &options {
        let word = value::key(option)?;
        if word != "level" {
            return Err(syn::Error::new_spanned(
                &word,
                unknown("option of `member`", &word.to_string(), &["level"]),
            ));
        }
        if level.is_some() {
            return Err(syn::Error::new_spanned(
                &word,
                "`level` is stated twice\nhelp: state the lowest one that is enough: who is on a higher level is on this one too",
            ));
        }
        level = Some(value::text(option, wrong)?);
    }
    level.map_or_else(|| Err(wrong(key.span())), |level| Ok(Some(level)))
}

/// `row(status = "published", public = true)`.
fn row(meta: &Meta) -> syn::Result<Vec<RowClause>> {
    let wrong = |span: Span| {
        syn::Error::new(
            span,
            "`row` compares a column with a text, a whole number, `true` or `false`\nhelp: write `row(status = \"published\")`",
        )
    };
    let Meta::List(list) = meta else {
        return Err(wrong(meta.span()));
    };
    let pairs = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)?;
    if pairs.is_empty() {
        return Err(wrong(list.span()));
    }
    pairs
        .iter()
        .map(|pair| {
            let Meta::NameValue(pair) = pair else {
                return Err(wrong(pair.span()));
            };
            let column = pair.path.get_ident().cloned().ok_or_else(|| wrong(pair.path.span()))?;
            let value = literal(&pair.value).ok_or_else(|| wrong(pair.value.span()))?;
            Ok(RowClause { column, value })
        })
        .collect()
}

fn literal(value: &Expr) -> Option<Literal> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(Literal::Text(text.clone())),
        Expr::Lit(ExprLit { lit: Lit::Bool(LitBool { value, span }), .. }) => {
            Some(Literal::Boolean { value: *value, span: *span })
        }
        other => value::integer(other).map(|value| Literal::Integer { value, span: other.span() }),
    }
}
