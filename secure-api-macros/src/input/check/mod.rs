//! Judges a type and the attributes of its fields. Every check that can speak does.

mod generics;
mod member;
mod options;
pub(super) mod serde;
mod variants;
mod whole;

use syn::{Data, DeriveInput, Fields};

use self::serde::Container;
use super::{
    attr::Entry,
    model::{Content, Input, Member, Shape},
    rules,
};
use crate::diag::Mistakes;

pub(super) use generics::with_bounds;

pub(super) fn input(item: &DeriveInput, mistakes: &mut Mistakes) -> Option<Input> {
    let is_enum = matches!(item.data, Data::Enum(_));
    let container = serde::container(&item.attrs, is_enum, mistakes);
    generics::judge(item, mistakes);
    let options = options::of_type(item, mistakes);
    let rules = whole::rules(&item.attrs, mistakes);
    let shape = shape(item, &container, mistakes)?;
    let input = Input {
        ident: item.ident.clone(),
        generics: with_bounds(&item.generics, options.krate.as_ref()),
        shape,
        rules,
        state: options.state,
        create: options.create,
        update: options.update,
        upsert: options.upsert,
        krate: options.krate,
    };
    whole::state(&input, mistakes);
    options::rows(&input, mistakes);
    Some(input)
}

fn shape(item: &DeriveInput, container: &Container, mistakes: &mut Mistakes) -> Option<Shape> {
    let name = &item.ident;
    let problem = match &item.data {
        Data::Struct(data) => {
            let content = content(&data.fields, item, container, mistakes);
            if let Some(default) = container.default.as_ref().filter(|_| !content.is_object()) {
                let message = "`serde(default)` is for structs with named fields";
                mistakes.help(default, message, "remove it, and take an `Option`");
            }
            match content {
                Content::Nothing if !matches!(data.fields, Fields::Named(_)) => "is a unit struct",
                content => return Some(Shape::Struct(content)),
            }
        }
        Data::Enum(data) => {
            if !data.variants.is_empty() {
                return Some(Shape::Enum(variants::of(item, data, container, mistakes)));
            }
            "has no variant"
        }
        Data::Union(_) => "is a union",
    };
    let message = format_args!("input `{name}` {problem}: there is nothing to read into it");
    mistakes.help(name, message, format_args!("write `struct {name} {{ value: u32 }}`"));
    None
}

/// The fields of a struct or of a variant.
fn content(
    fields: &Fields,
    item: &DeriveInput,
    container: &Container,
    mistakes: &mut Mistakes,
) -> Content {
    let mut members: Vec<Member> = fields
        .iter()
        .enumerate()
        .filter_map(|(position, field)| member::of(field, position, item, container, mistakes))
        .collect();
    rules::others(&members, mistakes);
    match fields {
        Fields::Named(_) => {
            member::unique(&members, mistakes);
            Content::Object { members, has_default: container.default.is_some() }
        }
        Fields::Unnamed(_) if fields.len() == 1 && members.len() == 1 => {
            Content::Value(Box::new(members.remove(0)))
        }
        Fields::Unnamed(_) if !fields.is_empty() => Content::Tuple(members),
        Fields::Unnamed(_) | Fields::Unit => Content::Nothing,
    }
}

impl Content {
    pub(in crate::input) const fn is_object(&self) -> bool {
        matches!(self, Self::Object { .. })
    }
}

/// Refuses attributes that stand on the wrong kind of item.
fn misplaced(attributes: &[syn::Attribute], name: &str, place: &str, mistakes: &mut Mistakes) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(name)) {
        let message = format_args!("attribute `{name}` does not belong here");
        mistakes.help(attribute.path(), message, format_args!("put it on {place}"));
    }
}

/// Refuses options of the other place.
fn elsewhere(
    entries: Vec<Entry>,
    others: &[&str],
    place: &str,
    mistakes: &mut Mistakes,
) -> Vec<Entry> {
    let (misplaced, entries): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|entry| others.iter().any(|other| entry.key == other));
    for entry in misplaced {
        let message = format_args!("`{}` belongs above {place}", entry.key);
        mistakes.help(&entry, message, format_args!("move it above {place}"));
    }
    entries
}
