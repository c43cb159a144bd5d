//! Reads an enum: which variant it is, and then what that is made of.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::content::{self, Reader, Within};
use crate::input::model::{Enum, Input, Tagging, Variant};

pub(super) fn of(input: &Input, choice: &Enum) -> Reader {
    let ident = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let draft = format_ident!("__SecureDraft");
    let of = quote!(<#draft #arguments>);
    let whole = content::whole(input, &input.rules, &draft);
    let names = choice.variants.iter().map(|variant| &variant.names.name);
    let named = choice.variants.iter().enumerate().map(|(position, variant)| {
        let names = variant.names.all();
        let position = Literal::usize_unsuffixed(position);
        quote!(#(#names)|* => __secure::Some(#position),)
    });
    let mut items = Vec::new();
    let (mut units, mut contents) = (Vec::new(), Vec::new());
    for (position, variant) in choice.variants.iter().enumerate() {
        let position = Literal::usize_unsuffixed(position);
        let name = &variant.ident;
        if variant.content.members().is_empty() && !variant.content.is_object() {
            units.push(quote!(#position => __secure::Some(Self::#name {}),));
        } else {
            let within = Within::Variant { ident: name };
            let reader = content::reader(input, &variant.content, &within);
            let read = reader.read;
            items.push(reader.items);
            contents.push(quote!(#position => #read,));
        }
    }
    let read = match &choice.tagging {
        Tagging::External => {
            quote!(read_external::<Self, _>(__secure_deserializer, __secure_scope))
        }
        Tagging::Internal { tag } => {
            quote!(read_internal::<Self, _>(__secure_deserializer, __secure_scope, #tag))
        }
        Tagging::Adjacent { tag, content } => {
            quote!(read_adjacent::<Self, _>(__secure_deserializer, __secure_scope, #tag, #content))
        }
    };
    let arms = choice.variants.iter().map(|variant| {
        let name = &variant.ident;
        let pattern = content::pattern(&quote!(Self::#name), &variant.content);
        let draft = content::draft_of(name);
        let again = content::again(&variant.content, &quote!(<#draft #arguments>));
        let inside = place(&choice.tagging, variant).map(|name| {
            quote! {
                let __secure_scope = &mut __secure_scope.member(#name);
            }
        });
        quote!(#pattern => { #inside #again })
    });
    Reader {
        items: quote! {
            struct #draft #generics(__secure::PhantomData<fn() -> #ident #arguments>);

            #whole
            #(#items)*

            #[automatically_derived]
            impl #generics __secure_input::Variants for #ident #arguments #bounds {
                const NAMES: &'static [&'static __secure::str] = &[#(#names),*];

                fn variant(__secure_name: &__secure::str) -> __secure::Option<__secure::usize> {
                    match __secure_name {
                        #(#named)*
                        _ => __secure::None,
                    }
                }

                fn unit(__secure_position: __secure::usize) -> __secure::Option<Self> {
                    match __secure_position {
                        #(#units)*
                        _ => __secure::None,
                    }
                }

                fn read_content<'__secure_de, __SecureDeserializer: __secure::serde::Deserializer<'__secure_de>>(
                    __secure_position: __secure::usize,
                    __secure_deserializer: __SecureDeserializer,
                    __secure_scope: &mut __secure_input::Scope<'_>,
                ) -> __secure::Result<__secure::Option<Self>, __SecureDeserializer::Error> {
                    match __secure_position {
                        #(#contents)*
                        _ => __secure_input::read_unit(__secure_position, __secure_deserializer, __secure_scope),
                    }
                }
            }
        },
        read: quote! {
            let __secure_before = __secure_scope.total();
            let __secure_whole = __secure_input::#read?;
            __secure::Ok(__secure_input::conclude(__secure_whole, __secure_before, __secure_scope, #of::whole))
        },
        absent: TokenStream::new(),
        recheck: quote! {
            let __secure_before = __secure_scope.total();
            match self {
                #(#arms)*
            }
            if __secure_scope.total() == __secure_before {
                #of::whole(self, __secure_scope);
            }
        },
    }
}

/// The member that holds the content of a variant, if it does not stand in the place of the whole.
pub(super) fn place(tagging: &Tagging, variant: &Variant) -> Option<String> {
    match tagging {
        Tagging::External => Some(variant.names.name.clone()),
        Tagging::Internal { .. } => None,
        Tagging::Adjacent { content, .. } => Some(content.value()),
    }
}
