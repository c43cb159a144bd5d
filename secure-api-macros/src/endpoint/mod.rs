//! `#[secure_endpoint]`: attribute and signature are parsed, judged, and written out as a policy and one call.

mod access_rule;
mod assertions;
mod attr;
mod attributes;
mod check;
mod clause;
mod emit;
mod fallback;
mod model;
mod rate;
mod rule;
#[cfg(test)]
mod tests;
mod value;
mod words;

use proc_macro2::TokenStream;
use syn::ItemFn;

use crate::diag::Mistakes;

pub use access_rule::expand as expand_rule;

/// A function without a body gets one, about which the compiler has nothing more to say.
fn with_body(item: TokenStream) -> TokenStream {
    match syn::parse2::<syn::TraitItemFn>(item.clone()) {
        Ok(syn::TraitItemFn { attrs, sig, default: None, .. }) => {
            quote::quote!(#(#attrs)* #[allow(unused)] #sig { ::core::unimplemented!() })
        }
        _ => item,
    }
}

pub fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let function: ItemFn = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(_) => {
            let mut mistakes = Mistakes::default();
            let first = item.clone().into_iter().next();
            mistakes.at(
                first,
                "`#[secure_endpoint]` stands above something that is not a function with a body\n\
                 help: write it above an `async fn`, outside of any `impl`",
            );
            let messages = mistakes.into_tokens();
            let item = with_body(item);
            return quote::quote!(#messages #item);
        }
    };
    let mut mistakes = Mistakes::default();
    let declared = attr::parse(arguments, &mut mistakes);
    let krate = declared.krate.as_ref().map(|krate| krate.value.clone());
    match check::check(declared, &function, &mut mistakes) {
        Some(endpoint) if mistakes.is_empty() => emit::emit(&endpoint, &function),
        _ => fallback::emit(mistakes, krate.as_ref(), &function),
    }
}
