//! Options in attributes: `#[resource(table = "documents")]`, `#[resource(id)]`.
//!
//! Every refusal shows the line to write.

use proc_macro2::Span;
use syn::{
    Attribute, Expr, ExprLit, Lit, LitStr, Meta, Token, UnOp, punctuated::Punctuated,
    spanned::Spanned,
};

use crate::diag::Mistakes;

/// The options of every `#[name(…)]`. `example` shows one for the help.
pub(crate) fn read(
    name: &str,
    attributes: &[Attribute],
    example: &str,
    mistakes: &mut Mistakes,
) -> Vec<Meta> {
    let mut options = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(name)) {
        if !matches!(attribute.meta, Meta::List(_)) {
            let message = format!("`#[{name}]` takes its options in parentheses");
            mistakes.help(attribute, message, format_args!("write `{example}`"));
            continue;
        }
        match attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) {
            Ok(list) if list.is_empty() => {
                let message = format!("`#[{name}()]` has no option");
                mistakes.help(attribute, message, format_args!("write `{example}`"));
            }
            Ok(list) => options.extend(list),
            Err(error) => {
                mistakes.at_span(error.span(), format_args!("{error}\nhelp: write `{example}`"));
            }
        }
    }
    options
}

/// The name of an option; a longer path is no name.
pub(crate) fn key(option: &Meta) -> String {
    let path = option.path();
    match path.get_ident() {
        Some(ident) => ident.to_string(),
        None => {
            path.segments.iter().map(|part| part.ident.to_string()).collect::<Vec<_>>().join("::")
        }
    }
}

/// The text that an option is set to, as `key = "text"`.
pub(crate) fn text(option: &Meta, example: &str, mistakes: &mut Mistakes) -> Option<LitStr> {
    if let Meta::NameValue(pair) = option {
        if let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value {
            return Some(text.clone());
        }
        let message = format!("`{}` is set to a text in quotes", key(option));
        mistakes.help(&pair.value, message, format_args!("write `{example}`"));
    } else {
        let message = format!("`{}` is set to a text", key(option));
        mistakes.help(option, message, format_args!("write `{example}`"));
    }
    None
}

/// A whole number, with or without a minus.
pub(crate) fn integer(value: &Expr) -> Option<i64> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse().ok(),
        Expr::Unary(negated) if matches!(negated.op, UnOp::Neg(_)) => match &*negated.expr {
            Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => {
                format!("-{}", number.base10_digits()).parse().ok()
            }
            _ => None,
        },
        _ => None,
    }
}

/// The place of an option that stands alone, without a value.
pub(crate) fn flag(option: &Meta, mistakes: &mut Mistakes) -> Span {
    if !matches!(option, Meta::Path(_)) {
        let name = key(option);
        mistakes.help(option, format!("`{name}` takes no value"), format_args!("write `{name}`"));
    }
    // With a value it was meant all the same, so it is not missing as well.
    option.path().span()
}

/// Keeps the first value of an option, and refuses the others.
pub(crate) fn once<T>(
    slot: &mut Option<T>,
    value: Option<T>,
    option: &Meta,
    mistakes: &mut Mistakes,
) {
    if slot.is_some() {
        mistakes.help(option, format!("`{}` stands here twice", key(option)), "keep one of them");
    } else {
        *slot = value;
    }
}
