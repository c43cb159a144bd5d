//! Applies the rules of a member, or of the whole.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Ident, spanned::Spanned as _};

use super::{field_of, local, local_of};
use crate::input::model::{
    Decimal, File, Items, Length, Member, Password, Range, Reading, Rule, RuleKind,
};

/// The way to what a rule looks at.
enum Way {
    /// From the input.
    Step(TokenStream),
    /// To the element at `__secure_position`.
    Element,
    /// To the name in `__secure_value`.
    Key,
}

impl Way {
    /// Where it leads.
    fn scope(&self) -> TokenStream {
        match self {
            Self::Step(step) => quote!(__secure_scope.go(#step)),
            Self::Element => quote!(__secure_scope.at(__secure_position)),
            Self::Key => quote!(__secure_scope.key(__secure_value)),
        }
    }

    /// Takes note of what a rule says there.
    fn say(&self, verdict: &TokenStream) -> TokenStream {
        match self {
            Self::Step(step) => quote!(__secure_scope.say(#step, #verdict);),
            Self::Element => quote!(__secure_scope.say_at(__secure_position, #verdict);),
            Self::Key => quote!(__secure_scope.say_of_key(__secure_value, #verdict);),
        }
    }
}

/// Every rule of these members, each of which is an `Option` of a reference in a variable, with the way to it.
pub(super) fn of_members<'a>(
    members: impl Iterator<Item = &'a Member>,
    step: impl Fn(&Member) -> TokenStream,
) -> TokenStream {
    let rules = members.flat_map(|member| {
        let way = Way::Step(step(member));
        let rules = member.rules.iter().filter(|rule| !rule.needs_state());
        rules.map(move |rule| of_member(member, rule, &way)).collect::<Vec<_>>()
    });
    quote!(#(#rules)*)
}

fn of_member(member: &Member, rule: &Rule, way: &Way) -> TokenStream {
    let local = local(member);
    if let RuleKind::Required = rule.kind {
        let name = &rule.name;
        let field = variable("__secure_field", name);
        let call = quote_spanned!(name.span()=> __secure_input::rules::#name(#field));
        let say = way.say(&answered(rule, call));
        return quote! {
            if let __secure::Some(#field) = #local {
                #say
            }
        };
    }
    if let RuleKind::MustMatch(other) = &rule.kind {
        let (name, other) = (&rule.name, local_of(other));
        let [field, other_field] =
            ["__secure_field", "__secure_other"].map(|variable| Ident::new(variable, name.span()));
        let value = looked_at(member, quote!(__secure::Some(#field)));
        // The other one may be of another type, as long as the rules look at the same in both.
        let other_value = quote!(__SecureField::value(#other_field));
        let call = quote_spanned!(name.span()=> __secure_input::rules::#name(#value, #other_value));
        let say = way.say(&answered(rule, call));
        return quote! {
            if let (__secure::Some(#field), __secure::Some(#other_field)) = (#local, #other) {
                #say
            }
        };
    }
    let holds_secret = holds_secret(member);
    let (value, verdict) = verdict(rule, way, &holds_secret);
    let looked_at = looked_at(member, quote!(#local));
    quote! {
        if let __secure::Some(#value) = #looked_at {
            #verdict
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
    bound(rules, &Way::Step(quote!(__SecureStep::Here)), &holds_secret)
}

/// Applies rules to `__secure_value`, each under the name that the rule has for it.
fn bound<'a>(
    rules: impl Iterator<Item = &'a Rule>,
    way: &Way,
    holds_secret: &TokenStream,
) -> TokenStream {
    let verdicts = rules.map(|rule| {
        let (value, verdict) = verdict(rule, way, holds_secret);
        quote!(let #value = __secure_value; #verdict)
    });
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
        Some(text) => quote!(__secure::Some(#text)),
        None => quote!(__secure::None),
    });
    quote!(__secure_input::reworded(#verdict, #code, #message))
}

/// A variable of the generated code that is bound and used with the span of what the user wrote: messages point there, and the
/// two are the same variable even if another macro wrote it.
pub(super) fn variable(name: &str, place: &Ident) -> Ident {
    Ident::new(name, place.span())
}

/// Applies a rule to a value to which the way leads: the variable in which the value has to be, and what is done with it.
fn verdict(rule: &Rule, way: &Way, holds_secret: &TokenStream) -> (Ident, TokenStream) {
    let name = &rule.name;
    let function = quote_spanned!(name.span()=> __secure_input::rules::#name);
    let place = match &rule.kind {
        RuleKind::Custom(path) => path.segments.last().map_or(name, |last| &last.ident),
        _ => name,
    };
    let value = variable("__secure_value", place);
    let call = match &rule.kind {
        RuleKind::Each(rules) => {
            let verdicts = bound(rules.iter(), &Way::Element, holds_secret);
            let check = quote! {
                |__secure_position, __secure_value| {
                    if let __secure::Some(__secure_value) = __SecureField::value(__secure_value) {
                        #verdicts
                    }
                }
            };
            let call = quote_spanned!(name.span()=> #function(#value, #check););
            return inside(value, way, &call);
        }
        RuleKind::Keys(rules) => {
            let verdicts = bound(rules.iter(), &Way::Key, holds_secret);
            let check = quote!(|__secure_value| { #verdicts });
            let call = quote_spanned!(name.span()=> #function(#value, #check););
            return inside(value, way, &call);
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
    let said = way.say(&answered(rule, call));
    (value, said)
}

/// Calls a rule that looks at what is inside a value.
fn inside(value: Ident, way: &Way, call: &TokenStream) -> (Ident, TokenStream) {
    let scope = way.scope();
    let call = quote! {
        {
            let mut __secure_scope = #scope;
            #call
        }
    };
    (value, call)
}

fn option(bound: Option<&syn::Expr>) -> TokenStream {
    match bound {
        Some(bound) => quote_spanned!(bound.span()=> __secure::Some(#bound)),
        None => quote!(__secure::None),
    }
}
