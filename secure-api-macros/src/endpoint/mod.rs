//! `#[secure_endpoint]`: attribute and signature are parsed, judged, and written out as a policy and one call.

mod attr;
mod check;
mod emit;
mod fallback;
mod model;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use syn::ItemFn;

use crate::diag::Mistakes;

pub fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let function: ItemFn = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(_) => {
            let mut mistakes = Mistakes::default();
            mistakes.at_span(
                proc_macro2::Span::call_site(),
                "`#[secure_endpoint]` stands above something that is not a function\n\
                 help: write it above an `async fn` with a body",
            );
            let error = mistakes.into_tokens();
            return quote::quote!(#error #item);
        }
    };
    let mut mistakes = Mistakes::default();
    let declared = attr::parse(arguments, &mut mistakes);
    match check::check(declared, &function, &mut mistakes) {
        Some(endpoint) if mistakes.is_empty() => emit::emit(&endpoint, &function),
        _ => fallback::emit(mistakes, &function),
    }
}
