//! Constants that panic, and so compile errors, where something has no bound. That is judged from the type's own word, so that no alias
//! hides a `String`.

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};

use super::field_of;
use crate::input::model::{self, Input, Member, Reading, Rule};

/// One for each field, beside the input; with parameters, nothing is known there, and [`in_draft`] has them.
pub(super) fn assertions(input: &Input) -> TokenStream {
    if !input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let members = input.all_members();
    let assertions = members.into_iter().filter_map(|member| {
        let assertion = assertion(member, false)?;
        Some(quote_spanned!(member.ident.span()=> const _: () = #assertion;))
    });
    quote!(#(#assertions)*)
}

/// The same where a value is about to be read, for each set of arguments that the program uses.
pub(super) fn in_draft(input: &Input, members: &[Member]) -> TokenStream {
    if input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let assertions = members.iter().filter_map(|member| {
        let assertion = assertion(member, true)?;
        Some(quote_spanned!(member.ident.span()=> const { #assertion };))
    });
    quote!(#(#assertions)*)
}

/// What a field holds has a bound, and no rules of its own that need the state: such are asked of what an endpoint takes, not of what is
/// inside it.
fn assertion(member: &Member, is_generic: bool) -> Option<TokenStream> {
    let Member { ident, ty, .. } = member;
    if !matches!(member.reading, Reading::Field) {
        return None;
    }
    let bounded = Literal::u32_unsuffixed(model::bounded(&member.rules));
    let about = field_of(ty, "ABOUT");
    let label = member.label();
    if member.unbounded.is_some() {
        return Some(quote_spanned! {ident.span()=>
            __secure::refuse_bounded_anyway(#about, #bounded, #label)
        });
    }
    // A rule stands once, so what is there already gets the bound.
    let has = |rule: &str| member.rules.iter().any(|found| found.name == rule);
    let bound = match (has("length"), has("items")) {
        (true, _) => "add `max = 100` to its `length(…)`",
        (false, true) => "add `max = 100` to its `items(…)`",
        (false, false) => "add `#[validate(length(max = 100))]`",
    };
    let bound_of_each = match has("each") {
        true => "add `length(max = 100)` to its `each(…)`",
        false => "add `#[validate(each(length(max = 100)))]`",
    };
    // Where the type is a parameter, rules of what it stands for do not compile.
    let newtype = "take a type that has a bound of its own: `#[derive(SecureInput)] struct Name(#[validate(length(max = 100))] String);`";
    let (bound, bound_of_each) = match is_generic {
        true => (newtype, newtype),
        false => (bound, bound_of_each),
    };
    Some(quote_spanned! {ident.span()=>
        __secure::refuse_field(#about, #bounded, #label, #bound, #bound_of_each)
    })
}

/// How many elements are kept while a member is read: `[3, 20]` for at most three elements of at most twenty.
pub(super) fn limits(rules: &[Rule]) -> Option<TokenStream> {
    let limits = model::limits(rules);
    if limits.is_empty() {
        return None;
    }
    let limits = limits.into_iter().map(|limit| match limit {
        Some(limit) => quote!((#limit) as ::core::primitive::u64),
        None => quote!(::core::primitive::u64::MAX),
    });
    Some(quote!(const { &[#(#limits),*] }))
}
