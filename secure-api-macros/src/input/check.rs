//! Judges a type and the attributes of its fields. Every check that can speak does.

use syn::{
    Data, DeriveInput, Expr, Field, Fields, Ident, LitStr, Path, ext::IdentExt as _,
    visit_mut::VisitMut,
};

use super::{
    attr::{self, Entry, Given},
    case,
    model::{Input, Member},
    rules, sanitizers,
};
use crate::{
    diag::{self, Mistakes},
    krate,
};

pub(super) const ABOVE_STRUCT: &[&str] = &["create", "update", "crate"];
pub(super) const ABOVE_FIELD: &[&str] = &["sanitize"];

pub(super) fn input(item: &DeriveInput, mistakes: &mut Mistakes) -> Option<Input> {
    let fields = fields(item, mistakes);
    generics(item, mistakes);
    misplaced(&item.attrs, &["validate"], "a field", mistakes);
    let (create, update) = resources(item, mistakes);
    let case = rename_all(item, mistakes);
    let mut members: Vec<Member> = Vec::new();
    for field in fields? {
        if let Some(member) = member(field, &item.ident, case.as_deref(), mistakes) {
            if let Some(first) = members.iter().find(|first| first.name == member.name) {
                let message = format_args!(
                    "fields `{}` and `{}` are both named `{}` in the input",
                    first.ident, member.ident, member.name
                );
                mistakes.help(&member.ident, message, "give one of them another `rename`");
            }
            members.push(member);
        }
    }
    rules::others(&members, mistakes);
    let krate = krate::stated("input", &item.attrs);
    Some(Input { ident: item.ident.clone(), members, create, update, krate })
}

fn fields<'a>(item: &'a DeriveInput, mistakes: &mut Mistakes) -> Option<&'a Fields> {
    let name = &item.ident;
    let shape = match &item.data {
        Data::Struct(data) => match &data.fields {
            fields @ Fields::Named(_) => return Some(fields),
            Fields::Unnamed(_) => "a tuple struct",
            Fields::Unit => "a unit struct",
        },
        Data::Enum(_) => "an enum",
        Data::Union(_) => "a union",
    };
    let message =
        format_args!("input `{name}` is {shape}, but an input is an object with named members");
    mistakes.help(name, message, format_args!("write `struct {name} {{ value: String }}`"));
    None
}

fn generics(item: &DeriveInput, mistakes: &mut Mistakes) {
    if !item.generics.params.is_empty() {
        mistakes.help(
            &item.generics.params,
            format_args!("input `{}` has parameters, which inputs cannot have yet", item.ident),
            "write the types out, and own what is borrowed",
        );
    }
}

/// Refuses attributes that stand on the wrong kind of item.
fn misplaced(attributes: &[syn::Attribute], names: &[&str], place: &str, mistakes: &mut Mistakes) {
    for attribute in attributes {
        if let Some(name) = names.iter().find(|name| attribute.path().is_ident(name)) {
            let message = format_args!("attribute `{name}` does not belong here");
            mistakes.help(attribute.path(), message, format_args!("put it on {place}"));
        }
    }
}

/// Refuses options of the other place.
pub(super) fn elsewhere(
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

fn resources(item: &DeriveInput, mistakes: &mut Mistakes) -> (Option<Path>, Option<Path>) {
    let entries = attr::entries(&item.attrs, "input", mistakes);
    let (mut create, mut update) = (None, None);
    let entries = elsewhere(entries, ABOVE_FIELD, "a field", mistakes);
    for entry in attr::known(entries, "option", ABOVE_STRUCT, mistakes) {
        match entry.key.to_string().as_str() {
            "create" => create = entry.path("Document", mistakes),
            "update" => update = entry.path("Document", mistakes),
            _ => crate_path(&entry, mistakes),
        }
    }
    (create, update)
}

/// Judges `crate = path`, which was read before.
fn crate_path(entry: &Entry, mistakes: &mut Mistakes) {
    match &entry.given {
        Given::Value(Expr::Path(path)) if path.qself.is_none() => {}
        Given::Value(value) => mistakes.help(value, krate::WRONG, krate::HELP),
        _ => mistakes.help(entry, krate::WRONG, krate::HELP),
    }
}

fn member(
    field: &Field,
    owner: &Ident,
    case: Option<&str>,
    mistakes: &mut Mistakes,
) -> Option<Member> {
    let ident = field.ident.clone()?;
    let plain = ident.unraw().to_string();
    let renamed = rename(field, mistakes);
    let mut ty = field.ty.clone();
    OwnName(owner).visit_type_mut(&mut ty);
    let name = match (renamed, case) {
        (Some(name), _) => name.value(),
        (None, Some(case)) => case::rename(&plain, case),
        (None, None) => plain,
    };
    let sanitizers = sanitizers::sanitizers(field, mistakes);
    let entries = attr::entries(&field.attrs, "validate", mistakes);
    Some(Member { ident, name, ty, sanitizers, rules: rules::rules(entries, mistakes) })
}

/// The types of fields move into other items, where `Self` means something else.
struct OwnName<'a>(&'a Ident);

impl VisitMut for OwnName<'_> {
    fn visit_ident_mut(&mut self, ident: &mut Ident) {
        if ident == "Self" {
            *ident = Ident::new(&self.0.to_string(), ident.span());
        }
    }
}

fn rename_all(item: &DeriveInput, mistakes: &mut Mistakes) -> Option<String> {
    let case = serde(&item.attrs, "rename_all", "\"camelCase\"", mistakes)?;
    let name = case.value();
    if !case::CASES.contains(&name.as_str()) {
        mistakes.at(&case, diag::unknown_text("case", &name, case::CASES));
    }
    Some(name)
}

fn rename(field: &Field, mistakes: &mut Mistakes) -> Option<LitStr> {
    serde(&field.attrs, "rename", "\"firstName\"", mistakes)
}

/// The one attribute of serde's that is allowed here; the others would change what is read without the rules knowing.
fn serde(
    attributes: &[syn::Attribute],
    allowed: &str,
    example: &str,
    mistakes: &mut Mistakes,
) -> Option<LitStr> {
    let mut value = None;
    for entry in attr::entries(attributes, "serde", mistakes) {
        if entry.key != allowed {
            refuse_serde(&entry, mistakes);
        } else if value.is_some() {
            mistakes.help(
                &entry,
                format_args!("`{allowed}` is stated twice"),
                "remove one of them",
            );
        } else {
            value = entry.string(example, mistakes);
        }
    }
    value
}

fn refuse_serde(entry: &Entry, mistakes: &mut Mistakes) {
    let key = entry.key.unraw().to_string();
    let (reason, help) = match key.as_str() {
        "flatten" => (
            "cannot be used in an input: unknown members could not be refused",
            "write the members out here, or take the inner input as one member",
        ),
        "default" => (
            "cannot be used in an input: it would stand in for what the client did not send",
            "make the field an `Option`, and choose the value in the endpoint",
        ),
        "skip" | "skip_deserializing" => (
            "cannot be used in an input: every field is read from the client",
            "remove the field, and set the value in the endpoint",
        ),
        "deny_unknown_fields" => ("is not needed: unknown members are refused anyway", "remove it"),
        "untagged" | "tag" | "content" | "other" | "variant_identifier" | "field_identifier" => (
            "cannot be used in an input: an input is one object with one set of rules",
            "write one input for each form",
        ),
        "from" | "try_from" | "with" | "deserialize_with" | "remote" | "transparent" | "borrow" => {
            (
                "cannot be used in an input: it would read the value past its rules",
                "read a plain type, and check it with `#[validate(custom(function = check))]`",
            )
        }
        "alias" => (
            "cannot be used in an input: a member has one name, so that it cannot be given twice",
            "keep one name",
        ),
        "rename" => ("does not belong here", "put it on a field"),
        "rename_all" => ("does not belong here", "put it on the type"),
        _ => ("cannot be used in an input", "remove it"),
    };
    mistakes.help(entry, format_args!("`serde({key})` {reason}"), help);
}
