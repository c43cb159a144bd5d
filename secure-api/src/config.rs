//! What is wrong with a configuration. Found when the server starts, never while it answers.

use std::{error::Error, fmt};

/// Writes an error with its causes. As `Debug`, because that is what a `main` which returns the error prints.
pub(crate) fn explain(error: &dyn Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{error}")?;
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(f, ": {error}")?;
        cause = error.source();
    }
    Ok(())
}

/// A setting that the server does not start with: each message names the setting, the rule and what to do.
///
/// ```
/// use secure_api::authn::{JwtVerifier, TokenSecret};
///
/// let error = JwtVerifier::hs256(&TokenSecret::random()?, "", "https://api.example").unwrap_err();
/// assert!(error.to_string().starts_with("`issuer` is empty: "));
/// # Ok::<(), secure_api::config::ConfigError>(())
/// ```
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A secret is too short for HMAC-SHA256 (RFC 7518, section 3.2).
    #[error(
        "the {secret} has {bytes} bytes, but HMAC-SHA256 needs at least 32: generate one with `openssl rand -base64 32`"
    )]
    ShortSecret {
        /// Which secret.
        secret: &'static str,
        /// How many bytes it has.
        bytes: usize,
    },
    /// A secret that is printed in documentation or repeats itself (RFC 8725, section 3.5).
    #[error(
        "the {secret} is one that anybody could guess: generate one with `openssl rand -base64 32`"
    )]
    KnownSecret {
        /// Which secret.
        secret: &'static str,
    },
    /// The cryptography library derives no key from the master secret.
    #[error("no key could be derived from the master secret: report it as a bug")]
    Derivation,
    /// A setting that must not be empty.
    #[error("`{setting}` is empty: {help}")]
    Empty {
        /// The setting.
        setting: &'static str,
        /// What belongs there.
        help: &'static str,
    },
    /// A number or a time outside of what is allowed.
    #[error("`{setting}` is {value}, but must be {rule}")]
    OutOfRange {
        /// The setting.
        setting: &'static str,
        /// What it is.
        value: String,
        /// What it may be.
        rule: &'static str,
    },
    /// Two settings of which only one can be meant.
    #[error(
        "`{first}` and `{second}` exclude each other: keep the one that says what the tokens hold"
    )]
    Exclusive {
        /// The one.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// Two verifiers for the same tokens.
    #[error(
        "two verifiers are for tokens of `{issuer}` for `{audience}`, and one of them would never be asked: keep one"
    )]
    RepeatedIssuer {
        /// The issuer.
        issuer: String,
        /// The audience.
        audience: String,
    },
    /// Several verifiers, whose subjects may be equal and yet be different people.
    #[error(
        "tokens of several issuers verify, and equal subjects of two of them are different people: say which owner each one is by `Security::builder().owners(|issuer, subject| …)`"
    )]
    NoOwners,
    /// Several verifiers that prove tenants: each issuer could name the tenants of the others.
    #[error(
        "tokens of several issuers prove tenants, and each issuer could name those of the others: say which tenant each one means by `Security::builder().tenants(|issuer, tenant| …)`"
    )]
    NoTenants,
    /// An endpoint reaches rows of which each belongs to a tenant, but nobody could prove one.
    #[error(
        "endpoint `{endpoint}` reaches the rows of one tenant, but no credentials that it looks at prove a tenant: call `JwtVerifier::tenant_claim`, or write `cross_tenant(reason = \"…\")`"
    )]
    NoTenant {
        /// The endpoint.
        endpoint: String,
    },
    /// Two resources are of one table, and only one of them knows a column that the rows of both depend on: whose tenant's they are, how often
    /// they were changed, when they were deleted.
    #[error(
        "endpoint `{endpoint}` reaches rows of the table `{table}` as `{resource}`, which leaves out that `{column}` is their `{attribute}` column, as `{other}` says: {help}"
    )]
    ViewsDisagree {
        /// The endpoint.
        endpoint: String,
        /// The resource that leaves it out, or names another column.
        resource: &'static str,
        /// The resource that says so.
        other: &'static str,
        /// What it says of the column: `tenant`, `version` or `soft_delete`.
        attribute: &'static str,
        /// The column.
        column: &'static str,
        /// The table.
        table: &'static str,
        /// What to write.
        help: &'static str,
    },
    /// A resource has its members in a table whose rows are kept when they are deleted, and does not say so: whoever was removed would still
    /// be a member.
    #[error(
        "endpoint `{endpoint}` reaches rows of `{resource}`, whose members are in the table `{table}`, where rows are kept when they are deleted: add `soft_delete = \"{column}\"` to its `member(…)`"
    )]
    RemovedMembers {
        /// The endpoint.
        endpoint: String,
        /// The resource with the members.
        resource: &'static str,
        /// The column that says when a member was removed.
        column: &'static str,
        /// The table of members.
        table: &'static str,
    },
    /// The tenant stands in the path, but this path has no place for it.
    #[error(
        "endpoint `{endpoint}` reaches the rows of the tenant that the path names by `{{{capture}}}`, but the path `{path}` has no such capture"
    )]
    MissingTenantCapture {
        /// The endpoint.
        endpoint: String,
        /// The path.
        path: String,
        /// The capture.
        capture: String,
    },
    /// The operating system gives no randomness.
    #[error("the operating system gives no randomness, and nothing else will do")]
    Randomness(#[source] getrandom::Error),
    /// The router has no state, so nobody could judge its requests.
    #[error("the router has no state: call `with_state` with a state that holds a `Security`")]
    NoState,
    /// An endpoint has a rule, but no credentials can be verified.
    #[error(
        "endpoint `{endpoint}` has an access rule, but no token can be verified: call `Security::builder().jwt(…)`"
    )]
    NoVerifier {
        /// The endpoint.
        endpoint: String,
    },
    /// An endpoint names roles that no token can carry.
    #[error(
        "endpoint `{endpoint}` names roles of `{roles}`, which is not the registered roles type: call `Security::builder().roles::<{roles}>()`"
    )]
    UnregisteredRoles {
        /// The endpoint.
        endpoint: String,
        /// The roles type.
        roles: &'static str,
    },
    /// An endpoint is of a tier that nobody has configured.
    #[error(
        "endpoint `{endpoint}` is of the tier `{tier}`, which is not configured: call `Security::builder().tier(\"{tier}\", …)`"
    )]
    UnknownTier {
        /// The endpoint.
        endpoint: String,
        /// The tier.
        tier: &'static str,
    },
    /// An endpoint loads a row, but the path has no place for its id.
    #[error(
        "endpoint `{endpoint}` loads a row by `{{{capture}}}`, but the path `{path}` has no such capture"
    )]
    MissingCapture {
        /// The endpoint.
        endpoint: String,
        /// The path.
        path: String,
        /// The capture.
        capture: &'static str,
    },
    /// A path, put together by `nest`, has two captures of the same name, so that nobody can say which one is meant.
    #[error("the path `{path}` has two captures `{{{capture}}}`: rename one of them")]
    RepeatedCapture {
        /// The path.
        path: String,
        /// The capture.
        capture: String,
    },
    /// A development configuration would be reached by other machines.
    #[error(
        "a development configuration listens on loopback only, not on {address}: bind to 127.0.0.1, or configure real keys"
    )]
    DevelopmentAddress {
        /// The address.
        address: std::net::SocketAddr,
    },
}

impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        explain(self, f)
    }
}
