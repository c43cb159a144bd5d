//! Stands in for an input with mistakes, so that its uses raise no further messages. Never compiled into a program:
//! `compile_error!` stands beside it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, parse_quote};

use super::{check::with_bounds, rows};
use crate::krate;

pub(super) fn stubs(item: &DeriveInput) -> TokenStream {
    let private = krate::private(krate::stated("input", &item.attrs).as_ref());
    let ident = &item.ident;
    let item = &lasting(item);
    let (generics, arguments, bounds) = item.generics.split_for_impl();
    let rows = rows::stubs(item);
    let stateful = stateful(item);
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

/// Without lifetimes, and with parameters that are fields, so that the stub itself is no further mistake.
fn lasting(item: &DeriveInput) -> DeriveInput {
    let mut item = item.clone();
    let krate = krate::stated("input", &item.attrs);
    item.generics = with_bounds(&item.generics, krate.as_ref());
    item
}

/// Fits every state, whatever the rules are.
fn stateful(item: &DeriveInput) -> TokenStream {
    let ident = &item.ident;
    let (_, arguments, bounds) = item.generics.split_for_impl();
    let mut generics = item.generics.clone();
    generics.params.push(parse_quote!(__SecureState));
    let (generics, ..) = generics.split_for_impl();
    quote! {
        impl #generics __secure_input::StateRules<__SecureState> for #ident #arguments #bounds {}
    }
}
