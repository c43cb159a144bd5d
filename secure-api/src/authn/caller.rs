//! Who the claims of a verified token speak of.

use std::{borrow::Cow, fmt, sync::Arc, time::Duration};

use super::{
    InvalidToken, Principal, PrincipalKind,
    claims::{Claims, TenantClaim},
    principal::{Membership, Verified},
    validity::Validity,
    values,
};
use crate::{authz::RoleSet, clock::Instant, policy::RoleTable};

/// What a name of an issuer's is called here, given both.
type Mapping = dyn Fn(&str, &str) -> Option<String> + Send + Sync;

/// How the names that issuers give become the names that columns are compared with.
#[derive(Clone, Default)]
pub(super) enum Naming {
    /// They are the same: only where there is one issuer.
    #[default]
    Same,
    /// As the application says.
    Mapped(Arc<Mapping>),
}

/// How users become owners of rows, and which tenants are meant.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    pub(super) owners: Naming,
    pub(super) tenants: Naming,
}

impl Naming {
    pub(super) fn name_of(&self, issuer: &str, name: &str) -> Option<String> {
        match self {
            Self::Same => Some(name.to_owned()),
            Self::Mapped(mapping) => mapping(issuer, name),
        }
    }
}

impl Names {
    /// Whether the application still says what it said when this token was verified. It may say something else whenever it is asked.
    pub(super) fn still_say(&self, known: &Known) -> bool {
        let principal = &known.principal;
        let (issuer, subject) = (principal.issuer(), principal.subject());
        let same_owner = match (&self.owners, principal.kind()) {
            (Naming::Mapped(mapping), PrincipalKind::User) => {
                mapping(issuer, subject).as_deref() == principal.owner_id()
            }
            _ => true,
        };
        same_owner
            && known.tenants.iter().all(|(name, said)| self.tenants.name_of(issuer, name) == *said)
    }
}

impl fmt::Debug for Naming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Same => "Same",
            Self::Mapped(_) => "Mapped",
        })
    }
}

/// What verifying a token has found out.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) principal: Principal,
    pub(super) validity: Validity,
    /// The tenants that the application was asked about, as the issuer calls them, and what it said.
    pub(super) tenants: Vec<(String, Option<String>)>,
    /// Whether it is found out again whenever the token is good and the application says the same.
    pub(super) is_lasting: bool,
}

/// What is known by these claims.
pub(super) fn known(
    claims: Claims<'_>,
    validity: Validity,
    tenants: &TenantClaim,
    first_party: &[String],
    table: Option<&'static RoleTable>,
    naming: &Names,
) -> Result<Known, InvalidToken> {
    let client = client(claims.client_id, claims.authorized_party)?;
    let (issuer, subject) = (claims.issuer.into_owned(), claims.subject.into_owned());
    let is_service = client.as_deref() == Some(subject.as_str())
        || matches!(
            claims.grant_type.as_deref(),
            Some("client-credentials" | "client_credentials")
        );
    let kind = if is_service { PrincipalKind::Service } else { PrincipalKind::User };
    let roles = claims.roles.map_or(RoleSet::EMPTY, |names| role_set(&names, table));
    let mut asked = Vec::new();
    let mut tenant_of = |name: Cow<'_, str>| {
        let tenant = naming.tenants.name_of(&issuer, &name);
        if matches!(naming.tenants, Naming::Mapped(_)) {
            asked.push((name.into_owned(), tenant.clone()));
        }
        tenant
    };
    let (memberships, global_roles) = match tenants {
        TenantClaim::Absent => (Vec::new(), roles),
        // Roles of a token without its tenant are not suddenly roles everywhere.
        TenantClaim::One(_) => {
            let one = claims.tenant.and_then(tenant_of);
            let one = one.map(|tenant| Membership { tenant, roles });
            (one.into_iter().collect(), RoleSet::EMPTY)
        }
        TenantClaim::Each(_) => {
            let mut each: Vec<Membership> = Vec::new();
            for (tenant, names) in claims.memberships.unwrap_or_default() {
                let Some(tenant) = tenant_of(tenant) else { continue };
                if each.iter().any(|other| other.tenant == tenant) {
                    return Err(InvalidToken("of two tenants that are one"));
                }
                each.push(Membership { tenant, roles: role_set(&names, table) });
            }
            (each, roles)
        }
    };
    let principal = Principal::verified(Verified {
        kind,
        owner_id: if is_service { None } else { naming.owners.name_of(&issuer, &subject) },
        issuer,
        subject,
        actor: claims.actor,
        third_party: client.as_ref().is_some_and(|client| !first_party.contains(client)),
        client,
        tenants: memberships,
        global_roles,
        scopes: claims.scopes,
        authenticated_at: claims.authenticated.map(moment),
        several_factors: claims.methods.map(|methods| methods.iter().any(|name| name.0 == "mfa")),
    });
    Ok(Known { principal, validity, tenants: asked, is_lasting: true })
}

/// The client that a token names. Two names leave open which one is meant.
fn client(
    client_id: Option<Cow<'_, str>>,
    authorized_party: Option<Cow<'_, str>>,
) -> Result<Option<String>, InvalidToken> {
    match (client_id, authorized_party) {
        (Some(client), Some(party)) if client != party => Err(InvalidToken("of two clients")),
        (client, party) => Ok(client.or(party).map(Cow::into_owned)),
    }
}

/// The roles that these names stand for.
fn role_set(names: &values::Names<'_>, table: Option<&'static RoleTable>) -> RoleSet {
    table.map_or(RoleSet::EMPTY, |table| {
        RoleSet::from_names(table, names.iter().map(|name| name.0.as_ref()))
    })
}

/// In whole seconds, rounded down: an authentication counts as older rather than as younger.
fn moment(since_1970: Duration) -> Instant {
    Instant::from_unix_seconds(since_1970.as_secs())
}
