//! What an endpoint declares, as constant data. Imports no sibling, decides nothing.
//!
//! `#[secure_endpoint]` writes one [`EndpointPolicy`] for each endpoint; the pipeline reads it, the router lists it.

use std::{any::TypeId, fmt, time::Duration};

/// The constant data of an endpoint: who may call it, on which rows, how often.
#[derive(Debug)]
pub struct EndpointPolicy {
    /// The function's name.
    pub name: &'static str,
    /// The module it stands in.
    pub module: &'static str,
    /// Where the attribute stands.
    pub source: Source,
    /// Who may call, on which rows.
    pub access: Access,
    /// The quotas that a call is charged to. All of them must have room.
    pub quotas: &'static [Quota],
    /// Why row arguments reach every row although the access rule has no row clause.
    pub unscoped: Option<&'static str>,
    /// What each argument of the function is, in order.
    pub arguments: &'static [ArgumentKind],
    /// The path captures that each argument reads its id from, in the order of `arguments`.
    pub captures: &'static [&'static str],
}

/// Stands in the place of a policy that could not be built. It admits nobody; a compile error always stands beside it.
#[doc(hidden)]
pub const REFUSED: EndpointPolicy = EndpointPolicy {
    name: "",
    module: "",
    source: Source { file: "", line: 0 },
    access: Access::Rule(&Clause::Any(&[])),
    quotas: &[],
    unscoped: None,
    arguments: &[],
    captures: &[],
};

impl fmt::Display for EndpointPolicy {
    /// The endpoint's module and name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}", self.module, self.name)
    }
}

/// A place in the source of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The file, as the compiler names it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// The stance of an endpoint.
#[derive(Debug)]
pub enum Access {
    /// Anyone may call; credentials are ignored.
    Public {
        /// Why that is right.
        reason: &'static str,
    },
    /// Only callers with verified credentials for whom the rule is true.
    Rule(&'static Clause),
}

/// A node of an access rule.
#[derive(Debug)]
pub enum Clause {
    /// The caller has verified credentials.
    Authenticated,
    /// The caller holds a role, or one that includes it.
    Role(RoleClause),
    /// The row belongs to the caller.
    Owner {
        /// The owner column, where the endpoint names it.
        column: Option<&'static str>,
    },
    /// Every clause is true.
    All(&'static [Clause]),
    /// At least one clause is true.
    Any(&'static [Clause]),
}

impl fmt::Display for Access {
    /// The rule as the attribute states it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public { reason } => write!(f, "public: {reason}"),
            Self::Rule(Clause::All(clauses)) => joined(clauses, f),
            Self::Rule(clause) => write!(f, "{clause}"),
        }
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Authenticated => f.write_str("authenticated"),
            Self::Role(role) => write!(f, "role = \"{}\"", role.name()),
            Self::Owner { column: Some(column) } => write!(f, "owner = \"{column}\""),
            Self::Owner { column: None } => f.write_str("owner"),
            Self::All(clauses) => nested("all", clauses, f),
            Self::Any(clauses) => nested("any", clauses, f),
        }
    }
}

fn nested(word: &str, clauses: &[Clause], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{word}(")?;
    joined(clauses, f)?;
    f.write_str(")")
}

fn joined(clauses: &[Clause], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (position, clause) in clauses.iter().enumerate() {
        if position > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{clause}")?;
    }
    Ok(())
}

impl Clause {
    /// Whether a row clause stands anywhere in this rule.
    #[must_use]
    pub fn has_row_clause(&self) -> bool {
        match self {
            Self::Authenticated | Self::Role(_) => false,
            Self::Owner { .. } => true,
            Self::All(clauses) | Self::Any(clauses) => clauses.iter().any(Self::has_row_clause),
        }
    }

    /// The roles types that this rule names.
    pub(crate) fn role_tables(&self) -> Vec<&'static RoleTable> {
        match self {
            Self::Role(role) => vec![role.table],
            Self::Authenticated | Self::Owner { .. } => Vec::new(),
            Self::All(clauses) | Self::Any(clauses) => {
                clauses.iter().flat_map(Self::role_tables).collect()
            }
        }
    }
}

/// One role of one roles type.
#[derive(Debug, Clone, Copy)]
pub struct RoleClause {
    /// The roles type, as `#[derive(Roles)]` describes it.
    pub table: &'static RoleTable,
    /// The role's place in the table.
    pub index: u8,
}

impl RoleClause {
    /// The role's name in a token.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.table.roles.get(usize::from(self.index)).map_or("?", |role| role.name)
    }
}

/// A roles type: its names and what each role includes.
pub struct RoleTable {
    /// The type's name, for messages.
    pub type_name: &'static str,
    /// Tells roles types of the same name apart.
    pub type_id: fn() -> TypeId,
    /// The roles, in the order of the enum; at most 64.
    pub roles: &'static [RoleEntry],
}

impl fmt::Debug for RoleTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RoleTable")
            .field("type_name", &self.type_name)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}

/// One role of a roles type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleEntry {
    /// The name that tokens use.
    pub name: &'static str,
    /// The roles that a holder of this one has, itself included: bit `n` is the role at index `n`.
    pub holds: u64,
}

/// How many requests one key may make in a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// The name in the `RateLimit` response fields.
    pub name: &'static str,
    /// Requests per period; also the greatest burst.
    pub limit: u32,
    /// The period.
    pub period: Duration,
    /// Whether the endpoint stated it or got the default.
    pub stated: bool,
}

impl Quota {
    /// What applies to an endpoint that states no `rate`: 600 requests per minute and principal.
    pub const DEFAULT: Self =
        Self { name: "caller", limit: 600, period: Duration::from_secs(60), stated: false };

    /// A quota that an endpoint states as `rate = "limit/period"`.
    #[must_use]
    pub const fn per_caller(limit: u32, period_seconds: u64) -> Self {
        Self { name: "caller", limit, period: Duration::from_secs(period_seconds), stated: true }
    }
}

impl fmt::Display for Quota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.period.as_secs() {
            1 => write!(f, "{}/s", self.limit),
            60 => write!(f, "{}/min", self.limit),
            3_600 => write!(f, "{}/h", self.limit),
            86_400 => write!(f, "{}/day", self.limit),
            seconds => write!(f, "{}/{seconds}s", self.limit),
        }
    }
}

/// What the pipeline vouches for in an argument of an endpoint.
#[derive(Debug, Clone, Copy)]
pub enum ArgumentKind {
    /// Comes from the server, not from the client: state, the principal.
    Server,
    /// Rows of a resource.
    Rows(RowArgument),
    /// Validated input that is not the body: query, path.
    Input,
    /// The validated body.
    Body,
    /// Whatever the client sent, unchecked.
    Unchecked,
}

/// An argument that reaches rows.
#[derive(Debug, Clone, Copy)]
pub struct RowArgument {
    /// The resource.
    pub resource: &'static ResourceInfo,
    /// Whether it loads one row, whose id stands in the path.
    pub loads_row: bool,
}

/// A resource, as `#[derive(Resource)]` describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResourceInfo {
    /// The type's name, for messages.
    pub name: &'static str,
    /// The table.
    pub table: &'static str,
    /// The id column.
    pub id: &'static str,
    /// The owner column, where there is one.
    pub owner: Option<&'static str>,
    /// Every column, in the order of the type's fields.
    pub columns: &'static [&'static str],
}
