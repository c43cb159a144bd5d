//! An input whose attributes make sense.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, ExprLit, Generics, Ident, Lit, LitInt, LitStr, Path, Type, ext::IdentExt as _};

use crate::krate;

pub(super) struct Input {
    pub(super) ident: Ident,
    /// Every type parameter is a field.
    pub(super) generics: Generics,
    pub(super) shape: Shape,
    /// The rules about the whole.
    pub(super) rules: Vec<Rule>,
    /// The application's state, for the rules that need it.
    pub(super) state: Option<Type>,
    /// The resources that it makes a new row of, and changes a row of.
    pub(super) create: Option<Path>,
    pub(super) update: Option<Path>,
    /// What names the row that it changes where there is one.
    pub(super) upsert: Option<ConflictKey>,
    /// Where the runtime crate is, if not at `::secure_api`.
    pub(super) krate: Option<Path>,
}

/// `upsert(owner_id, slug)`.
pub(super) struct ConflictKey {
    /// The word.
    pub(super) stated: Ident,
    /// Fields of the resource, where they are named.
    pub(super) columns: Vec<Ident>,
}

impl Input {
    /// The path of what generated code names.
    pub(super) fn private(&self) -> TokenStream {
        krate::private(self.krate.as_ref())
    }

    /// What it holds directly: nothing, for an enum.
    pub(super) fn members(&self) -> &[Member] {
        match &self.shape {
            Shape::Struct(content) => content.members(),
            Shape::Enum(_) => &[],
        }
    }

    /// Every field, of every variant too.
    pub(super) fn all_members(&self) -> Vec<&Member> {
        match &self.shape {
            Shape::Struct(content) => content.members().iter().collect(),
            Shape::Enum(choice) => {
                choice.variants.iter().flat_map(|variant| variant.content.members()).collect()
            }
        }
    }
}

pub(super) enum Shape {
    Struct(Content),
    Enum(Enum),
}

/// What a struct or a variant is made of, which decides how it is read.
#[derive(Clone)]
pub(super) enum Content {
    /// Nothing: the name of a variant says it all.
    Nothing,
    /// One value, which is read in the place of the whole.
    Value(Box<Member>),
    /// An array with these elements.
    Tuple(Vec<Member>),
    /// An object with these members.
    Object {
        members: Vec<Member>,
        /// Whether members that are not there come from the `Default` of the whole.
        has_default: bool,
    },
}

impl Content {
    pub(super) fn members(&self) -> &[Member] {
        match self {
            Self::Nothing => &[],
            Self::Value(member) => std::slice::from_ref(member),
            Self::Tuple(members) | Self::Object { members, .. } => members,
        }
    }
}

pub(super) struct Enum {
    pub(super) tagging: Tagging,
    pub(super) variants: Vec<Variant>,
}

/// How an enum says which variant it is, in the terms of serde.
pub(super) enum Tagging {
    /// The variant's name is the one member's name, or the text.
    External,
    /// A member of the object says it.
    Internal { tag: LitStr },
    /// One member says it, another is the content.
    Adjacent { tag: LitStr, content: LitStr },
}

pub(super) struct Variant {
    pub(super) ident: Ident,
    pub(super) names: Names,
    pub(super) content: Content,
}

/// The names that clients may use.
#[derive(Clone)]
pub(super) struct Names {
    /// The one that messages use.
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
}

impl Names {
    pub(super) fn all(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.name).chain(&self.aliases)
    }
}

#[derive(Clone)]
pub(super) struct Member {
    /// Its place in the type: a name, or a position.
    pub(super) place: syn::Member,
    /// Its name; for a position, one that it does not have.
    pub(super) ident: Ident,
    pub(super) names: Names,
    pub(super) ty: Type,
    pub(super) reading: Reading,
    pub(super) default: Option<Default>,
    /// Why it needs no bound.
    pub(super) unbounded: Option<LitStr>,
    pub(super) sanitizers: Vec<Sanitizer>,
    pub(super) rules: Vec<Rule>,
}

impl Member {
    /// What messages call it.
    pub(super) fn label(&self) -> String {
        match &self.place {
            syn::Member::Named(name) => name.unraw().to_string(),
            syn::Member::Unnamed(position) => position.index.to_string(),
        }
    }
}

/// Who reads a member.
#[derive(Clone)]
pub(super) enum Reading {
    /// The library, as its type's `Field` says.
    Field,
    /// The type's own `Deserialize`, from one value.
    Plain,
    /// A function of serde's form, from one value.
    With(Path),
}

/// What stands for a member that is not there.
#[derive(Clone)]
pub(super) enum Default {
    /// The type's own default.
    OfType,
    /// What a function says.
    Function(Path),
}

#[derive(Clone)]
pub(super) struct Sanitizer {
    /// The sanitizer's name as written, for its span.
    pub(super) name: Ident,
    /// The variant of `Markup` that `html` takes.
    pub(super) markup: Option<Ident>,
}

#[derive(Clone)]
pub(super) struct Rule {
    /// The rule's name as written, for its span.
    pub(super) name: Ident,
    pub(super) kind: RuleKind,
    /// What replaces the code and the message of the failure.
    pub(super) code: Option<LitStr>,
    pub(super) message: Option<LitStr>,
}

impl Rule {
    /// Whether it needs the application's state.
    pub(super) const fn needs_state(&self) -> bool {
        matches!(self.kind, RuleKind::AsyncCustom(_))
    }
}

#[derive(Clone)]
pub(super) enum RuleKind {
    Length(Length),
    Range(Range),
    Regex(Path),
    /// `contains`, `does_not_contain`.
    Contains(LitStr),
    MustMatch(Ident),
    /// `custom`, `schema`: the function.
    Custom(Path),
    AsyncCustom(Path),
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

#[derive(Clone, Default)]
pub(super) struct Length {
    pub(super) min: Option<Expr>,
    pub(super) max: Option<Expr>,
    pub(super) equal: Option<Expr>,
}

#[derive(Clone, Default)]
pub(super) struct Range {
    pub(super) min: Option<Expr>,
    pub(super) max: Option<Expr>,
    pub(super) exclusive_min: Option<Expr>,
    pub(super) exclusive_max: Option<Expr>,
}

#[derive(Clone)]
pub(super) struct Decimal {
    pub(super) max_digits: LitInt,
    pub(super) scale: LitInt,
}

#[derive(Clone)]
pub(super) struct Password {
    pub(super) min: LitInt,
    pub(super) max: LitInt,
    pub(super) strength: LitInt,
}

#[derive(Clone)]
pub(super) struct File {
    /// In bytes.
    pub(super) max: LitInt,
    pub(super) types: Vec<LitStr>,
}

#[derive(Clone, Default)]
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

/// How much the rules let a value have, elements, characters or bytes, then each of its elements, and so on; none where they say nothing.
pub(super) fn limits(rules: &[Rule]) -> Vec<Option<Limit<'_>>> {
    let own = rules.iter().find_map(|rule| match &rule.kind {
        RuleKind::Length(length) => {
            length.max.as_ref().or(length.equal.as_ref()).map(Limit::Stated)
        }
        RuleKind::Items(items) => items.max.as_ref().map(Limit::Stated),
        RuleKind::File(file) => Some(Limit::Bytes(&file.max)),
        _ => None,
    });
    // One that is no number is another mistake, which the rule itself leads to.
    let own = own.filter(|limit| match limit {
        Limit::Stated(Expr::Lit(literal)) => matches!(literal.lit, Lit::Int(_)),
        _ => true,
    });
    let of_each = rules.iter().find_map(|rule| match &rule.kind {
        RuleKind::Each(rules) => Some(limits(rules)),
        _ => None,
    });
    let of_each = of_each.unwrap_or_default();
    match own {
        None if of_each.is_empty() => of_each,
        own => std::iter::once(own).chain(of_each).collect(),
    }
}

/// How much a value may have.
pub(super) enum Limit<'a> {
    Stated(&'a Expr),
    Bytes(&'a LitInt),
}

impl Limit<'_> {
    /// The number, where it is written and not a constant's name.
    pub(super) fn literal(&self) -> Option<&LitInt> {
        match self {
            Self::Stated(Expr::Lit(ExprLit { lit: Lit::Int(literal), .. })) => Some(literal),
            Self::Stated(_) => None,
            Self::Bytes(literal) => Some(literal),
        }
    }
}

impl ToTokens for Limit<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Stated(limit) => limit.to_tokens(tokens),
            Self::Bytes(limit) => limit.to_tokens(tokens),
        }
    }
}
