//! What a rule answers instead of its own words: `code = "…"` and `message = "…"`, which every rule takes.

use syn::LitStr;

use crate::{
    diag::Mistakes,
    input::attr::{Entry, Given},
};

/// Takes the entry of this key out of a rule's list. A list that held nothing else was there for it alone.
pub(super) fn take(key: &str, rule: &mut Entry, mistakes: &mut Mistakes) -> Option<LitStr> {
    // What stands inside these is other rules, and `nested` says nothing itself.
    if ["each", "keys", "nested"].iter().any(|other| rule.key == other) {
        return None;
    }
    let (Given::List(entries) | Given::Values(_, entries)) = &mut rule.given else { return None };
    let position = entries.iter().position(|entry| entry.key == key)?;
    let entry = entries.remove(position);
    if matches!(&rule.given, Given::List(entries) if entries.is_empty()) {
        rule.given = Given::Nothing;
    }
    let text = entry.string("\"…\"", mistakes)?;
    let is_code =
        |text: &str| text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    let value = text.value();
    if value.trim().is_empty() {
        mistakes.help(&text, format_args!("`{key}` is empty"), "write it out, or remove it");
    } else if key == "code" && !is_code(&value) {
        let message = "a code is for programs: lowercase letters, digits and `_`";
        mistakes.help(&text, message, "write `code = \"too_long\"`");
    }
    Some(text)
}
