//! Rules of text whose arguments have to make sense: `one_of`, `decimal`, `datetime`, `password`.

use proc_macro2::Span;
use quote::ToTokens as _;
use syn::{Expr, ExprLit, ExprUnary, Ident, Lit, LitInt, UnOp};

use super::{arguments, numbers};
use crate::{
    diag::{self, Mistakes},
    input::{
        attr::{Entry, Given},
        model::{Decimal, Password, RuleKind},
    },
};

/// The least of `password(max = …)`: people who use a manager or a sentence have to be able to (NIST SP 800-63B).
const LEAST_MAX: u64 = 64;
/// The greatest, so that hashing has a bound.
const MOST_MAX: u64 = 1024;

pub(super) fn one_of(entry: &Entry, mistakes: &mut Mistakes) -> Option<RuleKind> {
    let choices = match &entry.given {
        Given::Values(choices, _) => choices.as_slice(),
        _ => &[],
    };
    let Some(first) = choices.first() else {
        let help = "write `one_of(\"draft\", \"published\")`";
        mistakes.help(&entry.key, "rule `one_of` names no choice", help);
        return None;
    };
    let mut known: Vec<String> = Vec::new();
    for choice in choices {
        let Some(kind) = kind(choice) else {
            let message = "a choice of `one_of` is text or an integer, written out";
            mistakes.help(choice, message, "write `one_of(\"draft\", \"published\")`");
            return None;
        };
        if Some(kind) != self::kind(first) {
            let message = "the choices of `one_of` are of different types";
            mistakes.help(choice, message, "write text or integers only");
            return None;
        }
        let written = choice.to_token_stream().to_string();
        if known.contains(&written) {
            let message = format_args!("choice `{written}` is stated twice");
            mistakes.help(choice, message, "remove one of them");
        }
        known.push(written);
    }
    Some(RuleKind::OneOf(choices.to_vec()))
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Integer,
}

fn kind(choice: &Expr) -> Option<Kind> {
    match choice {
        Expr::Lit(ExprLit { lit: Lit::Str(_), .. }) => Some(Kind::Text),
        Expr::Lit(ExprLit { lit: Lit::Int(_), .. }) => Some(Kind::Integer),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => {
            kind(expr).filter(|kind| *kind == Kind::Integer)
        }
        _ => None,
    }
}

pub(super) fn decimal(entry: Entry, mistakes: &mut Mistakes) -> Option<RuleKind> {
    const EXAMPLE: &str = "max_digits = 12, scale = 2";
    let rule = entry.key.clone();
    let arguments = arguments(entry, &["max_digits", "scale"], EXAMPLE, mistakes);
    if arguments.is_empty() {
        return None;
    }
    let find = |key: &str| arguments.iter().find(|argument| argument.key == key);
    let (Some(max_digits), Some(scale)) = (find("max_digits"), find("scale")) else {
        let message = "rule `decimal` needs `max_digits` and `scale`";
        mistakes.help(&rule, message, format_args!("write `decimal({EXAMPLE})`"));
        return None;
    };
    let max_digits = numbers::literal(max_digits, "12", mistakes);
    let scale = numbers::literal(scale, "2", mistakes);
    let (max_digits, scale) = (max_digits?, scale?);
    let digits = numbers::value(&max_digits);
    if digits == 0 || digits > 1000 {
        let message = "`max_digits` is from 1 to 1000";
        mistakes.help(&max_digits, message, format_args!("write `decimal({EXAMPLE})`"));
    } else if numbers::value(&scale) > digits {
        let message = "`scale` is greater than `max_digits`, of which it is a part";
        mistakes.help(&scale, message, format_args!("write `decimal({EXAMPLE})`"));
    }
    let (max_digits, scale) = (numbers::plain(&max_digits), numbers::plain(&scale));
    Some(RuleKind::Decimal(Decimal { max_digits, scale }))
}

pub(super) fn datetime(entry: &Entry, mistakes: &mut Mistakes) -> Option<RuleKind> {
    let help = "write `datetime`, `datetime(past)` or `datetime(future)`";
    let words = match &entry.given {
        Given::Nothing => return Some(RuleKind::Datetime(Ident::new("Any", entry.key.span()))),
        Given::List(words) => words.as_slice(),
        _ => &[],
    };
    let [word] = words else {
        mistakes.help(&entry.key, "rule `datetime` takes `past` or `future`", help);
        return None;
    };
    if !matches!(word.given, Given::Nothing) {
        mistakes.help(word, format_args!("`{}` takes nothing", word.key), help);
        return None;
    }
    let written = word.key.to_string();
    let variant = match written.as_str() {
        "past" => "Past",
        "future" => "Future",
        _ => {
            mistakes.at(&word.key, diag::unknown("argument", &written, &["past", "future"]));
            return None;
        }
    };
    Some(RuleKind::Datetime(Ident::new(variant, word.key.span())))
}

pub(super) fn password(entry: Entry, mistakes: &mut Mistakes) -> Option<RuleKind> {
    const EXAMPLE: &str = "min = 12, strength = 3";
    if !cfg!(feature = "password-strength") {
        let help = "add `password-strength` to the features of `secure-api` in Cargo.toml";
        mistakes.help(&entry, "rule `password` needs the feature `password-strength`", help);
        return None;
    }
    let rule = entry.key.clone();
    let arguments = arguments(entry, &["min", "max", "strength"], EXAMPLE, mistakes);
    if arguments.is_empty() {
        return None;
    }
    let find = |key: &str| arguments.iter().find(|argument| argument.key == key);
    let (Some(min), Some(strength)) = (find("min"), find("strength")) else {
        let message = "rule `password` needs `min` and `strength`";
        mistakes.help(&rule, message, format_args!("write `password({EXAMPLE})`"));
        return None;
    };
    let min = numbers::literal(min, "12", mistakes);
    let strength = numbers::literal(strength, "3", mistakes);
    let max = match find("max") {
        Some(max) => numbers::literal(max, "128", mistakes),
        None => Some(LitInt::new("128", Span::call_site())),
    };
    let (min, max, strength) = (min?, max?, strength?);
    if numbers::value(&min) < 8 {
        let message = "`min` of a password is less than 8";
        mistakes.help(&min, message, format_args!("write `password({EXAMPLE})`"));
    }
    if !(LEAST_MAX..=MOST_MAX).contains(&numbers::value(&max)) {
        let message = format_args!("`max` of a password is from {LEAST_MAX} to {MOST_MAX}");
        mistakes.help(&max, message, format_args!("write `max = 128`"));
    } else if numbers::value(&min) > numbers::value(&max) {
        let message = "rule `password` lets nothing pass: `min` is greater than `max`";
        mistakes.help(&min, message, format_args!("write `password({EXAMPLE})`"));
    }
    if !(2..=4).contains(&numbers::value(&strength)) {
        let message = "`strength` is from 2 to 4: less would let common passwords pass";
        mistakes.help(&strength, message, "write `strength = 3`");
    }
    let [min, max, strength] = [min, max, strength].map(|literal| numbers::plain(&literal));
    Some(RuleKind::Password(Password { min, max, strength }))
}
