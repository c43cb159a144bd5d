//! The macros of `secure-api`. Use that crate: it re-exports them with their documentation, whose examples need it.

#![allow(unreachable_pub, reason = "a macro crate exports nothing but its macros")]
#![allow(missing_docs, reason = "the documentation stands where the macros are re-exported")]

mod diag;
mod endpoint;
mod input;
mod krate;
mod options;
mod own_name;
mod quantity;
mod resource;
mod roles;
mod state;

use proc_macro::TokenStream;

#[proc_macro_attribute]
pub fn secure_endpoint(arguments: TokenStream, item: TokenStream) -> TokenStream {
    endpoint::expand(arguments.into(), item.into()).into()
}

#[proc_macro]
pub fn access_rule(tokens: TokenStream) -> TokenStream {
    endpoint::expand_rule(tokens.into()).into()
}

#[proc_macro_derive(SecureInput, attributes(input, validate, serde))]
pub fn secure_input(item: TokenStream) -> TokenStream {
    input::expand(item.into()).into()
}

#[proc_macro_derive(Resource, attributes(resource))]
pub fn resource(item: TokenStream) -> TokenStream {
    resource::expand(item.into()).into()
}

#[proc_macro_derive(Roles, attributes(role))]
pub fn roles(item: TokenStream) -> TokenStream {
    roles::expand(item.into()).into()
}

#[proc_macro_derive(SecureState, attributes(state))]
pub fn secure_state(item: TokenStream) -> TokenStream {
    state::expand(item.into()).into()
}
