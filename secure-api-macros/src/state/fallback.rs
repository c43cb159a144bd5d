//! Stubs beside compile errors, so that routers which use the state have nothing more to say.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::krate;

/// A state that holds everything and never runs.
pub(super) fn stub(item: &DeriveInput) -> TokenStream {
    let private = krate::private(krate::stated("state", &item.attrs).as_ref());
    let name = &item.ident;
    let (generics, arguments, bounds) = item.generics.split_for_impl();
    quote! {
        impl #generics #private::HasSecurity for #name #arguments #bounds {
            fn security(&self) -> &#private::Security {
                ::core::unimplemented!()
            }
        }

        impl #generics #private::HasDb for #name #arguments #bounds {
            fn db(&self) -> &#private::Db {
                ::core::unimplemented!()
            }
        }
    }
}
