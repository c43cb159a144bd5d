//! The values of entries: text, numbers, paths, reasons. Each refusal shows the line to write.

use proc_macro2::Span;
use quote::quote;
use syn::{
    Expr, ExprLit, Ident, Lit, LitStr, Meta, Path, Token, parse::ParseStream, spanned::Spanned,
};

pub(crate) use crate::options::integer;

/// The one word that an entry begins with.
pub fn key(meta: &Meta) -> syn::Result<Ident> {
    meta.path().get_ident().cloned().ok_or_else(|| {
        let path = meta.path();
        let last = path.segments.last().map(|segment| segment.ident.to_string());
        let message = format!(
            "`{}` is a path, but a key is a single word\nhelp: write `{}`",
            quote!(#path).to_string().replace(' ', ""),
            last.unwrap_or_default()
        );
        syn::Error::new_spanned(path, message)
    })
}

/// `key = "text"`; `wrong` says what belongs there.
pub fn text(meta: &Meta, wrong: impl Fn(Span) -> syn::Error) -> syn::Result<LitStr> {
    match meta {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) if !text.value().trim().is_empty() => {
                Ok(text.clone())
            }
            other => Err(wrong(other.span())),
        },
        other => Err(wrong(other.span())),
    }
}

/// `key = path`.
pub fn path(meta: &Meta, wrong: impl Fn(Span) -> syn::Error) -> syn::Result<Path> {
    match meta {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Path(path) if path.qself.is_none() => Ok(path.path.clone()),
            other => Err(wrong(other.span())),
        },
        other => Err(wrong(other.span())),
    }
}

/// `key = 3`: at least 1.
pub fn count(meta: &Meta, wrong: impl Fn(Span) -> syn::Error) -> syn::Result<u32> {
    match meta {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number
                .base10_parse()
                .ok()
                .filter(|number| *number > 0)
                .ok_or_else(|| wrong(number.span())),
            other => Err(wrong(other.span())),
        },
        other => Err(wrong(other.span())),
    }
}

/// `key`, without a value.
pub fn flag(key: &Ident, meta: &Meta) -> syn::Result<()> {
    match meta {
        Meta::Path(_) => Ok(()),
        other => Err(syn::Error::new_spanned(
            other,
            format!("`{key}` takes no value\nhelp: write `{key}`"),
        )),
    }
}

/// `key(reason = "…")`, not empty.
pub fn reason(meta: &Meta) -> syn::Result<LitStr> {
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
    let reason = list.parse_args_with(reason_inside).map_err(|error| {
        let inside = if list.tokens.is_empty() { key.span() } else { error.span() };
        wrong(inside)
    })?;
    if reason.value().trim().is_empty() {
        return Err(wrong(reason.span()));
    }
    Ok(reason)
}

fn reason_inside(input: ParseStream<'_>) -> syn::Result<LitStr> {
    let word: Ident = input.parse()?;
    if word != "reason" {
        return Err(syn::Error::new(word.span(), ""));
    }
    input.parse::<Token![=]>()?;
    let reason: LitStr = input.parse()?;
    let _: Option<Token![,]> = input.parse()?;
    Ok(reason)
}
