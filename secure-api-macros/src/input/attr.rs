//! The shape that all attributes here share: a list of `key`, `key = value` and `key(…)`.

use quote::ToTokens;
use syn::{
    Attribute, Expr, ExprLit, Ident, Lit, LitStr, Meta, Path, Token,
    ext::IdentExt as _,
    parenthesized,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
    token,
};

use crate::diag::{self, Mistakes};

/// One entry of an attribute's list.
pub(super) struct Entry {
    pub(super) key: Ident,
    pub(super) given: Given,
}

pub(super) enum Given {
    Nothing,
    Value(Expr),
    List(Vec<Entry>),
    /// Bare values, which have no keys: `one_of("a", "b")`; then entries.
    Values(Vec<Expr>, Vec<Entry>),
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key = input.call(Ident::parse_any)?;
        let given = if input.peek(token::Paren) {
            let content;
            parenthesized!(content in input);
            if key == "one_of" || key == "types" {
                let (values, entries) = values(&content)?;
                return Ok(Self { key, given: Given::Values(values, entries) });
            }
            Given::List(list(&content).map_err(|error| unnamed(&key, &content, error))?)
        } else if input.parse::<Option<Token![=]>>()?.is_some() {
            Given::Value(input.parse()?)
        } else {
            Given::Nothing
        };
        Ok(Self { key, given })
    }
}

/// `regex("…")` is what people try first.
fn unnamed(rule: &Ident, content: ParseStream<'_>, error: syn::Error) -> syn::Error {
    if rule == "upsert" && content.peek(LitStr) {
        let message = "the columns of `upsert` are names, without quotes\nhelp: write `upsert(owner_id, slug)`";
        return syn::Error::new(error.span(), message);
    }
    let example = match rule.to_string().as_str() {
        "length" => "max = 100",
        "range" => "min = 0, max = 100",
        "regex" => "path = PATTERN",
        "contains" | "does_not_contain" => "pattern = \"@\"",
        "items" => "max = 20",
        "decimal" => "max_digits = 12, scale = 2",
        "password" => "min = 12, strength = 3",
        "file" => "max = \"5MiB\", types(\"image/png\")",
        "custom" | "schema" | "async_custom" => "function = check",
        "each" => "length(max = 100)",
        "keys" => "slug",
        "sanitize" => "trim",
        "unbounded" => "reason = \"…\"",
        "must_match" => "other = password",
        _ => return error,
    };
    if content.peek(Ident::peek_any) {
        return error;
    }
    let message = format!("what `{rule}` asks for has no name\nhelp: write `{rule}({example})`");
    syn::Error::new(error.span(), message)
}

/// Bare values, and the entries that follow them.
fn values(content: ParseStream<'_>) -> syn::Result<(Vec<Expr>, Vec<Entry>)> {
    let mut values = Vec::new();
    let is_entry = || content.peek(Ident) && content.peek2(Token![=]);
    while !content.is_empty() && !is_entry() {
        values.push(content.parse()?);
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok((values, list(content)?))
}

fn list(input: ParseStream<'_>) -> syn::Result<Vec<Entry>> {
    Ok(Punctuated::<Entry, Token![,]>::parse_terminated(input)?.into_iter().collect())
}

/// The entries of every attribute of this name.
pub(super) fn entries(attributes: &[Attribute], name: &str, mistakes: &mut Mistakes) -> Vec<Entry> {
    let mut all = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(name)) {
        match &attribute.meta {
            Meta::List(meta) => match meta.parse_args_with(list) {
                Ok(entries) if entries.is_empty() => nothing(attribute, name, mistakes),
                Ok(entries) => all.extend(entries),
                Err(error) => mistakes.add(error),
            },
            _ => nothing(attribute, name, mistakes),
        }
    }
    all
}

fn nothing(attribute: &Attribute, name: &str, mistakes: &mut Mistakes) {
    let example = match name {
        "validate" => "length(max = 100)",
        "serde" => "rename = \"…\"",
        _ => "…",
    };
    mistakes.help(
        attribute.path(),
        format_args!("attribute `{name}` says nothing"),
        format_args!("write `#[{name}({example})]`, or remove it"),
    );
}

/// Refuses words that belong in another attribute, with the line to write there.
pub(super) fn of_another(
    entries: Vec<Entry>,
    words: &[&str],
    line: impl Fn(&str) -> String,
    mistakes: &mut Mistakes,
) -> Vec<Entry> {
    let (misplaced, entries): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|entry| words.iter().any(|word| entry.key == word));
    for entry in misplaced {
        let word = entry.key.unraw().to_string();
        let message = format_args!("`{word}` belongs in another attribute");
        mistakes.help(&entry, message, format_args!("write `{}`", line(&word)));
    }
    entries
}

/// Refuses keys that are not known and keys that stand twice; the others are kept.
pub(super) fn known(
    entries: Vec<Entry>,
    what: &str,
    known: &[&str],
    mistakes: &mut Mistakes,
) -> Vec<Entry> {
    let mut kept: Vec<Entry> = Vec::new();
    for entry in entries {
        let key = entry.key.unraw().to_string();
        if !known.contains(&key.as_str()) {
            mistakes.at(&entry.key, diag::unknown(what, &key, known));
        } else if kept.iter().any(|earlier| earlier.key == entry.key) {
            mistakes.help(
                &entry.key,
                format_args!("{what} `{key}` is stated twice"),
                "remove one of them",
            );
        } else {
            kept.push(entry);
        }
    }
    kept
}

impl Entry {
    /// The value, which must be a string.
    pub(super) fn string(&self, example: &str, mistakes: &mut Mistakes) -> Option<LitStr> {
        if let Given::Value(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) = &self.given {
            return Some(text.clone());
        }
        self.wrong("a string", example, mistakes)
    }

    /// The value, which must be a path.
    pub(super) fn path(&self, example: &str, mistakes: &mut Mistakes) -> Option<Path> {
        match &self.given {
            Given::Value(Expr::Path(path)) if path.qself.is_none() => Some(path.path.clone()),
            Given::Value(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => {
                let message = format_args!("`{}` takes a path, not a string", self.key);
                let help = match text.parse::<Path>() {
                    Ok(_) => format!("write `{} = {}`", self.key, text.value()),
                    Err(_) => format!(
                        "write `{} = {example}`, and `static {example}: LazyLock<Regex> = LazyLock::new(|| Regex::new({}).unwrap());`",
                        self.key,
                        text.token()
                    ),
                };
                mistakes.help(text, message, help);
                None
            }
            _ => self.wrong("a path", example, mistakes),
        }
    }

    /// The value, which may be any expression.
    pub(super) fn expression(&self, example: &str, mistakes: &mut Mistakes) -> Option<Expr> {
        match &self.given {
            Given::Value(value) => Some(value.clone()),
            _ => self.wrong("a value", example, mistakes),
        }
    }

    fn wrong<T>(&self, kind: &str, example: &str, mistakes: &mut Mistakes) -> Option<T> {
        let message = format_args!("`{}` takes {kind}", self.key);
        let help = format_args!("write `{} = {example}`", self.key);
        match &self.given {
            Given::Value(value) => mistakes.help(value, message, help),
            _ => mistakes.help(&self.key, message, help),
        }
        None
    }
}

impl ToTokens for Entry {
    fn to_tokens(&self, tokens: &mut proc_macro2::TokenStream) {
        self.key.to_tokens(tokens);
    }
}
