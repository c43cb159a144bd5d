//! What an endpoint declares, as constant data. Decides nothing, and imports no sibling but the signature of a `check`.
//!
//! `#[secure_endpoint]` writes one [`EndpointPolicy`] for each endpoint; the pipeline reads it, the router lists it.

mod clause;
mod opt_out;
mod quota;
mod resource;
mod roles;
mod words;

use std::{fmt, time::Duration};

pub use clause::{AccessRule, Check, Clause, Literal, MemberClause, OwnerColumn, RowClause};
pub use opt_out::{OptOut, OptOutKind};
pub use quota::{Count, Quota, QuotaKey};
pub(crate) use resource::is_one_table;
pub use resource::{
    ArgumentKind, ColumnInfo, ColumnKind, Holds, InputArgument, InputSource, MemberInfo,
    MemberLevels, ResourceInfo, RowArgument, Unbounded,
};
pub use roles::{RoleClause, RoleEntry, RoleTable};
pub(crate) use words::Words;

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
    /// Why there are none.
    pub unlimited: Option<&'static str>,
    /// A quota that the configuration states, and that all endpoints of this tier share.
    pub tier: Option<&'static str>,
    /// Why row arguments reach every row although the access rule has no row clause.
    pub unscoped: Option<&'static str>,
    /// Why row arguments reach the rows of every tenant.
    pub cross_tenant: Option<&'static str>,
    /// Which owner column it may set to somebody else.
    pub transfer: Option<OwnerColumn>,
    /// Bytes of the body; what the configuration says where this is `None`.
    pub body: Option<usize>,
    /// From the header fields of the request to those of the response; what the configuration says where this is `None`.
    pub timeout: Option<Duration>,
    /// What an audit event calls this endpoint; its module and name where this is `None`.
    pub audit: Option<&'static str>,
    /// What each argument of the function is, in order.
    pub arguments: &'static [ArgumentKind],
    /// The path captures that each argument reads its id from, in the order of `arguments`; none where it
    /// [does not name them](RowArgument::captures).
    pub captures: &'static [&'static [&'static str]],
}

impl fmt::Display for EndpointPolicy {
    /// The endpoint's module and name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}", self.module, self.name)
    }
}

impl EndpointPolicy {
    /// Admits nobody, and has no quota. What every policy starts from.
    pub const CLOSED: Self = Self {
        name: "",
        module: "",
        source: Source { file: "", line: 0 },
        access: Access::Rule(&Clause::Any(&[])),
        quotas: &[],
        unlimited: None,
        tier: None,
        unscoped: None,
        cross_tenant: None,
        transfer: None,
        body: None,
        timeout: None,
        audit: None,
        arguments: &[],
        captures: &[],
    };

    /// The rows that this endpoint takes.
    pub fn row_arguments(&self) -> impl Iterator<Item = &RowArgument> {
        self.arguments.iter().filter_map(|argument| match argument {
            ArgumentKind::Rows(rows) => Some(rows),
            _ => None,
        })
    }

    /// The resources whose tables its statements look into: those whose rows it takes, and those that these rows and its inputs refer to.
    /// One may be there more than once.
    pub(crate) fn resources(&self) -> Vec<&'static ResourceInfo> {
        let of_argument = |argument: &ArgumentKind| match argument {
            ArgumentKind::Rows(rows) => {
                let mut all = (rows.refers_to)();
                all.push(rows.resource);
                all
            }
            ArgumentKind::Input(input) | ArgumentKind::Body(input) => (input.refers_to)(),
            ArgumentKind::Server | ArgumentKind::Unchecked => Vec::new(),
        };
        self.arguments.iter().flat_map(of_argument).collect()
    }

    /// Whether it reaches rows of which each belongs to a tenant, and only those of one tenant.
    #[must_use]
    pub fn needs_tenant(&self) -> bool {
        self.cross_tenant.is_none()
            && self.row_arguments().any(|rows| rows.resource.tenant.is_some())
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

/// The stance of an endpoint, and its rule.
#[derive(Debug)]
pub enum Access {
    /// Anyone may call; credentials are ignored.
    Public {
        /// Why that is right.
        reason: &'static str,
        /// Which rows it reaches, by `row` clauses.
        rows: Option<&'static Clause>,
    },
    /// Anyone may call, but credentials that are sent have to verify.
    Optional {
        /// Why that is right.
        reason: &'static str,
        /// What else has to be true, for the anonymous caller too.
        rule: Option<&'static Clause>,
    },
    /// Only callers with verified credentials for whom the rule is true.
    Rule(&'static Clause),
}

impl Access {
    /// The clauses; none where the stance stands alone.
    #[must_use]
    pub const fn rule(&self) -> Option<&'static Clause> {
        match self {
            Self::Public { rows: rule, .. } | Self::Optional { rule, .. } => *rule,
            Self::Rule(rule) => Some(rule),
        }
    }

    /// Whether every caller has verified credentials.
    #[must_use]
    pub const fn is_authenticated(&self) -> bool {
        matches!(self, Self::Rule(_))
    }
}
