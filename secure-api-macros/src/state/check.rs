//! Finds the parts: where a field is marked, there; otherwise where a type has the part's name.

use quote::ToTokens;
use syn::{Member, Type};

use crate::{
    diag::Mistakes,
    state::model::{Found, Part, Raw, RawField, State},
};

/// The state, if it holds what it must.
pub(super) fn check<'a>(raw: &'a Raw<'a>, mistakes: &mut Mistakes) -> Option<State<'a>> {
    let security = find(raw, Part::Security, mistakes);
    let db = find(raw, Part::Db, mistakes);
    if security.is_none() && mistakes.is_empty() {
        mistakes.help(
            raw.name,
            format!("state `{}` holds no `Security`", raw.name),
            "add a field `security: Security`; write `#[state(security)]` above it if its type has another name",
        );
    }
    Some(State { security: security?, db })
}

/// The one field that holds a part.
fn find<'a>(raw: &'a Raw<'a>, part: Part, mistakes: &mut Mistakes) -> Option<Found<'a>> {
    let marked: Vec<_> =
        raw.fields.iter().filter(|field| field.marked.is_some_and(|(is, _)| is == part)).collect();
    let by_type = || {
        raw.fields
            .iter()
            .filter(|field| field.marked.is_none() && is_named(field.ty, part.type_name()))
            .collect()
    };
    let found: Vec<&RawField<'_>> = if marked.is_empty() { by_type() } else { marked };
    let [first, more @ ..] = found.as_slice() else { return None };
    for field in more {
        let message = format!(
            "state `{}` holds a `{}` already: `{}`",
            raw.name,
            part.type_name(),
            name(&first.member)
        );
        match field.marked {
            Some((_, place)) => {
                mistakes.at_span(place, format_args!("{message}\nhelp: mark one field only"));
            }
            None => mistakes.help(
                field.ty,
                message,
                format_args!(
                    "write `#[state({})]` above the one that endpoints use",
                    part.option()
                ),
            ),
        }
    }
    Some(Found { member: &first.member, ty: first.ty })
}

/// Whether a type is a path that ends in this name. An alias is marked by `#[state(…)]`; a type of the same name that is another
/// one does not compile, since what is written returns a reference to ours.
fn is_named(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name))
}

fn name(member: &Member) -> String {
    member.to_token_stream().to_string()
}
