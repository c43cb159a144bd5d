//! Stands in for an input with mistakes, so that its uses raise no further messages. Never compiled into a program:
//! `compile_error!` stands beside it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use super::rows;
use crate::krate;

pub(super) fn stubs(item: &DeriveInput) -> TokenStream {
    let private = krate::private(krate::stated("input", &item.attrs).as_ref());
    let ident = &item.ident;
    let (generics, arguments, bounds) = item.generics.split_for_impl();
    let rows = rows::stubs(item);
    quote! {
        #[allow(unused_qualifications, clippy::all, reason = "generated code")]
        const _: () = {
            use #private::input as __secure_input;

            impl #generics __secure_input::SecureInput for #ident #arguments #bounds {
                type Draft = ();
                const FLAT: bool = true;
                fn draft() {}
                fn member(_: &::core::primitive::str) -> ::core::option::Option<::core::primitive::usize> {
                    ::core::option::Option::None
                }
                fn read_member<'__secure_de, __SecureAccess: #private::serde::de::MapAccess<'__secure_de>>(
                    _: &mut (),
                    _: ::core::primitive::usize,
                    __secure_members: __secure_input::Members<'_, '_, __SecureAccess>,
                ) -> ::core::result::Result<(), __SecureAccess::Error> {
                    __secure_members.skip()
                }
                fn finish(_: (), _: &mut __secure_input::Scope<'_>) -> ::core::option::Option<Self> {
                    ::core::option::Option::None
                }
            }

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
