//! The attributes of serde that inputs honour; every other one would change what is read without the rules knowing.

use syn::{Attribute, Ident, LitStr, Path, ext::IdentExt as _, spanned::Spanned as _};

use crate::{
    diag::{self, Mistakes},
    input::{
        attr::{self, Entry, Given},
        case,
    },
};

/// What stands above a type.
#[derive(Default)]
pub(super) struct Container {
    pub(super) rename_all: Option<String>,
    /// For the fields of variants.
    pub(super) rename_all_fields: Option<String>,
    pub(super) tag: Option<LitStr>,
    pub(super) content: Option<LitStr>,
    /// `default`, for its place.
    pub(super) default: Option<Ident>,
}

/// What stands above a variant.
#[derive(Default)]
pub(super) struct Variant {
    pub(super) rename: Option<LitStr>,
    pub(super) rename_all: Option<String>,
    pub(super) aliases: Vec<LitStr>,
}

/// What stands above a field.
#[derive(Default)]
pub(super) struct Field {
    pub(super) rename: Option<LitStr>,
    pub(super) aliases: Vec<LitStr>,
    /// `default`, and the function that gives it.
    pub(super) default: Option<(Ident, Option<Path>)>,
    /// The function that reads it.
    pub(super) with: Option<Path>,
}

pub(super) fn container(
    attributes: &[Attribute],
    is_enum: bool,
    mistakes: &mut Mistakes,
) -> Container {
    let known: &[&str] = match is_enum {
        true => &["rename_all", "rename_all_fields", "tag", "content"],
        false => &["rename_all", "default"],
    };
    let mut container = Container::default();
    for entry in entries(attributes, known, mistakes) {
        match entry.key.to_string().as_str() {
            "rename_all" => container.rename_all = case(&entry, mistakes),
            "rename_all_fields" => container.rename_all_fields = case(&entry, mistakes),
            "tag" => container.tag = entry.string("\"type\"", mistakes),
            "content" => container.content = entry.string("\"content\"", mistakes),
            _ if matches!(entry.given, Given::Nothing) => container.default = Some(entry.key),
            _ => {
                let message = "`serde(default)` above a type takes nothing";
                mistakes.help(&entry, message, "write `default`, and implement `Default`");
            }
        }
    }
    container
}

pub(super) fn variant(attributes: &[Attribute], mistakes: &mut Mistakes) -> Variant {
    let mut variant = Variant::default();
    for entry in entries(attributes, &["rename", "rename_all", "alias"], mistakes) {
        match entry.key.to_string().as_str() {
            "rename" => variant.rename = entry.string("\"created\"", mistakes),
            "rename_all" => variant.rename_all = case(&entry, mistakes),
            _ => variant.aliases.extend(entry.string("\"made\"", mistakes)),
        }
    }
    variant
}

/// `is_named` unless it is an element of a tuple or the one value of a newtype.
pub(super) fn field(attributes: &[Attribute], is_named: bool, mistakes: &mut Mistakes) -> Field {
    let known: &[&str] = match is_named {
        true => &["rename", "alias", "default", "with", "deserialize_with"],
        false => &["with", "deserialize_with"],
    };
    let mut field = Field::default();
    for entry in entries(attributes, known, mistakes) {
        match entry.key.to_string().as_str() {
            "rename" => field.rename = entry.string("\"firstName\"", mistakes),
            "alias" => field.aliases.extend(entry.string("\"first_name\"", mistakes)),
            "default" => {
                let function = match &entry.given {
                    Given::Nothing => None,
                    _ => Some(path(&entry, "\"standard\"", mistakes)),
                };
                if function != Some(None) {
                    field.default = Some((entry.key, function.flatten()));
                }
            }
            "with" => {
                let module = path(&entry, "\"time::serde::rfc3339\"", mistakes);
                field.with = module.map(|mut module| {
                    module.segments.push(Ident::new("deserialize", module.span()).into());
                    module
                });
            }
            _ => field.with = path(&entry, "\"read\"", mistakes),
        }
    }
    field
}

/// serde writes paths as text.
fn path(entry: &Entry, example: &str, mistakes: &mut Mistakes) -> Option<Path> {
    let text = entry.string(example, mistakes)?;
    let path = text.parse::<Path>();
    if path.is_err() {
        let message = format_args!("`{}` is no path", text.value());
        mistakes.help(&text, message, format_args!("name a function: `{} = {example}`", entry.key));
    }
    path.ok()
}

fn case(entry: &Entry, mistakes: &mut Mistakes) -> Option<String> {
    let case = entry.string("\"camelCase\"", mistakes)?;
    let name = case.value();
    if !case::CASES.contains(&name.as_str()) {
        mistakes.at(&case, diag::unknown_text("case", &name, case::CASES));
    }
    Some(name)
}

/// The entries that are honoured here. The others are refused, and so is a second one of the same name, but for `alias`.
fn entries(attributes: &[Attribute], known: &[&str], mistakes: &mut Mistakes) -> Vec<Entry> {
    let mut kept: Vec<Entry> = Vec::new();
    for entry in attr::entries(attributes, "serde", mistakes) {
        if !known.iter().any(|known| entry.key == known) {
            refuse(&entry, mistakes);
        } else if entry.key != "alias" && kept.iter().any(|earlier| earlier.key == entry.key) {
            let message = format_args!("`{}` is stated twice", entry.key);
            mistakes.help(&entry, message, "remove one of them");
        } else {
            kept.push(entry);
        }
    }
    kept
}

fn refuse(entry: &Entry, mistakes: &mut Mistakes) {
    let key = entry.key.unraw().to_string();
    let (reason, help) = match key.as_str() {
        "flatten" => (
            "cannot be used in an input: unknown members could not be refused",
            "write the members out here, or take the inner input as one member",
        ),
        "untagged" => (
            "cannot be used in an input: nothing would say which rules count, and what is wrong could not be told",
            "write `tag = \"type\"`",
        ),
        "other" => {
            ("cannot be used in an input: an unknown variant has to be refused", "remove it")
        }
        "skip" | "skip_deserializing" => (
            "cannot be used in an input: every field is read from the client",
            "remove the field, and set the value in the endpoint",
        ),
        "deny_unknown_fields" => ("is not needed: unknown members are refused anyway", "remove it"),
        "transparent" => {
            ("is not needed: a struct of one unnamed field is read as what it holds", "remove it")
        }
        "variant_identifier" | "field_identifier" => {
            ("cannot be used in an input: names are not values", "write the enum without it")
        }
        "from" | "try_from" | "remote" => (
            "cannot be used in an input: it would read the value past its rules",
            "read a plain type, and check it with `#[validate(custom(function = check))]`",
        ),
        "borrow" => (
            "cannot be used in an input: a request does not last",
            "own what is borrowed: write `String` for `&str`",
        ),
        "bound" => (
            "cannot be used in an input: the derive says that every parameter is a field",
            "remove it",
        ),
        "default" => ("does not belong here", "put it on a named field, or above a struct"),
        "rename" => ("does not belong here", "put it on a named field, or on a variant"),
        "alias" => ("does not belong here", "put it on a named field, or on a variant"),
        "rename_all" => ("does not belong here", "put it on the type"),
        "rename_all_fields" | "tag" | "content" => ("does not belong here", "put it above an enum"),
        "with" | "deserialize_with" => ("does not belong here", "put it on a field"),
        _ => ("cannot be used in an input", "remove it"),
    };
    mistakes.help(entry, format_args!("`serde({key})` {reason}"), help);
}
