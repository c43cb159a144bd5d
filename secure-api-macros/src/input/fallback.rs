//! Stands in for an input with mistakes, so that its uses raise no further messages. Never compiled into a program:
//! `compile_error!` stands beside it.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{DeriveInput, GenericParam, Generics, Ident, parse_quote};

use super::{check::with_bounds, rows};
use crate::krate;

pub(super) fn stubs(item: &DeriveInput) -> TokenStream {
    let private = krate::private(krate::stated("input", &item.attrs).as_ref());
    let ident = &item.ident;
    let arguments = arguments(&item.generics);
    let lasting = lasting(item);
    let (generics, _, bounds) = lasting.split_for_impl();
    let rows = item.generics.lifetimes().next().is_none().then(|| rows::stubs(item));
    let stateful = stateful(ident, &lasting, &arguments);
    quote! {
        #[allow(unused_qualifications, clippy::all, reason = "generated code")]
        const _: () = {
            use #private::input as __secure_input;

            impl #generics __secure_input::SecureInput for #ident #arguments #bounds {
                const FLAT: bool = true;
            }

            #stateful

            impl #generics __secure_input::Field for #ident #arguments #bounds {
                type Value = Self;
                fn read<'__secure_de, __SecureDeserializer: #private::serde::Deserializer<'__secure_de>>(
                    _: __SecureDeserializer,
                    _: &mut __secure_input::Scope<'_>,
                ) -> ::core::result::Result<::core::option::Option<Self>, __SecureDeserializer::Error> {
                    ::core::result::Result::Ok(::core::option::Option::None)
                }
                fn value(&self) -> ::core::option::Option<&Self> {
                    ::core::option::Option::Some(self)
                }
            }

            #rows
        };
    }
}

/// Without lifetimes, and with types that are fields, so that the stub itself is no further mistake.
fn lasting(item: &DeriveInput) -> Generics {
    let krate = krate::stated("input", &item.attrs);
    let mut generics = with_bounds(&item.generics, krate.as_ref());
    let lasts = |parameter: &GenericParam| !matches!(parameter, GenericParam::Lifetime(_));
    generics.params = generics.params.into_iter().filter(lasts).collect();
    generics
}

/// What stands for the parameters.
fn arguments(generics: &Generics) -> TokenStream {
    let arguments: Vec<_> = generics
        .params
        .iter()
        .map(|parameter| match parameter {
            GenericParam::Lifetime(_) => quote!('static),
            GenericParam::Type(parameter) => parameter.ident.to_token_stream(),
            GenericParam::Const(parameter) => parameter.ident.to_token_stream(),
        })
        .collect();
    quote!(<#(#arguments),*>)
}

/// Fits every state, whatever the rules are.
fn stateful(ident: &Ident, generics: &Generics, arguments: &TokenStream) -> TokenStream {
    let mut generics = generics.clone();
    generics.params.push(parse_quote!(__SecureState));
    let (generics, _, bounds) = generics.split_for_impl();
    quote! {
        impl #generics __secure_input::StateRules<__SecureState> for #ident #arguments #bounds {}
    }
}
