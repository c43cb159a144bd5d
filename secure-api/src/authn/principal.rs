//! Who is calling.

use std::{fmt, sync::Arc};

use crate::{authz::RoleSet, clock::Instant, policy::RoleClause};

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
    pub(super) kind: PrincipalKind,
    pub(super) issuer: String,
    pub(super) subject: String,
    /// What owner columns are compared with; `None` where the subject can own nothing.
    pub(super) owner_id: Option<String>,
    pub(super) delegated: bool,
    /// Whether the token is in the hands of a client that is not the API's own.
    pub(super) third_party: bool,
    /// The one tenant that the request is about.
    pub(super) tenant: Option<String>,
    /// Those held in that tenant; where there is none, those held outside of any.
    pub(super) roles: RoleSet,
    /// Those held outside of any tenant.
    pub(super) global_roles: RoleSet,
    /// `None` where the credentials name none.
    pub(super) scopes: Option<Vec<String>>,
    pub(super) authenticated_at: Option<Instant>,
    /// `None` where the credentials do not say.
    pub(super) several_factors: Option<bool>,
}

/// What kind of caller a principal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PrincipalKind {
    /// Nobody has said who.
    Anonymous,
    /// A person.
    User,
    /// A program that calls on its own account. It owns no rows.
    Service,
    /// This server itself, in a job. It owns no rows.
    System,
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
    pub fn kind(&self) -> PrincipalKind {
        match &self.0 {
            None => PrincipalKind::Anonymous,
            Some(verified) => verified.kind,
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

    /// What owner columns are compared with. `None` for whoever can own nothing: the anonymous caller, services, the system.
    #[must_use]
    pub fn owner_id(&self) -> Option<&str> {
        self.0.as_ref()?.owner_id.as_deref()
    }

    /// The tenant that the request is about, one of those that the credentials prove.
    #[must_use]
    pub fn tenant(&self) -> Option<&str> {
        self.0.as_ref()?.tenant.as_deref()
    }

    /// Whether the token is in the hands of a client that is not the API's own.
    #[must_use]
    pub fn is_third_party(&self) -> bool {
        self.0.as_ref().is_some_and(|verified| verified.third_party)
    }

    /// Whether the credentials carry this scope; `None` if they name none at all.
    #[must_use]
    pub fn has_scope(&self, scope: &str) -> Option<bool> {
        let scopes = self.0.as_ref()?.scopes.as_ref()?;
        Some(scopes.iter().any(|held| held == scope))
    }

    /// When the caller last proved who it is; `None` if the credentials do not say.
    #[must_use]
    pub fn authenticated_at(&self) -> Option<Instant> {
        self.0.as_ref()?.authenticated_at
    }

    /// Whether it did so with several factors; `None` if the credentials do not say.
    #[must_use]
    pub fn used_several_factors(&self) -> Option<bool> {
        self.0.as_ref()?.several_factors
    }

    /// Whether somebody acts for the subject (RFC 8693, `act`).
    #[must_use]
    pub fn is_delegated(&self) -> bool {
        self.0.as_ref().is_some_and(|verified| verified.delegated)
    }

    /// The roles held, with all that they include: in the tenant of the request, or those that are held outside of any tenant.
    #[must_use]
    pub(crate) fn roles(&self, outside_of_tenants: bool) -> RoleSet {
        self.0.as_ref().map_or(RoleSet::EMPTY, |verified| match outside_of_tenants {
            false => verified.roles,
            true => verified.global_roles,
        })
    }

    /// Whether the caller holds this role, or one that includes it. For what is shown, such as a menu; what is allowed
    /// belongs into the access rule.
    #[must_use]
    pub fn holds<R: crate::authz::Roles>(&self, role: &R) -> bool {
        self.roles(false).holds(RoleClause { table: R::TABLE, index: role.index() })
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
