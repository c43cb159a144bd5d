//! Ties an input to a resource: what it makes a new row of, or changes a row of.

use proc_macro2::TokenStream;
use syn::DeriveInput;

use super::model::Input;

pub fn impls(_: &Input) -> TokenStream {
    TokenStream::new()
}

pub fn stubs(_: &DeriveInput) -> TokenStream {
    TokenStream::new()
}
