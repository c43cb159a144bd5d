//! Judges one field, of a struct or of a variant.

use syn::{DeriveInput, Field, Ident, Index, ext::IdentExt as _, spanned::Spanned as _};

use super::{
    options,
    serde::{self, Container},
};
use crate::{
    diag::Mistakes,
    input::{
        attr, case,
        model::{Default, Member, Names, Reading},
        rules,
    },
    own_name,
};

pub(super) fn of(
    field: &Field,
    position: usize,
    owner: &DeriveInput,
    container: &Container,
    mistakes: &mut Mistakes,
) -> Option<Member> {
    let (place, ident) = match &field.ident {
        Some(ident) => (syn::Member::Named(ident.clone()), ident.clone()),
        None => {
            let ident = Ident::new(&format!("element_{position}"), field.ty.span());
            (syn::Member::Unnamed(Index::from(position)), ident)
        }
    };
    let plain = match &field.ident {
        Some(ident) => ident.unraw().to_string(),
        None => position.to_string(),
    };
    let serde = serde::field(&field.attrs, field.ident.is_some(), mistakes);
    let options = options::of_field(field, mistakes);
    let name = match (&serde.rename, &container.rename_all) {
        (Some(name), _) => name.value(),
        (None, Some(case)) if field.ident.is_some() => case::field(&plain, case),
        _ => plain,
    };
    let names = Names { name, aliases: serde.aliases.iter().map(syn::LitStr::value).collect() };
    let reading = match serde.with {
        Some(with) if options.is_plain => {
            let message = "`plain` and `serde(with)` both say who reads this";
            mistakes.help(with, message, "keep one of them");
            return None;
        }
        Some(with) => Reading::With(with),
        None if options.is_plain => Reading::Plain,
        None => Reading::Field,
    };
    if let Some(reason) = options.unbounded.as_ref().filter(|_| !matches!(reading, Reading::Field))
    {
        let message =
            "what is read from one value needs no `unbounded`: it has at most 1,024 characters";
        mistakes.help(reason, message, "remove `unbounded`");
    }
    let entries = attr::entries(&field.attrs, "validate", mistakes);
    Some(Member {
        place,
        ident,
        names,
        ty: own_name::written_out(&field.ty, owner),
        reading,
        default: serde.default.map(|(_, path)| path.map_or(Default::OfType, Default::Function)),
        unbounded: options.unbounded,
        sanitizers: options.sanitizers,
        rules: rules::rules(entries, mistakes),
    })
}

/// Refuses names that two members have.
pub(super) fn unique(members: &[Member], mistakes: &mut Mistakes) {
    let mut known: Vec<(&str, &Member)> = Vec::new();
    for member in members {
        for name in member.names.all() {
            match known.iter().find(|(other, _)| other == name) {
                Some((_, first)) if first.ident == member.ident => {
                    let message =
                        format_args!("field `{}` is named `{name}` twice", member.label());
                    mistakes.help(&member.ident, message, "remove the `alias`");
                }
                Some((_, first)) => {
                    let message = format_args!(
                        "fields `{}` and `{}` are both named `{name}` in the input",
                        first.ident, member.ident
                    );
                    mistakes.help(&member.ident, message, "give one of them another `rename`");
                }
                None => known.push((name, member)),
            }
        }
    }
}
