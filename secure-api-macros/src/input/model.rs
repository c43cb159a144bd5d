//! An input whose attributes make sense.

use proc_macro2::TokenStream;
use syn::{Expr, Ident, LitStr, Path, Type};

use crate::krate;

pub(super) struct Input {
    pub(super) ident: Ident,
    pub(super) members: Vec<Member>,
    /// The resources that it makes a new row of, and changes a row of.
    pub(super) create: Option<Path>,
    pub(super) update: Option<Path>,
    /// Where the runtime crate is, if not at `::secure_api`.
    pub(super) krate: Option<Path>,
}

impl Input {
    /// The path of what generated code names.
    pub(super) fn private(&self) -> TokenStream {
        krate::private(self.krate.as_ref())
    }
}

pub(super) struct Member {
    pub(super) ident: Ident,
    /// The name that the client uses.
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) sanitizers: Vec<Ident>,
    pub(super) rules: Vec<Rule>,
}

pub(super) struct Rule {
    /// The rule's name as written, for its span.
    pub(super) name: Ident,
    pub(super) kind: RuleKind,
}

pub(super) enum RuleKind {
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
pub(super) struct Length {
    pub(super) min: Option<Expr>,
    pub(super) max: Option<Expr>,
    pub(super) equal: Option<Expr>,
}

#[derive(Default)]
pub(super) struct Range {
    pub(super) min: Option<Expr>,
    pub(super) max: Option<Expr>,
    pub(super) exclusive_min: Option<Expr>,
    pub(super) exclusive_max: Option<Expr>,
}

/// What the rules bound: bit 0 for the value, bit 1 for its elements, bit 2 for theirs.
pub(super) fn bounded(rules: &[Rule]) -> u32 {
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
