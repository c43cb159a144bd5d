//! `#[derive(SecureInput)]`: attributes are parsed (`attr`), judged (`check`, `rules`) into a model, and written (`emit`).

mod attr;
mod case;
mod check;
mod emit;
mod fallback;
mod model;
mod rows;
mod rules;
mod sanitizers;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::diag::Mistakes;

pub(crate) fn expand(item: TokenStream) -> TokenStream {
    let item = match syn::parse2::<DeriveInput>(item) {
        Ok(item) => item,
        Err(error) => return error.into_compile_error(),
    };
    let mut mistakes = Mistakes::default();
    match check::input(&item, &mut mistakes) {
        Some(input) if mistakes.is_empty() => emit::input(&input),
        _ => {
            let mut tokens = mistakes.into_tokens();
            tokens.extend(fallback::stubs(&item));
            tokens
        }
    }
}
