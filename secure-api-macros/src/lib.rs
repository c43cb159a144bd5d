//! The macros of `secure-api`. Use that crate: it re-exports them, and their documentation stands there.

mod diag;
mod endpoint;
mod input;
mod krate;
mod options;
mod resource;
mod roles;
mod state;

use proc_macro::TokenStream;

/// Turns an `async fn` into an endpoint. See `secure_api::secure_endpoint`.
#[proc_macro_attribute]
pub fn secure_endpoint(arguments: TokenStream, item: TokenStream) -> TokenStream {
    endpoint::expand(arguments.into(), item.into()).into()
}

/// See `secure_api::SecureInput`.
#[proc_macro_derive(SecureInput, attributes(input, validate, serde))]
pub fn secure_input(item: TokenStream) -> TokenStream {
    input::expand(item.into()).into()
}

/// See `secure_api::Resource`.
#[proc_macro_derive(Resource, attributes(resource))]
pub fn resource(item: TokenStream) -> TokenStream {
    resource::expand(item.into()).into()
}

/// See `secure_api::Roles`.
#[proc_macro_derive(Roles, attributes(roles, role))]
pub fn roles(item: TokenStream) -> TokenStream {
    roles::expand(item.into()).into()
}

/// See `secure_api::SecureState`.
#[proc_macro_derive(SecureState, attributes(state))]
pub fn secure_state(item: TokenStream) -> TokenStream {
    state::expand(item.into()).into()
}
