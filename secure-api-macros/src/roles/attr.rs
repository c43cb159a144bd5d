//! Reads the enum and `#[role(includes(…), name = "…")]` on its variants.

#![expect(clippy::unreachable, reason = "darling's derives write it")]

use darling::{FromMeta, ast::NestedMeta};
use syn::{
    Data, DeriveInput, Expr, ExprLit, Fields, Ident, Lit, LitStr, Meta, Path, Token, Variant,
    punctuated::Punctuated, spanned::Spanned as _,
};

use crate::{
    diag::{Mistakes, unknown},
    krate, options,
};

/// What `#[role(…)]` may say above a variant.
#[derive(Default, FromMeta)]
#[darling(default)]
struct Options {
    includes: Option<Includes>,
    name: Option<TokenName>,
}

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
    let entries = options::read("role", &variant.attrs, EXAMPLE, mistakes);
    let entries: Vec<_> = entries.into_iter().map(NestedMeta::Meta).collect();
    let Options { includes, name: token_name } =
        mistakes.read("role", Options::from_list(&entries)).unwrap_or_default();
    let includes = includes.unwrap_or_default().0;
    Declared {
        variant: name.clone(),
        name: token_name.map(|name| name.0),
        includes: includes.iter().filter_map(|path| role(path, mistakes)).collect(),
    }
}

fn role(path: &Path, mistakes: &mut Mistakes) -> Option<Ident> {
    if path.get_ident().is_none() {
        let last = path.segments.last().map(|segment| segment.ident.to_string());
        let help = format!("write `{}`", last.unwrap_or_default());
        mistakes.help(path, "a role of the same enum is named without a path", help);
    }
    path.get_ident().cloned()
}

/// `includes(Editor, Viewer)`.
#[derive(Default)]
struct Includes(Vec<Path>);

impl FromMeta for Includes {
    fn from_meta(entry: &Meta) -> darling::Result<Self> {
        let paths = match entry {
            Meta::List(list) => {
                list.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated).ok()
            }
            _ => None,
        };
        let paths = paths.filter(|paths| !paths.is_empty()).ok_or_else(|| {
            darling::Error::custom(
                "`includes` lists the roles that a holder of this one has too\nhelp: write `includes(Viewer)`",
            )
            .with_span(&entry.span())
        })?;
        Ok(Self(paths.into_iter().collect()))
    }
}

/// `name = "viewer"`.
struct TokenName(LitStr);

impl FromMeta for TokenName {
    fn from_meta(entry: &Meta) -> darling::Result<Self> {
        let (what, place) = match entry {
            Meta::NameValue(pair) => match &pair.value {
                Expr::Lit(ExprLit { lit: Lit::Str(name), .. }) => return Ok(Self(name.clone())),
                value => ("a text in quotes", value.span()),
            },
            other => ("a text", other.span()),
        };
        let message = format!("`name` is set to {what}\nhelp: write `name = \"viewer\"`");
        Err(darling::Error::custom(message).with_span(&place))
    }
}
