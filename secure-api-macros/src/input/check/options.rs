//! What `#[input(…)]` says, above a type and above a field.

use syn::{DeriveInput, Expr, Field, LitStr, Path, Type, parse_quote};

use super::elsewhere;
use crate::{
    diag::Mistakes,
    input::{
        attr::{self, Entry, Given},
        model::{Content, Input, Sanitizer, Shape},
        rules, sanitizers,
    },
    krate,
};

const ABOVE_TYPE: &[&str] = &["create", "update", "state", "crate"];
const ABOVE_FIELD: &[&str] = &["sanitize", "plain", "unbounded"];

#[derive(Default)]
pub(super) struct OfType {
    pub(super) create: Option<Path>,
    pub(super) update: Option<Path>,
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
            "state" => {
                options.state = entry.path("App", mistakes).map(|path| parse_quote!(#path));
            }
            _ => crate_path(&entry, mistakes),
        }
    }
    options
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
