//! Who is calling.

use std::{fmt, sync::Arc};

use super::Actor;
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
pub struct Principal {
    pub(super) verified: Option<Arc<Verified>>,
    /// Which of the proven tenants the request is about, by its place among them.
    tenant: Option<usize>,
}

/// What verified credentials say.
pub(super) struct Verified {
    pub(super) kind: PrincipalKind,
    pub(super) issuer: String,
    pub(super) subject: String,
    /// What owner columns are compared with; `None` where the subject can own nothing.
    pub(super) owner_id: Option<String>,
    pub(super) actor: Option<Actor>,
    /// Who the token was issued to.
    pub(super) client: Option<String>,
    /// Whether that is not a client of the API's own.
    pub(super) third_party: bool,
    /// The tenants that the credentials prove.
    pub(super) tenants: Vec<Membership>,
    /// Those held outside of any tenant.
    pub(super) global_roles: RoleSet,
    /// `None` where the credentials name none.
    pub(super) scopes: Option<Vec<String>>,
    pub(super) authenticated_at: Option<Instant>,
    /// `None` where the credentials do not say.
    pub(super) several_factors: Option<bool>,
}

/// A tenant that the credentials prove, and the roles held in it.
pub(super) struct Membership {
    pub(super) tenant: String,
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
    /// A program that calls on its own account: the token was issued to the client itself. It owns no rows.
    Service,
    /// This server itself, in a job. It owns no rows.
    System,
}

/// What tests of other stages say of a caller.
#[cfg(test)]
pub(crate) struct TestPrincipal<'a> {
    pub(crate) owner_id: Option<&'a str>,
    pub(crate) roles: RoleSet,
    pub(crate) scopes: Option<&'a [&'a str]>,
    pub(crate) authenticated_at: Option<Instant>,
    pub(crate) several_factors: Option<bool>,
}

#[cfg(test)]
impl From<TestPrincipal<'_>> for Principal {
    /// Who can own nothing is a service here.
    fn from(test: TestPrincipal<'_>) -> Self {
        let owner_id = test.owner_id.map(str::to_owned);
        Self::verified(Verified {
            kind: owner_id.as_ref().map_or(PrincipalKind::Service, |_| PrincipalKind::User),
            issuer: "https://id.example".to_owned(),
            subject: "somebody".to_owned(),
            owner_id,
            actor: None,
            client: None,
            third_party: false,
            tenants: Vec::new(),
            global_roles: test.roles,
            scopes: test
                .scopes
                .map(|scopes| scopes.iter().map(|&scope| scope.to_owned()).collect()),
            authenticated_at: test.authenticated_at,
            several_factors: test.several_factors,
        })
    }
}

impl Principal {
    /// The caller that nothing is known of.
    #[must_use]
    pub const fn anonymous() -> Self {
        Self { verified: None, tenant: None }
    }

    /// Where the credentials prove one tenant, the request is about that one; where several, about none that is known yet.
    pub(super) fn verified(verified: Verified) -> Self {
        let tenant = (verified.tenants.len() == 1).then_some(0);
        Self { verified: Some(Arc::new(verified)), tenant }
    }

    /// The same principal in a request about this tenant; `None` if its credentials do not prove it.
    pub(super) fn in_tenant(&self, tenant: &str) -> Option<Self> {
        let proven = &self.verified.as_ref()?.tenants;
        let place = proven.iter().position(|membership| membership.tenant == tenant)?;
        Some(Self { tenant: Some(place), ..self.clone() })
    }

    /// What kind of caller it is.
    #[must_use]
    pub fn kind(&self) -> PrincipalKind {
        match &self.verified {
            None => PrincipalKind::Anonymous,
            Some(verified) => verified.kind,
        }
    }

    /// Whether nothing is known of the caller.
    #[must_use]
    pub const fn is_anonymous(&self) -> bool {
        self.verified.is_none()
    }

    /// Who vouches for the subject: the token's `iss`. Empty for the anonymous caller.
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.verified.as_ref().map_or("", |verified| &verified.issuer)
    }

    /// Who it is, as the issuer names them: the token's `sub`. Empty for the anonymous caller.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.verified.as_ref().map_or("", |verified| &verified.subject)
    }

    /// What owner columns are compared with. `None` for whoever can own nothing: the anonymous caller, services, the system.
    #[must_use]
    pub fn owner_id(&self) -> Option<&str> {
        self.verified.as_ref()?.owner_id.as_deref()
    }

    /// The tenant that the request is about, one of those that the credentials prove. `None` where they prove none, or several of
    /// which the request selects none.
    #[must_use]
    pub fn tenant(&self) -> Option<&str> {
        self.membership().map(|membership| membership.tenant.as_str())
    }

    /// Whether the credentials prove a tenant, be the request about it or not.
    pub(crate) fn proves_a_tenant(&self) -> bool {
        self.verified.as_ref().is_some_and(|verified| !verified.tenants.is_empty())
    }

    fn membership(&self) -> Option<&Membership> {
        self.verified.as_ref()?.tenants.get(self.tenant?)
    }

    /// The client that the token was issued to: its `client_id` (RFC 9068), or `azp`. `None` if the credentials do not say.
    #[must_use]
    pub fn client(&self) -> Option<&str> {
        self.verified.as_ref()?.client.as_deref()
    }

    /// Who acts for the subject (RFC 8693, `act`); `None` if it acts itself.
    #[must_use]
    pub fn actor(&self) -> Option<&Actor> {
        self.verified.as_ref()?.actor.as_ref()
    }

    /// Whether the token is in the hands of a client that is not the API's own. One that names no client is not.
    #[must_use]
    pub fn is_third_party(&self) -> bool {
        self.verified.as_ref().is_some_and(|verified| verified.third_party)
    }

    /// Whether the credentials carry this scope; `None` if they name none at all.
    #[must_use]
    pub fn has_scope(&self, scope: &str) -> Option<bool> {
        let scopes = self.verified.as_ref()?.scopes.as_ref()?;
        Some(scopes.iter().any(|held| held == scope))
    }

    /// When the caller last proved who it is; `None` if the credentials do not say.
    #[must_use]
    pub fn authenticated_at(&self) -> Option<Instant> {
        self.verified.as_ref()?.authenticated_at
    }

    /// Whether it did so with several factors; `None` if the credentials do not say.
    #[must_use]
    pub fn used_several_factors(&self) -> Option<bool> {
        self.verified.as_ref()?.several_factors
    }

    /// Whether somebody acts for the subject.
    #[must_use]
    pub fn is_delegated(&self) -> bool {
        self.actor().is_some()
    }

    /// The roles held, with all that they include: in the tenant of the request, or those that are held outside of any tenant. Of
    /// these, none is known not to be held that is held in some tenant: a request does not take it off by selecting none.
    #[must_use]
    pub(crate) fn roles(&self, outside_of_tenants: bool) -> RoleSet {
        let Some(verified) = &self.verified else { return RoleSet::EMPTY };
        match self.membership() {
            Some(membership) if !outside_of_tenants => membership.roles,
            _ => {
                let others = verified.tenants.iter().map(|membership| membership.roles);
                others.fold(verified.global_roles, RoleSet::leaving_open)
            }
        }
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
            .field("tenant", &self.tenant())
            .field("client", &self.client())
            .field("actor", &self.actor())
            .finish_non_exhaustive()
    }
}
