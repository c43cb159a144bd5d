//! Judges the sanitizers of a field.

use syn::{Field, Ident};

use super::{
    attr::{self, Entry, Given},
    model::Sanitizer,
};
use crate::diag::{self, Mistakes};

pub(super) const SANITIZERS: &[&str] =
    &["trim", "collapse_whitespace", "lowercase", "uppercase", "nfc", "strip_control", "html"];

/// What `html` may leave.
const MARKUP: &[&str] = &["text", "basic"];

/// The compiler has an attribute of that name, so this one cannot be had; people will try it.
pub(super) fn not_the_compilers(field: &Field, mistakes: &mut Mistakes) {
    if let Some(attribute) = field.attrs.iter().find(|found| found.path().is_ident("sanitize")) {
        let message = "attribute `sanitize` is the compiler's own, and not stable";
        mistakes.help(attribute.path(), message, "write `#[input(sanitize(trim))]`");
    }
}

/// What stands in `sanitize(…)`.
pub(super) fn sanitizers(entry: Entry, mistakes: &mut Mistakes) -> Vec<Sanitizer> {
    let sanitizers = match entry.given {
        Given::List(sanitizers) if !sanitizers.is_empty() => sanitizers,
        _ => {
            let message = "`sanitize` does not say what to do";
            mistakes.help(&entry.key, message, "write `sanitize(trim)`");
            return Vec::new();
        }
    };
    let all: Vec<_> = attr::known(sanitizers, "sanitizer", SANITIZERS, mistakes)
        .into_iter()
        .filter_map(|sanitizer| sanitizer_of(sanitizer, mistakes))
        .collect();
    contradiction(&all, mistakes);
    all
}

fn sanitizer_of(entry: Entry, mistakes: &mut Mistakes) -> Option<Sanitizer> {
    if entry.key == "html" {
        return html(entry, mistakes);
    }
    if !matches!(entry.given, Given::Nothing) {
        let message = format_args!("sanitizer `{}` takes nothing", entry.key);
        mistakes.help(&entry, message, format_args!("write `{}`", entry.key));
        return None;
    }
    Some(Sanitizer { name: entry.key, markup: None })
}

fn html(entry: Entry, mistakes: &mut Mistakes) -> Option<Sanitizer> {
    if !cfg!(feature = "html") {
        let help = "add `html` to the features of `secure-api` in Cargo.toml";
        mistakes.help(&entry, "sanitizer `html` needs the feature `html`", help);
        return None;
    }
    let markup = match &entry.given {
        Given::List(words) => words.as_slice(),
        _ => &[],
    };
    let [markup] = markup else {
        let message = "sanitizer `html` does not say what it leaves";
        mistakes.help(&entry, message, "write `html(text)` or `html(basic)`");
        return None;
    };
    let word = markup.key.to_string();
    let variant = match word.as_str() {
        "text" => "Text",
        "basic" => "Basic",
        _ => {
            mistakes.at(&markup.key, diag::unknown("markup", &word, MARKUP));
            return None;
        }
    };
    if !matches!(markup.given, Given::Nothing) {
        let message = format_args!("markup `{word}` takes nothing");
        mistakes.help(markup, message, format_args!("write `html({word})`"));
        return None;
    }
    Some(Sanitizer { name: entry.key, markup: Some(Ident::new(variant, markup.key.span())) })
}

/// Sanitizers of which the later undoes the earlier.
fn contradiction(all: &[Sanitizer], mistakes: &mut Mistakes) {
    let find = |name: &str| all.iter().find(|sanitizer| sanitizer.name == name);
    if let (Some(_), Some(upper)) = (find("lowercase"), find("uppercase")) {
        let message = "`lowercase` and `uppercase` undo each other";
        mistakes.help(&upper.name, message, "keep one of them");
    }
    // Changing case and taking characters away brings marks together that are not in order then.
    let nfc = all.iter().position(|sanitizer| sanitizer.name == "nfc");
    let undoing = ["lowercase", "uppercase", "strip_control"];
    let after = nfc.and_then(|position| {
        let mut after = all.iter().skip(position);
        after.find(|sanitizer| undoing.iter().any(|undoing| sanitizer.name == undoing))
    });
    if let Some(after) = after {
        let message =
            format_args!("sanitizer `{}` stands after `nfc`, and could undo it", after.name);
        mistakes.help(&after.name, message, format_args!("write `{}` before `nfc`", after.name));
    }
    let html = all.iter().position(|sanitizer| sanitizer.name == "html");
    if let Some(after) = html.and_then(|position| all.get(position.saturating_add(1))) {
        let message = format_args!(
            "sanitizer `{}` stands after `html`, and could put together again what that took apart",
            after.name
        );
        mistakes.help(&after.name, message, "write `html(…)` last");
    }
}
