//! Reads the enum and `#[role(includes(…), name = "…")]` on its variants.

use syn::{
    Data, DeriveInput, Fields, Ident, LitStr, Meta, Path, Token, Variant, punctuated::Punctuated,
};

use crate::{
    diag::{Mistakes, unknown},
    krate, options,
};

const ABOVE_ENUM: &[&str] = &["crate"];
const ABOVE_VARIANT: &[&str] = &["includes", "name"];
const EXAMPLE: &str = "#[role(includes(Viewer))]";

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
            format_args!("write `enum {name}` without parameters"),
        );
    }
    let mut seen = None;
    for option in options::read("role", &input.attrs, EXAMPLE, mistakes) {
        match options::key(&option).as_str() {
            "crate" => krate::once(&mut seen, &option, mistakes),
            key if ABOVE_VARIANT.contains(&key) => mistakes.help(
                option.path(),
                format_args!("`{key}` belongs above a variant"),
                format_args!("move it above the role that it is about"),
            ),
            key => mistakes.at(option.path(), unknown("option of `role`", key, ABOVE_ENUM)),
        }
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
    let (mut token_name, mut includes) = (None, None);
    for option in options::read("role", &variant.attrs, EXAMPLE, mistakes) {
        match options::key(&option).as_str() {
            "name" => {
                let text = options::text(&option, "name = \"viewer\"", mistakes);
                options::once(&mut token_name, text, &option, mistakes);
            }
            "includes" => {
                let roles = included(&option, mistakes);
                options::once(&mut includes, Some(roles), &option, mistakes);
            }
            key => mistakes.at(option.path(), unknown("option of `role`", key, ABOVE_VARIANT)),
        }
    }
    Declared { variant: name.clone(), name: token_name, includes: includes.unwrap_or_default() }
}

/// `includes(Editor, Viewer)`.
fn included(option: &Meta, mistakes: &mut Mistakes) -> Vec<Ident> {
    let paths = match option {
        Meta::List(list) => {
            list.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated).ok()
        }
        _ => None,
    };
    let Some(paths) = paths.filter(|paths| !paths.is_empty()) else {
        let message = "`includes` lists the roles that a holder of this one has too";
        mistakes.help(option, message, "write `includes(Viewer)`");
        return Vec::new();
    };
    let named = paths.iter().filter_map(|path| match path.get_ident() {
        Some(role) => Some(role.clone()),
        None => {
            let last = path.segments.last().map(|segment| segment.ident.to_string());
            let help = format!("write `{}`", last.unwrap_or_default());
            mistakes.help(path, "a role of the same enum is named without a path", help);
            None
        }
    });
    named.collect()
}
