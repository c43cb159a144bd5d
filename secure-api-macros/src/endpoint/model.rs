//! An endpoint whose attribute and signature were found to make sense.

use std::time::Duration;

use proc_macro2::Span;
use syn::{Ident, LitStr, Path, Type};

pub struct Endpoint {
    pub access: Access,
    pub rate: Rate,
    pub tier: Option<LitStr>,
    pub unscoped: Option<Keyed<LitStr>>,
    pub cross_tenant: Option<Keyed<LitStr>>,
    /// Which owner column it may set to somebody else.
    pub transfer: Option<Keyed<OwnerColumn>>,
    pub body: Option<Keyed<usize>>,
    pub timeout: Option<Duration>,
    pub audit: Option<LitStr>,
    pub arguments: Vec<Argument>,
    /// Where the runtime crate is, if not at `::secure_api`.
    pub krate: Option<Path>,
}

/// A value, with the word that it was stated by.
pub struct Keyed<T> {
    pub key: Ident,
    pub value: T,
}

pub struct Access {
    pub stance: Stance,
    /// All of them are required.
    pub clauses: Vec<Clause>,
}

pub enum Stance {
    Public { reason: LitStr },
    Optional { key: Ident, reason: LitStr },
    Authenticated,
}

/// A clause, with the word that it begins with.
pub struct Clause {
    pub key: Ident,
    pub kind: ClauseKind,
}

pub enum ClauseKind {
    Authenticated,
    Role(Role),
    Scope(LitStr),
    Fresh(Duration),
    Mfa,
    Check(Path),
    Owner(OwnerColumn),
    /// On a level, or on any.
    Member(Option<LitStr>),
    Row(Vec<RowClause>),
    /// A rule that `access_rule!` has named.
    Rule(Path),
    All(Vec<Clause>),
    Any(Vec<Clause>),
    Not(Box<Clause>),
}

/// A variant of a roles type.
pub struct Role {
    pub roles: Path,
    pub variant: Ident,
}

pub enum OwnerColumn {
    Declared,
    Named(LitStr),
    Each(Vec<(Path, LitStr)>),
}

#[derive(Clone)]
pub struct RowClause {
    pub column: Ident,
    pub value: Literal,
}

#[derive(Clone)]
pub enum Literal {
    Text(LitStr),
    Integer { value: i64, span: Span },
    Boolean { value: bool, span: Span },
}

pub enum Rate {
    Default,
    /// None, for this reason.
    Unlimited(LitStr),
    Quotas(Vec<Quota>),
}

/// So many requests in so many seconds, for one key.
pub struct Quota {
    pub key: QuotaKey,
    pub name: &'static str,
    pub limit: u32,
    pub seconds: u64,
    pub burst: Option<u32>,
    pub cost: Option<u32>,
    pub counts_failures: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum QuotaKey {
    Caller,
    Address,
    Tenant,
    Global,
}

pub struct Argument {
    pub kind: Type,
    /// The path captures that its id comes from, where they are named.
    pub captures: Option<Captures>,
}

pub struct Captures {
    pub span: Span,
    pub names: Vec<LitStr>,
}

impl Clause {
    /// The clauses inside this one.
    pub fn inner(&self) -> &[Self] {
        match &self.kind {
            ClauseKind::All(clauses) | ClauseKind::Any(clauses) => clauses,
            ClauseKind::Not(clause) => std::slice::from_ref(clause),
            _ => &[],
        }
    }

    /// Whether a clause about rows stands in here, as far as can be seen.
    pub fn names_rows(&self) -> bool {
        matches!(self.kind, ClauseKind::Owner(_) | ClauseKind::Member(_) | ClauseKind::Row(_))
            || self.inner().iter().any(Self::names_rows)
    }

    /// This clause and every one inside it.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        self.inner().iter().for_each(|clause| clause.walk(visit));
    }
}
