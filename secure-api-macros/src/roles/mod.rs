//! `#[derive(Roles)]`: an enum of unit variants becomes a constant table of what each role holds.

mod attr;
mod check;
mod emit;
mod fallback;
mod model;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::diag::Mistakes;

pub fn expand(item: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut mistakes = Mistakes::default();
    let declared = attr::parse(&input, &mut mistakes);
    match declared.and_then(|declared| check::check(declared, &mut mistakes)) {
        Some(roles) if mistakes.is_empty() => emit::emit(&input, &roles),
        _ => fallback::emit(mistakes, &input),
    }
}
