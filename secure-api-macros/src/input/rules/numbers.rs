//! Numbers that stand in rules: read as far as they are literals, and judged where they make no sense.

use std::cmp::Ordering;

use quote::ToTokens as _;
use syn::{Expr, ExprLit, ExprUnary, Lit, LitInt, UnOp};

use crate::{
    diag::Mistakes,
    input::attr::{Entry, Given},
};

/// What a literal says. A name or a calculation is only known to the compiler.
#[derive(Clone, Copy, PartialEq)]
enum Number {
    Integer(i128),
    Float(f64),
}

fn number(expression: &Expr) -> Option<Number> {
    match expression {
        Expr::Lit(ExprLit { lit: Lit::Int(literal), .. }) => {
            literal.base10_parse().ok().map(Number::Integer)
        }
        Expr::Lit(ExprLit { lit: Lit::Float(literal), .. }) => {
            literal.base10_parse().ok().map(Number::Float)
        }
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => match number(expr)? {
            Number::Integer(value) => value.checked_neg().map(Number::Integer),
            Number::Float(value) => Some(Number::Float(-value)),
        },
        _ => None,
    }
}

/// How two literals stand to each other, if both are ones.
fn compare(a: &Expr, b: &Expr) -> Option<Ordering> {
    match (number(a)?, number(b)?) {
        (Number::Integer(a), Number::Integer(b)) => Some(a.cmp(&b)),
        (Number::Float(a), Number::Float(b)) => a.partial_cmp(&b),
        _ => None,
    }
}

/// Refuses bounds that nothing lies between. `is_open` if the bounds themselves lie outside.
pub(super) fn between(
    rule: &str,
    (low_key, low): (&str, Option<&Expr>),
    (high_key, high): (&str, Option<&Expr>),
    is_open: bool,
    mistakes: &mut Mistakes,
) {
    let (Some(low), Some(high)) = (low, high) else { return };
    let is_empty = match compare(low, high) {
        Some(Ordering::Greater) => true,
        Some(Ordering::Equal) => is_open,
        _ => false,
    };
    if is_empty {
        let relation = if is_open { "not less" } else { "greater" };
        let message = format_args!(
            "rule `{rule}` lets nothing pass: `{low_key}` is {relation} than `{high_key}`"
        );
        let (first, second) = (high.to_token_stream(), low.to_token_stream());
        let help = match first.to_string() == second.to_string() {
            true => format!("write `{rule}({low_key} = 0, {high_key} = 100)`"),
            false => format!("write `{rule}({low_key} = {first}, {high_key} = {second})`"),
        };
        mistakes.help(low, message, help);
    }
}

/// The value of an entry, which must be an integer written out, so that it can be judged here.
pub(super) fn literal(entry: &Entry, example: &str, mistakes: &mut Mistakes) -> Option<LitInt> {
    match &entry.given {
        Given::Value(Expr::Lit(ExprLit { lit: Lit::Int(literal), .. })) => Some(literal.clone()),
        Given::Value(value) => {
            let message = format_args!("`{}` takes an integer, written out", entry.key);
            mistakes.help(value, message, format_args!("write `{} = {example}`", entry.key));
            None
        }
        _ => {
            let message = format_args!("`{}` takes an integer", entry.key);
            mistakes.help(&entry.key, message, format_args!("write `{} = {example}`", entry.key));
            None
        }
    }
}

/// What the literal says.
pub(super) fn value(literal: &LitInt) -> u64 {
    literal.base10_parse().unwrap_or(u64::MAX)
}

/// The literal without a suffix, which the parameter's type gives it.
pub(super) fn plain(literal: &LitInt) -> LitInt {
    LitInt::new(literal.base10_digits(), literal.span())
}
