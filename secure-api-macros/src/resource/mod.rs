//! `#[derive(Resource)]`: a table's row type becomes constants that the runtime makes statements of.

mod assertions;
mod attr;
mod check;
mod emit;
mod fallback;
mod member;
mod migrations;
mod model;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::diag::Mistakes;

/// Parses, judges, and writes the implementation; beside mistakes a stub, so that one mistake is one message.
pub(crate) fn expand(item: TokenStream) -> TokenStream {
    let item: DeriveInput = match syn::parse2(item) {
        Ok(item) => item,
        Err(error) => return error.into_compile_error(),
    };
    let mut mistakes = Mistakes::default();
    let raw = attr::read(&item, &mut mistakes);
    let checked = raw.as_ref().and_then(|raw| check::check(raw, &mut mistakes));
    // A resource that is wrong by itself is not held against anything else.
    let held_against_table = match (&raw, &checked) {
        (Some(raw), Some(resource)) if mistakes.is_empty() => {
            migrations::check(raw, resource, &mut mistakes)
        }
        _ => migrations::Held::default(),
    };
    match checked {
        Some(resource) if mistakes.is_empty() => {
            let migrations::Held { assertions: of_table, unique } = held_against_table;
            let implementation = emit::emit(&resource, &unique);
            let assertions = assertions::emit(&resource);
            quote::quote!(#implementation #assertions #of_table)
        }
        _ => {
            let stub = fallback::stub(&item, raw.as_ref());
            let errors = mistakes.into_tokens();
            quote::quote!(#errors #stub)
        }
    }
}

#[cfg(test)]
mod tests {
    /// A feature changes nothing but whether the option is there; without it, the message names the feature.
    #[test]
    fn the_option_behind_a_feature_says_which() {
        let written = super::expand(quote::quote! {
            #[resource(table = "documents", migrations = "nowhere")]
            struct Document {
                #[resource(id)]
                id: i64,
            }
        })
        .to_string();
        let message = "needs the feature `migrations`\\nhelp: add `migrations` to the features of `secure-api`";
        assert_eq!(written.contains(message), !cfg!(feature = "migrations"), "{written}");
        assert!(written.contains("compile_error"), "{written}");
    }
}
