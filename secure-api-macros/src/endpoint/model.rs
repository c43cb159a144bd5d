//! An endpoint whose attribute and signature were found to make sense.

use syn::{Ident, LitStr, Path, Type};

pub struct Endpoint {
    pub access: Access,
    pub rate: Option<Rate>,
    pub unscoped: Option<LitStr>,
    pub arguments: Vec<Argument>,
}

pub enum Access {
    Public { reason: LitStr },
    Rule(Vec<Clause>),
}

pub enum Clause {
    Authenticated,
    Role(Role),
    Owner(Owner),
    All(Vec<Clause>),
    Any(Vec<Clause>),
}

/// A variant of a roles type.
pub struct Role {
    pub roles: Path,
    pub variant: Ident,
}

pub struct Owner {
    /// The word `owner` in the attribute.
    pub key: Ident,
    pub column: Option<LitStr>,
}

/// So many requests in so many seconds.
pub struct Rate {
    pub limit: u32,
    pub seconds: u64,
}

pub struct Argument {
    pub kind: Type,
    /// The path capture that its id comes from.
    pub capture: Option<LitStr>,
}

impl Access {
    /// The owner clause, wherever it stands in the rule.
    pub fn owner(&self) -> Option<&Owner> {
        match self {
            Self::Public { .. } => None,
            Self::Rule(clauses) => clauses.iter().find_map(Clause::owner),
        }
    }
}

impl Clause {
    /// The owner clause, wherever it stands in this one.
    pub fn owner(&self) -> Option<&Owner> {
        match self {
            Self::Authenticated | Self::Role(_) => None,
            Self::Owner(owner) => Some(owner),
            Self::All(clauses) | Self::Any(clauses) => clauses.iter().find_map(Self::owner),
        }
    }
}
