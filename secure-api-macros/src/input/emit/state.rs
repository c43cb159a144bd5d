//! Rules that need the application's state: asked last, of a value that is valid otherwise.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{parse_quote, spanned::Spanned as _};

use super::{content, local, rules, variants};
use crate::input::model::{Content, Input, Member, Rule, RuleKind, Shape};

pub(super) fn rules(input: &Input) -> TokenStream {
    let ident = &input.ident;
    let (_, arguments, bounds) = input.generics.split_for_impl();
    let Some(state) = &input.state else {
        let mut generics = input.generics.clone();
        generics.params.push(parse_quote!(__SecureState));
        let (generics, ..) = generics.split_for_impl();
        return quote! {
            #[automatically_derived]
            impl #generics __secure_input::StateRules<__SecureState> for #ident #arguments #bounds {
                const ASKS: __secure::bool = false;
            }
        };
    };
    let (generics, ..) = input.generics.split_for_impl();
    let asked = match &input.shape {
        Shape::Struct(content) => {
            let pattern = content::pattern(&quote!(Self), content);
            let asked = of_content(content, None);
            quote! {
                let #pattern = self;
                #asked
            }
        }
        Shape::Enum(choice) => {
            let arms = choice.variants.iter().map(|variant| {
                let name = &variant.ident;
                let pattern = content::pattern(&quote!(Self::#name), &variant.content);
                let asked = of_content(&variant.content, variants::place(&choice.tagging, variant));
                quote!(#pattern => { #asked })
            });
            quote!(match self { #(#arms)* })
        }
    };
    let whole = input.rules.iter().map(|rule| {
        let holds_secret = quote!(__secure_input::holds_secret::<Self>);
        ask(rule, &quote!(__secure_report.whole()), &quote!(self), &holds_secret)
    });
    quote_spanned! {state.span()=>
        #[automatically_derived]
        impl #generics __secure_input::StateRules<#state> for #ident #arguments #bounds {
            async fn check_with_state(&self, __secure_state: &#state, __secure_report: &mut __secure_input::Report) {
                #asked
                #(#whole)*
            }
        }
    }
}

/// What the members of a content are asked, each in a variable of its own.
fn of_content(content: &Content, inside: Option<String>) -> TokenStream {
    let inside = inside.map(|name| quote!(.member(#name)));
    let asked = content.members().iter().flat_map(|member| {
        let place = match content {
            Content::Value(_) => quote!(__secure_report.whole() #inside),
            Content::Tuple(_) => {
                let position = &member.place;
                quote!(__secure_report.whole() #inside.element(#position))
            }
            _ => {
                let name = &member.names.name;
                quote!(__secure_report.whole() #inside.member(#name))
            }
        };
        member.rules.iter().map(move |rule| of_member(member, rule, &place))
    });
    quote!(#(#asked)*)
}

fn of_member(member: &Member, rule: &Rule, place: &TokenStream) -> TokenStream {
    let local = local(member);
    let value = rules::looked_at(member, quote!(__secure::Some(#local)));
    let asked = ask(rule, place, &quote!(__secure_value), &rules::holds_secret(member));
    if asked.is_empty() {
        return asked;
    }
    quote! {
        if let __secure::Some(__secure_value) = #value {
            #asked
        }
    }
}

fn ask(
    rule: &Rule,
    place: &TokenStream,
    value: &TokenStream,
    holds_secret: &TokenStream,
) -> TokenStream {
    let RuleKind::AsyncCustom(path) = &rule.kind else { return TokenStream::new() };
    let outcome = quote_spanned!(path.span()=> #path(#value, __secure_state).await);
    let verdict = rules::custom(rule, quote!(__secure_outcome), holds_secret);
    quote! {
        let __secure_outcome = #outcome;
        #place.verdict(#verdict);
    }
}
