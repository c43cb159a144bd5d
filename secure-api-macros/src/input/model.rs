//! An input whose attributes make sense.

use syn::{Expr, Ident, LitStr, Path, Type};

pub struct Input {
    pub ident: Ident,
    pub members: Vec<Member>,
    /// The resources that it makes a new row of, and changes a row of.
    pub create: Option<Path>,
    pub update: Option<Path>,
}

pub struct Member {
    pub ident: Ident,
    /// The name that the client uses.
    pub name: String,
    pub ty: Type,
    pub sanitizers: Vec<Ident>,
    pub rules: Vec<Rule>,
}

pub struct Rule {
    /// The rule's name as written, for its span.
    pub name: Ident,
    pub kind: RuleKind,
}

pub enum RuleKind {
    Length(Length),
    Range(Range),
    Regex(Path),
    Contains(LitStr),
    MustMatch(Ident),
    Custom(Path),
    Each(Vec<Rule>),
    /// `email`, `url`, `nested`: the name says it all.
    Plain,
}

#[derive(Default)]
pub struct Length {
    pub min: Option<Expr>,
    pub max: Option<Expr>,
    pub equal: Option<Expr>,
}

#[derive(Default)]
pub struct Range {
    pub min: Option<Expr>,
    pub max: Option<Expr>,
    pub exclusive_min: Option<Expr>,
    pub exclusive_max: Option<Expr>,
}

/// What the rules bound: bit 0 for the value, bit 1 for its elements, bit 2 for theirs.
pub fn bounded(rules: &[Rule]) -> u32 {
    rules.iter().fold(0, |bits, rule| {
        bits | match &rule.kind {
            RuleKind::Length(length) => u32::from(length.max.is_some() || length.equal.is_some()),
            // An address has at most 64 + 1 + 255 characters.
            RuleKind::Plain => u32::from(rule.name == "email"),
            RuleKind::Each(rules) => bounded(rules) << 1,
            _ => 0,
        }
    })
}
