//! Writes the table.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::DeriveInput;

use super::model::Role;
use crate::krate;

pub fn emit(input: &DeriveInput, roles: &[Role]) -> TokenStream {
    let private = krate::private(krate::stated("role", &input.attrs).as_ref());
    let name = &input.ident;
    let text = name.to_string();
    let entries = roles.iter().map(|role| {
        let token_name = &role.name;
        let holds = role.holds.iter().fold(0_u64, |holds, index| holds | (1 << index));
        let holds = Literal::u64_unsuffixed(holds);
        quote!(__secure::RoleEntry { name: #token_name, holds: #holds })
    });
    let indices = roles.iter().enumerate().map(|(index, role)| {
        let variant = &role.variant;
        let index = Literal::usize_unsuffixed(index);
        quote!(Self::#variant => #index)
    });
    let variants = roles.iter().map(|role| &role.variant);
    quote! {
        const _: () = {
            use #private as __secure;

            // Roles come from tokens: one that no line of the program makes is used all the same.
            const _: &[#name] = &[#(#name::#variants),*];

            #[automatically_derived]
            impl __secure::Roles for #name {
                const TABLE: &'static __secure::RoleTable = &__secure::RoleTable {
                    type_name: #text,
                    type_id: ::core::any::TypeId::of::<Self>,
                    roles: &[#(#entries),*],
                };

                fn index(&self) -> __secure::u8 {
                    match *self {
                        #(#indices,)*
                    }
                }
            }
        };
    }
}
