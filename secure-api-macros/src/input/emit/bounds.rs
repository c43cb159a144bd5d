//! Constants that panic, and so compile errors, where something has no bound, or where a type is misused as a field's. That is judged from
//! the type's own word, so that no alias hides a `String`.

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
        let assertion = assertion(input, member)?;
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
        let assertion = assertion(input, member)?;
        Some(quote_spanned!(member.ident.span()=> const { #assertion };))
    });
    quote!(#(#assertions)*)
}

/// What a field holds has a bound, no rules of its own that need the state (such are asked of what an endpoint takes, not of what is
/// inside it), and, where it is written into a row, no reference that hides from the statement.
fn assertion(input: &Input, member: &Member) -> Option<TokenStream> {
    let Member { ident, ty, .. } = member;
    if !matches!(member.reading, Reading::Field) {
        return None;
    }
    let bounded = Literal::u32_unsuffixed(model::bounded(&member.rules));
    let about = field_of(ty, "ABOUT");
    let is_written = input.create.is_some() || input.update.is_some();
    let label = member.label();
    if member.unbounded.is_some() {
        return Some(quote_spanned! {ident.span()=>
            __secure::refuse_bounded_anyway(#about, #is_written, #bounded, #label)
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
    let (bound, bound_of_each) = match input.generics.params.is_empty() {
        true => (bound, bound_of_each),
        false => (newtype, newtype),
    };
    Some(quote_spanned! {ident.span()=>
        __secure::refuse_field(#about, #is_written, #bounded, #label, #bound, #bound_of_each)
    })
}

/// How many elements are kept while a member is read: `[3, 20]` for at most three elements of at most twenty.
pub(super) fn limits(rules: &[Rule]) -> Option<TokenStream> {
    let limits = model::limits(rules);
    if limits.is_empty() {
        return None;
    }
    // What only constants can tell is asked for in one, so that what they say of it is said once.
    let are_literal = limits.iter().flatten().all(|limit| limit.literal().is_some());
    let limits = limits.into_iter().map(|limit| match limit {
        Some(limit) if limit.literal().is_some_and(|literal| literal.suffix().is_empty()) => {
            quote!(#limit)
        }
        Some(limit) => quote!((#limit) as __secure::u64),
        None => quote!(__secure::u64::MAX),
    });
    Some(match are_literal {
        true => quote!(&[#(#limits),*]),
        false => quote!(const { &[#(#limits),*] }),
    })
}
