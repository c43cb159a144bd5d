//! Refuses `Deserialize` beside the rules, which would be a way around them.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{GenericParam, Type, ext::IdentExt as _, parse_quote};

use crate::input::model::Input;

/// A constant that panics if the type is also `Deserialize`. One with parameters is asked with arguments that are.
pub(super) fn probe(input: &Input) -> TokenStream {
    let ident = &input.ident;
    let message = format!(
        "input `{0}` is also `Deserialize`, which reads it past its rules\nhelp: remove `Deserialize` from the derives of `{0}`",
        ident.unraw()
    );
    let arguments = input.generics.params.iter().filter_map(|parameter| match parameter {
        GenericParam::Type(_) => Some(quote!(__secure_input::AnyField)),
        GenericParam::Const(parameter) => Some(some(&parameter.ty)),
        GenericParam::Lifetime(_) => None,
    });
    let arguments: Vec<_> = arguments.collect();
    let arguments = (!arguments.is_empty()).then(|| quote!(<#(#arguments),*>));
    quote_spanned! {ident.span()=>
        const _: () = {
            use __secure_input::NotDeserialize as _;
            __secure::refuse_if(__secure_input::Probe::<#ident #arguments>::IS_DESERIALIZE, #message);
        };
    }
}

/// Some value of what a constant parameter can be.
fn some(ty: &Type) -> TokenStream {
    if *ty == parse_quote!(bool) {
        quote!(false)
    } else if *ty == parse_quote!(char) {
        quote!('a')
    } else {
        quote!(0)
    }
}
