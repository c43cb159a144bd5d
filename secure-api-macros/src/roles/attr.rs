//! Reads the enum and `#[role(includes(…), name = "…")]` on its variants.

#![expect(clippy::unreachable, reason = "darling's derives write it")]

use darling::{FromVariant, util::PathList};
use syn::{Data, DeriveInput, Fields, Ident, LitStr, Variant};

use crate::diag::Mistakes;

/// A variant as it was written.
pub struct Declared {
    pub variant: Ident,
    pub name: Option<LitStr>,
    pub includes: Vec<Ident>,
}

/// What `#[role(…)]` may say.
#[derive(Default, FromVariant)]
#[darling(attributes(role), default)]
struct Options {
    includes: PathList,
    name: Option<LitStr>,
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
    let options = mistakes.read(Options::from_variant(variant)).unwrap_or_default();
    let includes = options.includes.iter().filter_map(|path| match path.get_ident() {
        Some(role) => Some(role.clone()),
        None => {
            mistakes.help(path, "a role is named without a path", "write `includes(Viewer)`");
            None
        }
    });
    Declared { variant: name.clone(), includes: includes.collect(), name: options.name }
}
