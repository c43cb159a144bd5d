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
    let assertions = input.all_members().into_iter().map(|member| {
        let span = member.ident.span();
        let [bound, state] = [bound(member, false), state(member)];
        quote_spanned! {span=>
            const _: () = { #bound; #state; };
        }
    });
    quote!(#(#assertions)*)
}

/// The same where a value is about to be read, for each set of arguments that the program uses.
pub(super) fn in_draft(input: &Input, members: &[Member]) -> TokenStream {
    if input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let assertions = members.iter().map(|member| {
        let [bound, state] = [bound(member, true), state(member)];
        quote_spanned!(member.ident.span()=> const { #bound; #state };)
    });
    quote!(#(#assertions)*)
}

fn bound(member: &Member, is_generic: bool) -> TokenStream {
    let Member { ident, ty, .. } = member;
    if !matches!(member.reading, Reading::Field) {
        return quote!(());
    }
    let bounded = Literal::u32_unsuffixed(model::bounded(&member.rules));
    let growth = field_of(ty, "GROWTH");
    let label = member.label();
    if member.unbounded.is_some() {
        let message = format!("field `{label}` is bounded anyway\nhelp: remove `unbounded`");
        return quote_spanned! {ident.span()=>
            __secure::refuse_if(
                ::core::matches!(
                    __secure_input::Growth::left(#growth, #bounded),
                    __secure_input::Growth::Bounded
                ),
                #message
            )
        };
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
    let shape = field_of(ty, "SHAPE");
    quote_spanned! {ident.span()=>
        __secure::refuse_growth(#growth, #bounded, #shape, #label, #bound, #bound_of_each)
    }
}

/// Rules that need the state are asked of what an endpoint takes, not of what is inside it.
fn state(member: &Member) -> TokenStream {
    if !matches!(member.reading, Reading::Field) {
        return quote!(());
    }
    let message = format!(
        "field `{}` holds an input whose rules need the application's state, which only the outermost input gets\nhelp: write the `async_custom` rule on the outermost input",
        member.label()
    );
    let needs_state = field_of(&member.ty, "NEEDS_STATE");
    quote_spanned!(member.ident.span()=> __secure::refuse_if(#needs_state, #message))
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
