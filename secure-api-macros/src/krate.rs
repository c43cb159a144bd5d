//! The path of the runtime crate in generated code.

use proc_macro2::TokenStream;
use quote::quote;

/// `::secure_api::__private`: absolute, so that no item of the user's can stand in for it.
pub fn private() -> TokenStream {
    quote!(::secure_api::__private)
}
