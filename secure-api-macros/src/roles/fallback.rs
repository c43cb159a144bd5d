//! What stands beside the messages when roles cannot be used.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

use crate::{diag::Mistakes, krate};

pub fn emit(mistakes: Mistakes, name: &Ident) -> TokenStream {
    let private = krate::private(None);
    let messages = mistakes.into_tokens();
    let text = name.to_string();
    quote! {
        #messages

        const _: () = {
            use #private as __secure;

            impl __secure::Roles for #name {
                const TABLE: &'static __secure::RoleTable = &__secure::RoleTable {
                    type_name: #text,
                    type_id: ::core::any::TypeId::of::<Self>,
                    roles: &[],
                };

                fn index(&self) -> u8 {
                    0
                }
            }
        };
    }
}
