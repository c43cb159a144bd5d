//! `#[derive(SecureState)]`: a router's state says where its `Security` and its `Db` are.

mod attr;
mod check;
mod emit;
mod fallback;
mod model;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::diag::Mistakes;

/// Parses, judges, and writes the implementations; beside mistakes stubs, so that one mistake is one message.
pub(crate) fn expand(item: TokenStream) -> TokenStream {
    let item: DeriveInput = match syn::parse2(item) {
        Ok(item) => item,
        Err(error) => return error.into_compile_error(),
    };
    let mut mistakes = Mistakes::default();
    let raw = attr::read(&item, &mut mistakes);
    let checked = raw.as_ref().and_then(|raw| check::check(raw, &mut mistakes));
    match checked {
        Some(state) if mistakes.is_empty() => emit::emit(&item, &state),
        _ => {
            let stub = fallback::stub(&item);
            let errors = mistakes.into_tokens();
            quote::quote!(#errors #stub)
        }
    }
}
