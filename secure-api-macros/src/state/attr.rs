//! Reads the fields of a state and `#[state(…)]`.

use syn::{Data, DeriveInput, Index, Member};

use crate::{
    diag::{Mistakes, unknown},
    krate, options,
    state::model::{Part, Raw, RawField},
};

const ABOVE_STRUCT: &[&str] = &["crate"];
const PARTS: &[&str] = &["security", "db"];

/// Reads it all; nothing where it is no struct.
pub(super) fn read<'a>(item: &'a DeriveInput, mistakes: &mut Mistakes) -> Option<Raw<'a>> {
    let name = &item.ident;
    let Data::Struct(data) = &item.data else {
        mistakes.help(
            name,
            format!("`{name}` cannot be a router's state: it is not a struct"),
            format_args!("write `struct {name} {{ security: Security, db: Db }}`"),
        );
        return None;
    };
    let mut seen = None;
    for option in options::read("state", &item.attrs, "#[state(security)]", mistakes) {
        match options::key(&option).as_str() {
            "crate" => krate::once(&mut seen, &option, mistakes),
            key if PARTS.contains(&key) => mistakes.help(
                option.path(),
                format!("`{key}` belongs above a field"),
                format_args!("write `#[state({key})]` above the field that holds it"),
            ),
            key => mistakes.at(option.path(), unknown("option of `state`", key, ABOVE_STRUCT)),
        }
    }
    let fields = data
        .fields
        .iter()
        .enumerate()
        .map(|(index, field)| {
            let mut marked = None;
            for option in options::read("state", &field.attrs, "#[state(security)]", mistakes) {
                let part = match options::key(&option).as_str() {
                    "security" => Part::Security,
                    "db" => Part::Db,
                    key => {
                        mistakes.at(option.path(), unknown("option of `state`", key, PARTS));
                        continue;
                    }
                };
                let value = Some((part, options::flag(&option, mistakes)));
                if marked.is_some() {
                    mistakes.help(&option, "a field holds one thing", "keep one of the options");
                } else {
                    marked = value;
                }
            }
            let member = match &field.ident {
                Some(name) => Member::Named(name.clone()),
                None => Member::Unnamed(Index::from(index)),
            };
            RawField { member, ty: &field.ty, marked }
        })
        .collect();
    Some(Raw { name, fields })
}
