//! Parameters of inputs: types, which have to be fields, and constants.

use syn::{DeriveInput, GenericParam, Generics, Path, parse_quote};

use crate::{diag::Mistakes, krate};

pub(super) fn judge(item: &DeriveInput, mistakes: &mut Mistakes) {
    for parameter in &item.generics.params {
        match parameter {
            GenericParam::Lifetime(lifetime) => mistakes.help(
                lifetime,
                format_args!("input `{}` borrows, but a request does not last", item.ident),
                "own what is borrowed: write `String` for `&str`, and remove the lifetime",
            ),
            GenericParam::Type(parameter) if !parameter.bounds.is_empty() => mistakes.help(
                &parameter.bounds,
                format_args!("parameter `{}` of an input has a bound", parameter.ident),
                "remove it: the derive says that the parameter is a field, and methods can ask for more",
            ),
            GenericParam::Type(_) | GenericParam::Const(_) => {}
        }
    }
    if let Some(bounds) = &item.generics.where_clause {
        mistakes.help(
            bounds,
            format_args!("input `{}` has a `where` clause", item.ident),
            "remove it: the derive says that every parameter is a field, and methods can ask for more",
        );
    }
}

/// The parameters, each type being a field.
pub(in crate::input) fn with_bounds(generics: &Generics, krate: Option<&Path>) -> Generics {
    let private = krate::private(krate);
    let mut generics = generics.clone();
    for parameter in generics.type_params_mut() {
        parameter.bounds.push(parse_quote!(#private::input::Field));
    }
    generics
}
