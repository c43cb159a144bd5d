//! Who a job is: a user, for whom this server acts, or this server itself.

use super::{
    Actor, Principal, PrincipalKind,
    principal::{Membership, Verified},
    values::is_name,
};
use crate::{
    authz::RoleSet,
    error::{Error, Result},
};

/// Proof that a principal is the one of a job, which no request can have.
#[derive(Debug)]
pub(crate) struct JobPrincipal(Principal);

impl JobPrincipal {
    pub(super) fn user(
        issuer: &str,
        subject: &str,
        owner_id: Option<String>,
        tenant: Option<&str>,
    ) -> Result<Self> {
        let actor = Some(Actor::system());
        Self::new(PrincipalKind::User, issuer, subject, owner_id, actor, tenant)
    }

    /// This server itself, which no issuer vouches for.
    pub(crate) fn system(tenant: Option<&str>) -> Result<Self> {
        Self::new(PrincipalKind::System, "", "system", None, None, tenant)
    }

    pub(crate) const fn principal(&self) -> &Principal {
        &self.0
    }

    pub(crate) fn into_principal(self) -> Principal {
        self.0
    }

    /// A job has no roles: what it may do is the code that runs it.
    fn new(
        kind: PrincipalKind,
        issuer: &str,
        subject: &str,
        owner_id: Option<String>,
        actor: Option<Actor>,
        tenant: Option<&str>,
    ) -> Result<Self> {
        if tenant.is_some_and(|tenant| !is_name(tenant)) {
            return Err(Error::internal("a job's tenant is not one that a token could prove"));
        }
        let membership =
            |tenant: &str| Membership { tenant: tenant.to_owned(), roles: RoleSet::EMPTY };
        Ok(Self(Principal::verified(Verified {
            kind,
            issuer: issuer.to_owned(),
            subject: subject.to_owned(),
            owner_id,
            actor,
            client: None,
            third_party: false,
            tenants: tenant.map(membership).into_iter().collect(),
            global_roles: RoleSet::EMPTY,
            scopes: None,
            authenticated_at: None,
            several_factors: None,
        })))
    }
}
