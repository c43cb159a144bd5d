//! What `#[input(…)]` says, above a type and above a field.

use syn::{DeriveInput, Expr, Field, Ident, LitStr, Path, Type, parse_quote};

use super::elsewhere;
use crate::{
    diag::Mistakes,
    input::{
        attr::{self, Entry, Given},
        model::{ConflictKey, Content, Input, Sanitizer, Shape},
        rules, sanitizers,
    },
    krate,
};

const ABOVE_TYPE: &[&str] = &["create", "update", "upsert", "state", "crate"];
const KEY_EXAMPLE: &str = "upsert(owner_id, slug)";
const ABOVE_FIELD: &[&str] = &["sanitize", "plain", "unbounded"];

#[derive(Default)]
pub(super) struct OfType {
    pub(super) create: Option<Path>,
    pub(super) update: Option<Path>,
    pub(super) upsert: Option<ConflictKey>,
    pub(super) state: Option<Type>,
    pub(super) krate: Option<Path>,
}

pub(super) fn of_type(item: &DeriveInput, mistakes: &mut Mistakes) -> OfType {
    let entries = attr::entries(&item.attrs, "input", mistakes);
    let entries = elsewhere(entries, ABOVE_FIELD, "a field", mistakes);
    let mut options = OfType { krate: krate::stated("input", &item.attrs), ..OfType::default() };
    for entry in attr::known(entries, "option", ABOVE_TYPE, mistakes) {
        match entry.key.to_string().as_str() {
            "create" => options.create = entry.path("Document", mistakes),
            "update" => options.update = entry.path("Document", mistakes),
            "upsert" => options.upsert = conflict_key(&entry, mistakes),
            "state" => {
                options.state = entry.path("App", mistakes).map(|path| parse_quote!(#path));
            }
            _ => crate_path(&entry, mistakes),
        }
    }
    options
}

/// The columns of `upsert(owner_id, slug)`, by the names of their fields.
fn conflict_key(entry: &Entry, mistakes: &mut Mistakes) -> Option<ConflictKey> {
    let help = format!("write `{KEY_EXAMPLE}`: the fields of the resource that name one row");
    let Given::List(entries) = &entry.given else {
        mistakes.help(entry, "`upsert` takes the columns of its conflict key", help);
        return None;
    };
    let mut columns: Vec<Ident> = Vec::new();
    for Entry { key: column, given } in entries {
        if !matches!(given, Given::Nothing) {
            mistakes.help(column, "a column of the conflict key takes nothing", &help);
        } else if columns.contains(column) {
            let message = format_args!("column `{column}` is stated twice");
            mistakes.help(column, message, "remove one of them");
        } else {
            columns.push(column.clone());
        }
    }
    if entries.is_empty() {
        mistakes.help(entry, "the conflict key has no columns", help);
    }
    Some(ConflictKey { stated: entry.key.clone(), columns })
}

/// Judges `crate = path`, which was read before.
fn crate_path(entry: &Entry, mistakes: &mut Mistakes) {
    match &entry.given {
        Given::Value(Expr::Path(path)) if path.qself.is_none() => {}
        Given::Value(value) => mistakes.help(value, krate::WRONG, krate::HELP),
        _ => mistakes.help(entry, krate::WRONG, krate::HELP),
    }
}

/// Only the members of a plain struct are columns.
pub(super) fn rows(input: &Input, mistakes: &mut Mistakes) {
    let is_object = matches!(input.shape, Shape::Struct(Content::Object { .. }));
    for resource in input.create.iter().chain(&input.update) {
        if !is_object || !input.generics.params.is_empty() {
            let message = format_args!(
                "input `{}` cannot be a row: only a struct with named fields and without parameters can",
                input.ident
            );
            mistakes.help(resource, message, "take such a struct, and make it from this input");
        }
    }
    if let (Some(key), None) = (&input.upsert, &input.create) {
        let message = "`upsert` makes a row where there is none, and no `create` says of what";
        let help = format_args!("write `create = Document, {KEY_EXAMPLE}`");
        mistakes.help(&key.stated, message, help);
    }
}

#[derive(Default)]
pub(super) struct OfField {
    pub(super) sanitizers: Vec<Sanitizer>,
    pub(super) is_plain: bool,
    pub(super) unbounded: Option<LitStr>,
}

pub(super) fn of_field(field: &Field, mistakes: &mut Mistakes) -> OfField {
    sanitizers::not_the_compilers(field, mistakes);
    let entries = attr::entries(&field.attrs, "input", mistakes);
    let entries = elsewhere(entries, ABOVE_TYPE, "the type", mistakes);
    let sanitize = |word: &str| format!("sanitize({word})");
    let entries = attr::of_another(entries, sanitizers::SANITIZERS, sanitize, mistakes);
    let rule = |word: &str| format!("#[validate({word})]");
    let entries = attr::of_another(entries, rules::RULES, rule, mistakes);
    let serde = |word: &str| format!("#[serde({word})]");
    let entries =
        attr::of_another(entries, &["rename", "alias", "default", "with"], serde, mistakes);
    let mut options = OfField::default();
    for entry in attr::known(entries, "option", ABOVE_FIELD, mistakes) {
        match entry.key.to_string().as_str() {
            "sanitize" => options.sanitizers = sanitizers::sanitizers(entry, mistakes),
            "unbounded" => options.unbounded = reason(entry, mistakes),
            _ if matches!(entry.given, Given::Nothing) => options.is_plain = true,
            _ => mistakes.help(&entry, "`plain` takes nothing", "write `plain`"),
        }
    }
    options
}

fn reason(entry: Entry, mistakes: &mut Mistakes) -> Option<LitStr> {
    let key = entry.key.clone();
    if let Given::List(entries) = entry.given
        && let [reason] = entries.as_slice()
        && reason.key == "reason"
    {
        let reason = reason.string("\"…\"", mistakes)?;
        if reason.value().trim().is_empty() {
            let message = "the reason is empty, and the policy listing shows it";
            mistakes.help(&reason, message, "say why nothing has to bound this");
        }
        return Some(reason);
    }
    let message = "`unbounded` does not say why";
    mistakes.help(key, message, "write `unbounded(reason = \"…\")`");
    None
}
