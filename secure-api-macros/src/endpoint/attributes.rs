//! The other attributes of the function: which of them go to the struct, which to the function inside, which to both.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{AttrStyle, Attribute, Meta, Path, Token, parse::Parser as _, punctuated::Punctuated};

/// Lints about an item that nobody can see inside the endpoint: what expects them is about the struct.
const ABOUT_STRUCT: &[&str] =
    &["dead_code", "missing_docs", "unreachable_pub", "missing_docs_in_private_items"];

/// Sorted, each as it is to be written.
#[derive(Default)]
pub struct Attributes {
    /// Documentation, and what callers are told.
    pub shown: Vec<TokenStream>,
    /// Whether there is anything at all.
    pub cfg: Vec<TokenStream>,
    pub function: Vec<TokenStream>,
    pub documented: Documented,
    pub deprecated: bool,
}

/// Whether there is documentation that the rule in words can end.
#[derive(Default)]
pub enum Documented {
    #[default]
    No,
    /// Under a predicate of `cfg_attr`.
    If(TokenStream),
    Yes,
}

pub fn sort(attributes: &[Attribute]) -> Attributes {
    let mut sorted = Attributes::default();
    for attribute in attributes {
        if matches!(attribute.style, AttrStyle::Outer) {
            sorted.add(&attribute.meta, None);
        }
    }
    sorted
}

impl Attributes {
    fn add(&mut self, meta: &Meta, predicate: Option<&TokenStream>) {
        let written = |meta: &dyn ToTokens| match predicate {
            Some(predicate) => quote!(#[cfg_attr(#predicate, #meta)]),
            None => quote!(#[#meta]),
        };
        let name = meta.path().get_ident().map(ToString::to_string).unwrap_or_default();
        match name.as_str() {
            "doc" => {
                self.shown.push(written(meta));
                if matches!(meta, Meta::NameValue(_)) {
                    self.document(predicate);
                }
            }
            "deprecated" => {
                self.deprecated = true;
                self.shown.push(written(meta));
            }
            "cfg" => self.cfg.push(written(meta)),
            "allow" | "warn" | "deny" | "forbid" => {
                self.shown.push(written(meta));
                self.function.push(written(meta));
            }
            "expect" => {
                let (about_struct, about_function) = expected(meta);
                self.shown.extend(about_struct.map(|meta| written(&meta)));
                self.function.extend(about_function.map(|meta| written(&meta)));
            }
            "cfg_attr" if predicate.is_none() => match conditional(meta) {
                Some((predicate, metas)) => {
                    metas.iter().for_each(|meta| self.add(meta, Some(&predicate)));
                }
                None => self.function.push(written(meta)),
            },
            _ => self.function.push(written(meta)),
        }
    }

    fn document(&mut self, predicate: Option<&TokenStream>) {
        match (&self.documented, predicate) {
            (_, None) => self.documented = Documented::Yes,
            (Documented::No, Some(predicate)) => {
                self.documented = Documented::If(predicate.clone());
            }
            _ => {}
        }
    }
}

/// `cfg_attr(predicate, attribute, …)`.
fn conditional(meta: &Meta) -> Option<(TokenStream, Vec<Meta>)> {
    let list = meta.require_list().ok()?;
    let metas = Punctuated::<Meta, Token![,]>::parse_terminated.parse2(list.tokens.clone()).ok()?;
    let mut metas = metas.into_iter();
    let predicate = metas.next()?.into_token_stream();
    Some((predicate, metas.collect()))
}

/// An expectation is fulfilled where the lint speaks, so each has one place.
fn expected(meta: &Meta) -> (Option<TokenStream>, Option<TokenStream>) {
    let parse = Punctuated::<Meta, Token![,]>::parse_terminated;
    let Some(entries) = meta.require_list().ok().and_then(|list| list.parse_args_with(parse).ok())
    else {
        return (None, Some(meta.to_token_stream()));
    };
    let reason: Vec<_> =
        entries.iter().filter(|entry| matches!(entry, Meta::NameValue(_))).collect();
    let lints = |about_struct: bool| {
        let lints: Vec<_> = entries
            .iter()
            .filter(
                |entry| matches!(entry, Meta::Path(path) if is_about_struct(path) == about_struct),
            )
            .chain(reason.iter().copied())
            .collect();
        (lints.len() > reason.len()).then(|| quote!(expect(#(#lints),*)))
    };
    (lints(true), lints(false))
}

fn is_about_struct(lint: &Path) -> bool {
    lint.segments.last().is_some_and(|last| ABOUT_STRUCT.iter().any(|name| last.ident == name))
}
