//! Applies the rules of a member, or of the whole.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Ident, spanned::Spanned as _};

use super::{field_of, local, local_of};
use crate::input::model::{
    Decimal, File, Items, Length, Member, Password, Range, Reading, Rule, RuleKind,
};

/// Every rule of these members, each of which is an `Option` of a reference in a variable, with a scope where it stands.
pub(super) fn of_members<'a>(
    members: impl Iterator<Item = &'a Member>,
    scope: impl Fn(&Member) -> TokenStream,
) -> TokenStream {
    let rules = members.flat_map(|member| {
        let scope = scope(member);
        let rules = member.rules.iter().filter(|rule| !rule.needs_state());
        rules.map(move |rule| of_member(member, rule, &scope)).collect::<Vec<_>>()
    });
    quote!(#(#rules)*)
}

fn of_member(member: &Member, rule: &Rule, scope: &TokenStream) -> TokenStream {
    let local = local(member);
    if let RuleKind::Required = rule.kind {
        let name = &rule.name;
        let field = variable("__secure_field", name);
        let call = quote_spanned!(name.span()=> __secure_input::rules::#name(#field));
        let say = say(&answered(rule, call), scope);
        return quote! {
            if let ::core::option::Option::Some(#field) = #local {
                #say
            }
        };
    }
    if let RuleKind::MustMatch(other) = &rule.kind {
        let (name, other) = (&rule.name, local_of(other));
        let [field, other_field] =
            ["__secure_field", "__secure_other"].map(|variable| Ident::new(variable, name.span()));
        let value = looked_at(member, quote!(::core::option::Option::Some(#field)));
        // The other one may be of another type, as long as the rules look at the same in both.
        let other_value = quote!(__secure_input::Field::value(#other_field));
        let call = quote_spanned!(name.span()=> __secure_input::rules::#name(#value, #other_value));
        let say = say(&answered(rule, call), scope);
        return quote! {
            if let (::core::option::Option::Some(#field), ::core::option::Option::Some(#other_field)) = (#local, #other) {
                #say
            }
        };
    }
    let holds_secret = holds_secret(member);
    let verdict = verdict(rule, scope, &holds_secret);
    let looked_at = looked_at(member, quote!(#local));
    quote! {
        if let ::core::option::Option::Some(__secure_value) = #looked_at {
            #verdict
        }
    }
}

/// Takes note of what a rule says. The place is made only where it says something.
fn say(verdict: &TokenStream, scope: &TokenStream) -> TokenStream {
    quote! {
        if let ::core::result::Result::Err(__secure_flaw) = #verdict {
            #scope.verdict(::core::result::Result::Err(__secure_flaw));
        }
    }
}

/// What rules look at in an optional member.
pub(super) fn looked_at(member: &Member, optional: TokenStream) -> TokenStream {
    match member.reading {
        Reading::Field => {
            let looked_at = field_of(&member.ty, "looked_at");
            quote!(#looked_at(#optional))
        }
        Reading::Plain | Reading::With(_) => optional,
    }
}

/// A function that says whether no message may say anything of it.
pub(super) fn holds_secret(member: &Member) -> TokenStream {
    match member.reading {
        Reading::Field => {
            let ty = &member.ty;
            quote!(__secure_input::holds_secret::<#ty>)
        }
        Reading::Plain | Reading::With(_) => quote!(|| false),
    }
}

/// The rules about the whole, which is there. A secret in it is one of the whole.
pub(super) fn of_whole(rules: &[Rule], whole: &TokenStream) -> TokenStream {
    let holds_secret = quote!(__secure_input::holds_secret::<#whole>);
    let rules = rules.iter().filter(|rule| !rule.needs_state());
    let verdicts: Vec<_> =
        rules.map(|rule| verdict(rule, &quote!(__secure_scope), &holds_secret)).collect();
    quote!(#(#verdicts)*)
}

/// The outcome of a function of the user's, as what the rule says.
pub(super) fn custom(rule: &Rule, outcome: TokenStream, holds_secret: &TokenStream) -> TokenStream {
    let name = &rule.name;
    answered(
        rule,
        quote_spanned!(name.span()=> __secure_input::rules::#name(#outcome, #holds_secret)),
    )
}

/// What a rule says, in the words that replace its own.
fn answered(rule: &Rule, verdict: TokenStream) -> TokenStream {
    if rule.code.is_none() && rule.message.is_none() {
        return verdict;
    }
    let [code, message] = [&rule.code, &rule.message].map(|text| match text {
        Some(text) => quote!(::core::option::Option::Some(#text)),
        None => quote!(::core::option::Option::None),
    });
    quote!(__secure_input::reworded(#verdict, #code, #message))
}

/// A variable of the generated code that is bound and used with the span of what the user wrote: messages point there, and the
/// two are the same variable even if another macro wrote it.
pub(super) fn variable(name: &str, place: &Ident) -> Ident {
    Ident::new(name, place.span())
}

/// Applies a rule to `__secure_value`, which stands at `scope`.
fn verdict(rule: &Rule, scope: &TokenStream, holds_secret: &TokenStream) -> TokenStream {
    let name = &rule.name;
    let function = quote_spanned!(name.span()=> __secure_input::rules::#name);
    let place = match &rule.kind {
        RuleKind::Custom(path) => path.segments.last().map_or(name, |last| &last.ident),
        _ => name,
    };
    let value = variable("__secure_value", place);
    let call = match &rule.kind {
        RuleKind::Each(rules) => {
            let inner = quote!(__secure_scope.at(__secure_position));
            let verdicts = rules.iter().map(|rule| verdict(rule, &inner, holds_secret));
            let check = quote! {
                |__secure_position, __secure_value| {
                    if let ::core::option::Option::Some(__secure_value) = __secure_input::Field::value(__secure_value) {
                        #(#verdicts)*
                    }
                }
            };
            let call = quote_spanned!(name.span()=> #function(#value, #check););
            return inside(&value, scope, &call);
        }
        RuleKind::Keys(rules) => {
            let inner = quote!(__secure_scope.key(__secure_name));
            let verdicts = rules.iter().map(|rule| verdict(rule, &inner, holds_secret));
            let check = quote! {
                |__secure_name| {
                    let __secure_value = __secure_name;
                    #(#verdicts)*
                }
            };
            let call = quote_spanned!(name.span()=> #function(#value, #check););
            return inside(&value, scope, &call);
        }
        RuleKind::Items(Items { min, max, unique }) => {
            let [min, max] = [min, max].map(|bound| option(bound.as_ref()));
            // Only a list that is short enough is looked through.
            let unique = unique.iter().map(|unique| {
                quote_spanned!(unique.span()=> .and_then(|()| __secure_input::rules::#unique(#value)))
            });
            quote_spanned!(name.span()=> #function(#value, #min, #max) #(#unique)*)
        }
        RuleKind::OneOf(choices) => {
            quote_spanned!(name.span()=> #function(#value, &[#(#choices),*]))
        }
        RuleKind::Decimal(Decimal { max_digits, scale }) => {
            quote_spanned!(name.span()=> #function(#value, #max_digits, #scale))
        }
        RuleKind::Datetime(when) => {
            let now = quote!(__secure_scope.now());
            quote_spanned! {name.span()=>
                #function(#value, __secure_input::rules::When::#when, #now)
            }
        }
        RuleKind::File(File { max, types }) => {
            quote_spanned!(name.span()=> #function(#value, #max, &[#(#types),*]))
        }
        RuleKind::Password(Password { min, max, strength }) => {
            quote_spanned!(name.span()=> #function(#value, #min, #max, #strength))
        }
        RuleKind::Length(Length { min, max, equal }) => {
            let [min, max, equal] = [min, max, equal].map(|bound| option(bound.as_ref()));
            quote_spanned!(name.span()=> #function(#value, #min, #max, #equal))
        }
        RuleKind::Range(Range { min, max, exclusive_min, exclusive_max }) => {
            let [min, max, exclusive_min, exclusive_max] =
                [min, max, exclusive_min, exclusive_max].map(|bound| option(bound.as_ref()));
            quote_spanned! {name.span()=>
                #function(#value, __secure_input::rules::Bounds {
                    min: #min, max: #max, exclusive_min: #exclusive_min, exclusive_max: #exclusive_max,
                })
            }
        }
        RuleKind::Regex(path) => quote_spanned!(name.span()=> #function(#value, &#path)),
        RuleKind::Contains(pattern) => {
            quote_spanned!(name.span()=> #function(#value, #pattern))
        }
        RuleKind::Custom(path) => {
            let call = quote_spanned!(path.span()=> #path(#value));
            quote_spanned!(name.span()=> #function(#call, #holds_secret))
        }
        // The first two are about fields, and what needs the state is asked elsewhere.
        RuleKind::Required
        | RuleKind::MustMatch(_)
        | RuleKind::AsyncCustom(_)
        | RuleKind::Plain => {
            quote_spanned!(name.span()=> #function(#value))
        }
    };
    let say = say(&answered(rule, call), scope);
    quote! {
        let #value = __secure_value;
        #say
    }
}

/// Calls a rule that looks at what is inside a value.
fn inside(value: &Ident, scope: &TokenStream, call: &TokenStream) -> TokenStream {
    quote! {
        {
            let #value = __secure_value;
            let mut __secure_scope = #scope;
            #call
        }
    }
}

fn option(bound: Option<&syn::Expr>) -> TokenStream {
    match bound {
        Some(bound) => quote_spanned!(bound.span()=> ::core::option::Option::Some(#bound)),
        None => quote!(::core::option::Option::None),
    }
}
