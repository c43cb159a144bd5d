//! Writes the implementations of a checked state.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{DeriveInput, spanned::Spanned};

use crate::{
    krate,
    state::model::{Found, State},
};

/// `HasSecurity`, and `HasDb` where there is a database.
pub(super) fn emit(item: &DeriveInput, state: &State<'_>) -> TokenStream {
    let private = krate::private(krate::stated("state", &item.attrs).as_ref());
    let name = &item.ident;
    let (generics, arguments, bounds) = item.generics.split_for_impl();
    let security = borrow(&state.security);
    let db = state.db.as_ref().map(|db| {
        let db = borrow(db);
        quote! {
            #[automatically_derived]
            impl #generics #private::HasDb for #name #arguments #bounds {
                fn db(&self) -> &#private::Db {
                    #db
                }
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #generics #private::HasSecurity for #name #arguments #bounds {
            fn security(&self) -> &#private::Security {
                #security
            }
        }

        #db
    }
}

/// With the span of the field's type: that is what is wrong if the types differ.
fn borrow(found: &Found<'_>) -> TokenStream {
    let member = found.member;
    quote_spanned!(found.ty.span()=> &self.#member)
}
