//! `access_rule!`: a rule with a name, for several endpoints.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{
    Attribute, Error, Expr, ExprPath, Ident, Meta, Path, Token, Visibility,
    parse::{Parse, ParseStream, Parser as _},
    spanned::Spanned as _,
};

use super::{
    assertions,
    clause::{self, CLAUSES, Place},
    model::{Clause, ClauseKind},
    rule,
    value::key,
};
use crate::krate;

/// `/// Docs. pub Name = clause, crate = path`.
struct Declared {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    name: Ident,
    clause: Meta,
    krate: Option<Path>,
}

impl Parse for Declared {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let name = input.parse()?;
        input.parse::<Token![=]>()?;
        let clause = input.parse()?;
        let comma: Option<Token![,]> = input.parse()?;
        let krate = if comma.is_some() && input.peek(Token![crate]) {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            let value: Expr = input.parse()?;
            let Expr::Path(ExprPath { qself: None, path, .. }) = value else {
                return Err(wrong(value.span(), krate::WRONG, krate::HELP));
            };
            let _: Option<Token![,]> = input.parse()?;
            Some(path)
        } else {
            None
        };
        Ok(Self { attributes, visibility, name, clause, krate })
    }
}

fn wrong(span: Span, message: &str, help: &str) -> Error {
    Error::new(span, format!("{message}\nhelp: {help}"))
}

/// What syn says of a shape that is none is replaced by the shape.
fn explained(error: Error) -> Error {
    if error.to_string().contains("help:") {
        return error;
    }
    wrong(
        error.span(),
        "expected a name and one clause",
        "write `access_rule!(pub EditorOfOwn = all(role = \"editor\", owner))`",
    )
}

/// A rule that is made of itself says nothing; the compiler would call it a cycle.
fn not_of_itself(clause: Clause, name: &Ident) -> syn::Result<Clause> {
    let mut itself = None;
    clause.walk(&mut |clause| {
        if let ClauseKind::Rule(path) = &clause.kind
            && path.is_ident(name)
        {
            itself = Some(path.span());
        }
    });
    match itself {
        Some(span) => Err(wrong(
            span,
            &format!("the rule `{name}` is made of itself"),
            "name another rule, or state its clauses here",
        )),
        None => Ok(clause),
    }
}

pub fn expand(tokens: TokenStream) -> TokenStream {
    let declared = match Declared::parse.parse2(tokens) {
        Ok(declared) => declared,
        Err(error) => {
            return explained(error).into_compile_error();
        }
    };
    let Declared { attributes, visibility, name, .. } = &declared;
    let private = krate::private(declared.krate.as_ref());
    let read = key(&declared.clause)
        .and_then(|key| clause::clause(key, &declared.clause, Place::Top, CLAUSES))
        .and_then(|clause| not_of_itself(clause, name));
    let (mistakes, clause, assertions) = match &read {
        Ok(clause) => (None, rule::clause(clause), assertions::of_rule(clause, name)),
        // Grants nothing, and endpoints which name it have nothing more to say.
        Err(error) => {
            (Some(error.to_compile_error()), quote!(__secure::Clause::Any(&[])), Vec::new())
        }
    };
    quote! {
        #mistakes

        #(#attributes)*
        #[allow(clippy::exhaustive_structs, reason = "a rule is its name alone")]
        #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
        #visibility struct #name;

        #[allow(unused_qualifications, reason = "paths have to hold whatever is in scope")]
        const _: () = {
            use #private as __secure;

            const __SECURE_CLAUSES: &[__secure::Clause] = &[#clause];
            #(#assertions)*

            impl __secure::AccessRule for #name {
                const RULE: __secure::Clause = __secure::Clause::All(__SECURE_CLAUSES);
            }
        };
    }
}
