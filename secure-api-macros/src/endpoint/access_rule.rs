//! `access_rule!`: a rule with a name, for several endpoints.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Attribute, Ident, Meta, Path, Token, Visibility,
    parse::{Parse, ParseStream, Parser as _},
};

use super::{
    assertions,
    clause::{self, CLAUSES, Place},
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
            let path = input.parse()?;
            let _: Option<Token![,]> = input.parse()?;
            Some(path)
        } else {
            None
        };
        Ok(Self { attributes, visibility, name, clause, krate })
    }
}

pub fn expand(tokens: TokenStream) -> TokenStream {
    let declared = match Declared::parse.parse2(tokens) {
        Ok(declared) => declared,
        Err(error) => {
            return syn::Error::new(
                error.span(),
                "expected a name and one clause\n\
                 help: write `access_rule!(pub EditorOfOwn = all(role = \"editor\", owner))`",
            )
            .into_compile_error();
        }
    };
    let Declared { attributes, visibility, name, .. } = &declared;
    let private = krate::private(declared.krate.as_ref());
    let read = key(&declared.clause)
        .and_then(|key| clause::clause(key, &declared.clause, Place::Top, CLAUSES));
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
        #[derive(Clone, Copy, Debug)]
        #visibility struct #name;

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
