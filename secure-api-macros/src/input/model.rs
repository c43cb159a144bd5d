//! An input whose attributes make sense.

use proc_macro2::TokenStream;
use syn::{Expr, Ident, LitInt, LitStr, Path, Type};

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
    pub(super) sanitizers: Vec<Sanitizer>,
    pub(super) rules: Vec<Rule>,
}

pub(super) struct Sanitizer {
    /// The sanitizer's name as written, for its span.
    pub(super) name: Ident,
    /// The variant of `Markup` that `html` takes.
    pub(super) markup: Option<Ident>,
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
    /// `contains`, `does_not_contain`.
    Contains(LitStr),
    MustMatch(Ident),
    Custom(Path),
    OneOf(Vec<Expr>),
    Decimal(Decimal),
    /// The variant of `When`.
    Datetime(Ident),
    Password(Password),
    File(File),
    Items(Items),
    Each(Vec<Rule>),
    Keys(Vec<Rule>),
    Required,
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

pub(super) struct Decimal {
    pub(super) max_digits: LitInt,
    pub(super) scale: LitInt,
}

pub(super) struct Password {
    pub(super) min: LitInt,
    pub(super) max: LitInt,
    pub(super) strength: LitInt,
}

pub(super) struct File {
    /// In bytes.
    pub(super) max: LitInt,
    pub(super) types: Vec<LitStr>,
}

#[derive(Default)]
pub(super) struct Items {
    pub(super) min: Option<Expr>,
    pub(super) max: Option<Expr>,
    pub(super) unique: Option<Ident>,
}

/// Rules whose name alone says how long a text can be; each one's documentation says how long.
const BOUNDS: &[&str] = &["email", "hostname", "ip", "uuid", "phone", "credit_card"];

/// What the rules bound: bit 0 for the value, bit 1 for its elements, bit 2 for theirs; bits 16 and on for the names in maps at
/// the same depths.
pub(super) fn bounded(rules: &[Rule]) -> u32 {
    rules.iter().fold(0, |bits, rule| {
        bits | match &rule.kind {
            RuleKind::Length(length) => u32::from(length.max.is_some() || length.equal.is_some()),
            RuleKind::Items(items) => u32::from(items.max.is_some()),
            RuleKind::OneOf(_)
            | RuleKind::Decimal(_)
            | RuleKind::Datetime(_)
            | RuleKind::Password(_)
            | RuleKind::File(_) => 1,
            RuleKind::Plain => u32::from(BOUNDS.iter().any(|bound| rule.name == bound)),
            RuleKind::Each(rules) => bounded(rules) << 1,
            RuleKind::Keys(rules) => (bounded(rules) & 1) << 16,
            _ => 0,
        }
    })
}
