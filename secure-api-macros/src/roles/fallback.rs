//! What stands beside the messages when roles cannot be used.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::{diag::Mistakes, krate};

pub fn emit(mistakes: Mistakes, input: &DeriveInput) -> TokenStream {
    let private = krate::private(krate::stated("role", &input.attrs).as_ref());
    let name = &input.ident;
    let messages = mistakes.into_tokens();
    let text = name.to_string();
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    quote! {
        #messages

        const _: () = {
            use #private as __secure;

            impl #generics __secure::Roles for #name #arguments #bounds {
                const TABLE: &'static __secure::RoleTable = &__secure::RoleTable {
                    type_name: #text,
                    type_id: ::core::any::TypeId::of::<()>,
                    roles: &[],
                };

                fn index(&self) -> u8 {
                    0
                }
            }
        };
    }
}
