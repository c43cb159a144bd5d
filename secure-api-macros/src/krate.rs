//! The path of the runtime crate in generated code.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

/// `::secure_api::__private`: absolute, so that no item of the user's can stand in for it. Elsewhere where `crate = path` says so.
pub fn private(krate: Option<&Path>) -> TokenStream {
    match krate {
        Some(path) => quote!(#path::__private),
        None => quote!(::secure_api::__private),
    }
}
