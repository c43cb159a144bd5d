//! Judges the rules of a field.

mod answer;
mod file;
mod numbers;
mod text;

use syn::{Ident, ext::IdentExt as _};

use super::{
    attr::{self, Entry, Given},
    model::{Items, Length, Member, Range, Rule, RuleKind},
    sanitizers::SANITIZERS,
};
use crate::diag::{self, Mistakes};

/// Those of fields.
pub(super) const RULES: &[&str] = &[
    "length",
    "range",
    "email",
    "url",
    "public_url",
    "hostname",
    "ip",
    "regex",
    "contains",
    "does_not_contain",
    "one_of",
    "ascii",
    "non_control_character",
    "slug",
    "uuid",
    "phone",
    "credit_card",
    "datetime",
    "decimal",
    "safe_path",
    "password",
    "file",
    "must_match",
    "custom",
    "async_custom",
    "required",
    "nested",
    "items",
    "each",
    "keys",
];

pub(super) fn rules(entries: Vec<Entry>, mistakes: &mut Mistakes) -> Vec<Rule> {
    let (of_whole, entries): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|entry| entry.key == "schema");
    let sanitize = |word: &str| format!("#[input(sanitize({word}))]");
    let entries = attr::of_another(entries, SANITIZERS, sanitize, mistakes);
    let option = |word: &str| match word {
        "sanitize" => "#[input(sanitize(trim))]".to_owned(),
        "unbounded" => "#[input(unbounded(reason = \"…\"))]".to_owned(),
        word => format!("#[input({word})]"),
    };
    let entries = attr::of_another(entries, &["sanitize", "plain", "unbounded"], option, mistakes);
    for entry in of_whole {
        let message = "rule `schema` is for the whole of an input";
        mistakes.help(&entry, message, "put it above the type, or write `custom` for a field");
    }
    of(entries, RULES, mistakes)
}

/// The rules among these, of which each is known.
pub(super) fn of(entries: Vec<Entry>, known: &[&str], mistakes: &mut Mistakes) -> Vec<Rule> {
    let entries = attr::known(entries, "rule", known, mistakes);
    entries.into_iter().filter_map(|entry| rule(entry, mistakes)).collect()
}

fn rule(mut entry: Entry, mistakes: &mut Mistakes) -> Option<Rule> {
    let name = entry.key.clone();
    let [code, message] = ["code", "message"].map(|key| answer::take(key, &mut entry, mistakes));
    let kind = match name.to_string().as_str() {
        "length" => length(entry, mistakes),
        "range" => range(entry, mistakes),
        "regex" => single(entry, "path", "PATTERN", mistakes)?
            .path("PATTERN", mistakes)
            .map(RuleKind::Regex),
        "contains" | "does_not_contain" => single(entry, "pattern", "\"@\"", mistakes)?
            .string("\"@\"", mistakes)
            .map(RuleKind::Contains),
        "custom" | "schema" => single(entry, "function", "check", mistakes)?
            .path("check", mistakes)
            .map(RuleKind::Custom),
        "async_custom" => single(entry, "function", "check", mistakes)?
            .path("check", mistakes)
            .map(RuleKind::AsyncCustom),
        "must_match" => must_match(entry, mistakes),
        "one_of" => text::one_of(&entry, mistakes),
        "decimal" => text::decimal(entry, mistakes),
        "datetime" => text::datetime(&entry, mistakes),
        "password" => text::password(entry, mistakes),
        "file" => file::file(entry, mistakes),
        "items" => items(entry, mistakes),
        "each" => inner(entry, mistakes).map(RuleKind::Each),
        "keys" => keys(entry, mistakes),
        "required" => plain(&entry, mistakes).map(|_| RuleKind::Required),
        _ => plain(&entry, mistakes),
    };
    Some(Rule { name, kind: kind?, code, message })
}

/// The entries of a rule's list; a rule without one needs it.
fn arguments(entry: Entry, known: &[&str], example: &str, mistakes: &mut Mistakes) -> Vec<Entry> {
    match entry.given {
        Given::List(entries) if !entries.is_empty() => {
            // Those two were taken out before, but may be misspelt.
            let known: Vec<&str> = known.iter().copied().chain(["code", "message"]).collect();
            attr::known(entries, "argument", &known, mistakes)
        }
        _ => {
            let message = format_args!("rule `{}` does not say what it asks for", entry.key);
            mistakes.help(&entry.key, message, format_args!("write `{}({example})`", entry.key));
            Vec::new()
        }
    }
}

fn single(entry: Entry, key: &str, example: &str, mistakes: &mut Mistakes) -> Option<Entry> {
    arguments(entry, &[key], &format!("{key} = {example}"), mistakes).into_iter().next()
}

fn length(entry: Entry, mistakes: &mut Mistakes) -> Option<RuleKind> {
    let rule = entry.key.clone();
    let mut length = Length::default();
    let arguments = arguments(entry, &["min", "max", "equal"], "max = 100", mistakes);
    if arguments.is_empty() {
        return None;
    }
    for argument in arguments {
        let value = argument.expression("100", mistakes);
        match argument.key.to_string().as_str() {
            "min" => length.min = value,
            "max" => length.max = value,
            _ => length.equal = value,
        }
    }
    if length.equal.is_some() && (length.min.is_some() || length.max.is_some()) {
        let help = "keep `equal`, or `min` and `max`";
        mistakes.help(&rule, "rule `length` is stated in two ways", help);
    }
    let (min, max) = (length.min.as_ref(), length.max.as_ref());
    numbers::between("length", ("min", min), ("max", max), false, mistakes);
    Some(RuleKind::Length(length))
}

fn range(entry: Entry, mistakes: &mut Mistakes) -> Option<RuleKind> {
    const BOUNDS: &[&str] = &["min", "max", "exclusive_min", "exclusive_max"];
    let mut range = Range::default();
    let arguments = arguments(entry, BOUNDS, "min = 0, max = 100", mistakes);
    if arguments.is_empty() {
        return None;
    }
    for argument in arguments {
        let value = argument.expression("100", mistakes);
        match argument.key.to_string().as_str() {
            "min" => range.min = value,
            "max" => range.max = value,
            "exclusive_min" => range.exclusive_min = value,
            _ => range.exclusive_max = value,
        }
    }
    let lows = [("min", &range.min, false), ("exclusive_min", &range.exclusive_min, true)];
    let highs = [("max", &range.max, false), ("exclusive_max", &range.exclusive_max, true)];
    for (low_key, low, is_low_open) in lows {
        for (high_key, high, is_high_open) in highs {
            let (low, high) = ((low_key, low.as_ref()), (high_key, high.as_ref()));
            numbers::between("range", low, high, is_low_open || is_high_open, mistakes);
        }
    }
    Some(RuleKind::Range(range))
}

fn must_match(entry: Entry, mistakes: &mut Mistakes) -> Option<RuleKind> {
    let other = single(entry, "other", "password", mistakes)?;
    let path = other.path("password", mistakes)?;
    match path.get_ident() {
        Some(ident) => Some(RuleKind::MustMatch(ident.clone())),
        None => {
            mistakes.help(&path, "`other` takes the name of a field", "write `other = password`");
            None
        }
    }
}

fn items(entry: Entry, mistakes: &mut Mistakes) -> Option<RuleKind> {
    let mut items = Items::default();
    let arguments = arguments(entry, &["min", "max", "unique"], "max = 20", mistakes);
    if arguments.is_empty() {
        return None;
    }
    for argument in arguments {
        match argument.key.to_string().as_str() {
            "min" => items.min = argument.expression("1", mistakes),
            "max" => items.max = argument.expression("20", mistakes),
            _ if matches!(argument.given, Given::Nothing) => items.unique = Some(argument.key),
            _ => mistakes.help(&argument, "`unique` takes nothing", "write `unique`"),
        }
    }
    let (min, max) = (items.min.as_ref(), items.max.as_ref());
    numbers::between("items", ("min", min), ("max", max), false, mistakes);
    Some(RuleKind::Items(items))
}

fn keys(entry: Entry, mistakes: &mut Mistakes) -> Option<RuleKind> {
    let rules = inner(entry, mistakes)?;
    if let Some(rule) = rules.iter().find(|rule| {
        matches!(rule.kind, RuleKind::Each(_) | RuleKind::Keys(_) | RuleKind::Items(_))
    }) {
        let message = format_args!("rule `{}` is not for names, which are text", rule.name);
        mistakes.help(&rule.name, message, "write `keys(length(max = 100))`");
    }
    Some(RuleKind::Keys(rules))
}

/// The rules that stand inside `each(…)` or `keys(…)`.
fn inner(entry: Entry, mistakes: &mut Mistakes) -> Option<Vec<Rule>> {
    let outer = entry.key.clone();
    let entries = match entry.given {
        Given::List(entries) => entries,
        _ => Vec::new(),
    };
    if entries.is_empty() {
        let message = format_args!("rule `{outer}` does not say what it asks for");
        mistakes.help(&outer, message, format_args!("write `{outer}(length(max = 100))`"));
        return None;
    }
    let rules = rules(entries, mistakes);
    for rule in &rules {
        let (message, help) = match rule.kind {
            RuleKind::MustMatch(_) => (
                "rule `must_match` compares fields, not elements",
                "compare lists as a whole, or write `custom(function = check)`",
            ),
            RuleKind::AsyncCustom(_) => (
                "rule `async_custom` is for fields, not for elements",
                "write it beside `each(…)`, for the list as a whole",
            ),
            RuleKind::Required => (
                "rule `required` is for fields, not for elements",
                "take a list of what has to be there, without `Option`",
            ),
            _ => continue,
        };
        mistakes.help(&rule.name, message, help);
    }
    Some(rules)
}

fn plain(entry: &Entry, mistakes: &mut Mistakes) -> Option<RuleKind> {
    if !matches!(entry.given, Given::Nothing) {
        let message = format_args!("rule `{}` takes nothing", entry.key);
        mistakes.help(entry, message, format_args!("write `{}`", entry.key));
        return None;
    }
    Some(RuleKind::Plain)
}

/// Checks that the fields which `must_match` names are there.
pub(super) fn others(members: &[Member], mistakes: &mut Mistakes) {
    let names: Vec<String> = members.iter().map(Member::label).collect();
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    for (member, other) in members.iter().flat_map(matched) {
        let name = other.unraw().to_string();
        if *other == member.ident {
            let message = format_args!("field `{name}` always matches itself");
            mistakes.help(other, message, "name another field");
        } else if !known.contains(&name.as_str()) {
            mistakes.at(other, diag::unknown("field", &name, &known));
        }
    }
}

fn matched(member: &Member) -> impl Iterator<Item = (&Member, &Ident)> {
    member.rules.iter().filter_map(move |rule| match &rule.kind {
        RuleKind::MustMatch(other) => Some((member, other)),
        _ => None,
    })
}
