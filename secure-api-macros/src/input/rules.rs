//! Judges the rules of a field.

use syn::{Expr, ExprLit, Ident, Lit, ext::IdentExt as _};

use super::{
    attr::{self, Entry, Given},
    model::{Length, Member, Range, Rule, RuleKind},
};
use crate::diag::{self, Mistakes};

const RULES: &[&str] = &[
    "length",
    "range",
    "email",
    "url",
    "regex",
    "contains",
    "must_match",
    "custom",
    "nested",
    "each",
];

pub(super) fn rules(entries: Vec<Entry>, mistakes: &mut Mistakes) -> Vec<Rule> {
    let entries = attr::known(required(entries, mistakes), "rule", RULES, mistakes);
    entries.into_iter().filter_map(|entry| rule(entry, mistakes)).collect()
}

/// `required` is a rule of `validator`'s that the types say here.
fn required(entries: Vec<Entry>, mistakes: &mut Mistakes) -> Vec<Entry> {
    let (required, others): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|entry| entry.key == "required");
    for entry in required {
        let help = "remove it: a member is required unless its type is an `Option`";
        mistakes.help(&entry, "rule `required` is not needed", help);
    }
    others
}

fn rule(entry: Entry, mistakes: &mut Mistakes) -> Option<Rule> {
    let name = entry.key.clone();
    let kind = match name.to_string().as_str() {
        "length" => length(entry, mistakes),
        "range" => range(entry, mistakes),
        "regex" => single(entry, "path", "PATTERN", mistakes)?
            .path("PATTERN", mistakes)
            .map(RuleKind::Regex),
        "contains" => single(entry, "pattern", "\"@\"", mistakes)?
            .string("\"@\"", mistakes)
            .map(RuleKind::Contains),
        "custom" => single(entry, "function", "check", mistakes)?
            .path("check", mistakes)
            .map(RuleKind::Custom),
        "must_match" => must_match(entry, mistakes),
        "each" => each(entry, mistakes),
        _ => plain(&entry, mistakes),
    };
    Some(Rule { name, kind: kind? })
}

/// The entries of a rule's list; a rule without one needs it.
fn arguments(entry: Entry, known: &[&str], example: &str, mistakes: &mut Mistakes) -> Vec<Entry> {
    match entry.given {
        Given::List(entries) if !entries.is_empty() => {
            attr::known(entries, "argument", known, mistakes)
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
    contradict(&rule, length.min.as_ref(), length.max.as_ref(), mistakes);
    Some(RuleKind::Length(length))
}

/// Bounds that are numbers are compared here; constants under a name are not.
fn contradict(rule: &Ident, min: Option<&Expr>, max: Option<&Expr>, mistakes: &mut Mistakes) {
    let number = |bound: Option<&Expr>| match bound {
        Some(Expr::Lit(ExprLit { lit: Lit::Int(number), .. })) => {
            number.base10_parse::<u128>().ok()
        }
        _ => None,
    };
    if let (Some(least), Some(most)) = (number(min), number(max))
        && least > most
    {
        mistakes.help(
            max,
            format_args!("rule `{rule}` is never true: `min` is more than `max`"),
            format_args!("write `{least}`, or more"),
        );
    }
}

fn range(entry: Entry, mistakes: &mut Mistakes) -> Option<RuleKind> {
    const BOUNDS: &[&str] = &["min", "max", "exclusive_min", "exclusive_max"];
    let rule = entry.key.clone();
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
    contradict(&rule, range.min.as_ref(), range.max.as_ref(), mistakes);
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

fn each(entry: Entry, mistakes: &mut Mistakes) -> Option<RuleKind> {
    let Given::List(entries) = entry.given else {
        let help = "write `each(length(max = 100))`";
        mistakes.help(&entry.key, "rule `each` does not say what it asks for", help);
        return None;
    };
    if entries.is_empty() {
        let help = "write `each(length(max = 100))`";
        mistakes.help(&entry.key, "rule `each` does not say what it asks for", help);
    }
    let rules = rules(entries, mistakes);
    if let Some(rule) = rules.iter().find(|rule| matches!(rule.kind, RuleKind::MustMatch(_))) {
        let help = "compare lists as a whole, or write `custom(function = check)`";
        mistakes.help(&rule.name, "rule `must_match` compares fields, not elements", help);
    }
    Some(RuleKind::Each(rules))
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
    let names: Vec<String> =
        members.iter().map(|member| member.ident.unraw().to_string()).collect();
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
