//! Who is calling.

use std::{fmt, sync::Arc};

use crate::{authz::RoleSet, policy::RoleClause};

/// Who the verified credentials say is calling; the anonymous caller is a principal too. Cheap to clone.
///
/// Only the library makes one that is not anonymous. As an argument of an endpoint:
///
/// ```
/// use secure_api::prelude::*;
///
/// /// Says who is calling.
/// #[secure_endpoint(authenticated)]
/// async fn me(principal: Principal) -> String {
///     format!("{} of {}", principal.subject(), principal.issuer())
/// }
/// ```
#[derive(Clone, Default)]
pub struct Principal(Option<Arc<Verified>>);

/// What verified credentials say.
pub(super) struct Verified {
    pub(super) issuer: String,
    pub(super) subject: String,
    pub(super) delegated: bool,
    pub(super) roles: RoleSet,
}

/// What kind of caller a principal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PrincipalKind {
    /// Nobody has said who.
    Anonymous,
    /// A person.
    User,
}

impl Principal {
    /// The caller that nothing is known of.
    #[must_use]
    pub const fn anonymous() -> Self {
        Self(None)
    }

    pub(super) fn verified(verified: Verified) -> Self {
        Self(Some(Arc::new(verified)))
    }

    /// What kind of caller it is.
    #[must_use]
    pub const fn kind(&self) -> PrincipalKind {
        match self.0 {
            None => PrincipalKind::Anonymous,
            Some(_) => PrincipalKind::User,
        }
    }

    /// Whether nothing is known of the caller.
    #[must_use]
    pub const fn is_anonymous(&self) -> bool {
        self.0.is_none()
    }

    /// Who vouches for the subject: the token's `iss`. Empty for the anonymous caller.
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.0.as_ref().map_or("", |verified| &verified.issuer)
    }

    /// Who it is, as the issuer names them: the token's `sub`. Empty for the anonymous caller.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.0.as_ref().map_or("", |verified| &verified.subject)
    }

    /// The subject as the owner of rows: what owner columns are compared with. The anonymous caller owns nothing.
    #[must_use]
    pub(crate) fn owner(&self) -> Option<&str> {
        self.0.as_ref().map(|verified| verified.subject.as_str())
    }

    /// Whether somebody acts for the subject (RFC 8693, `act`).
    #[must_use]
    pub fn is_delegated(&self) -> bool {
        self.0.as_ref().is_some_and(|verified| verified.delegated)
    }

    /// The roles held, with all that they include.
    #[must_use]
    pub(crate) fn roles(&self) -> RoleSet {
        self.0.as_ref().map_or(RoleSet::EMPTY, |verified| verified.roles)
    }

    /// Whether the caller holds this role, or one that includes it. For what is shown, such as a menu; what is allowed
    /// belongs into the access rule.
    #[must_use]
    pub fn holds<R: crate::authz::Roles>(&self, role: &R) -> bool {
        self.roles().holds(RoleClause { table: R::TABLE, index: role.index() })
    }
}

impl fmt::Debug for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Principal")
            .field("kind", &self.kind())
            .field("issuer", &self.issuer())
            .field("subject", &self.subject())
            .finish_non_exhaustive()
    }
}
