//! Reads the enum and `#[role(includes(…), name = "…")]` on its variants.

use syn::{
    Data, DeriveInput, Fields, Ident, LitStr, Token, Variant, parenthesized, punctuated::Punctuated,
};

use crate::diag::{Mistakes, unknown};

/// A variant as it was written.
pub struct Declared {
    pub variant: Ident,
    pub name: Option<LitStr>,
    pub includes: Vec<Ident>,
}

pub fn parse(input: &DeriveInput, mistakes: &mut Mistakes) -> Option<Vec<Declared>> {
    let name = &input.ident;
    let Data::Enum(data) = &input.data else {
        mistakes.help(
            name,
            format_args!("roles type `{name}` is not an enum"),
            format_args!("write `enum {name} {{ Admin, Viewer }}`"),
        );
        return None;
    };
    if !input.generics.params.is_empty() {
        mistakes.help(
            &input.generics,
            format_args!("roles type `{name}` is generic"),
            "remove the parameters",
        );
    }
    Some(data.variants.iter().map(|variant| declared(variant, mistakes)).collect())
}

fn declared(variant: &Variant, mistakes: &mut Mistakes) -> Declared {
    let name = &variant.ident;
    if !matches!(variant.fields, Fields::Unit) {
        mistakes.help(
            &variant.fields,
            format_args!("role `{name}` carries data"),
            format_args!("write `{name}` alone"),
        );
    }
    if let Some((_, value)) = &variant.discriminant {
        mistakes.help(
            value,
            format_args!("role `{name}` has a number"),
            format_args!("write `{name}` alone"),
        );
    }
    let mut declared = Declared { variant: name.clone(), name: None, includes: Vec::new() };
    for attribute in variant.attrs.iter().filter(|attribute| attribute.path().is_ident("role")) {
        let read = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("includes") {
                let inside;
                parenthesized!(inside in meta.input);
                let roles = Punctuated::<Ident, Token![,]>::parse_terminated(&inside)?;
                declared.includes.extend(roles);
                Ok(())
            } else if meta.path.is_ident("name") {
                declared.name = Some(meta.value()?.parse()?);
                Ok(())
            } else {
                let word = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
                Err(syn::Error::new_spanned(
                    &meta.path,
                    unknown("key", &word, &["includes", "name"]),
                ))
            }
        });
        mistakes.keep(read);
    }
    declared
}
