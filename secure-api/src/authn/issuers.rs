//! The issuers whose tokens verify, and what is configured about all of them.

use std::sync::Arc;

use super::{
    InvalidToken, JwtVerifier, TenantSource,
    caller::{Known, Names, Naming},
    jobs::JobPrincipal,
    jwt::{FOREIGN, WRONG_SIGNATURE},
    values::is_name,
};
use crate::{
    clock::Instant,
    config::ConfigError,
    error::{Error, Result},
    policy::RoleTable,
};

/// A verifier for each issuer and audience, how their subjects become owners, which tenants they mean, and where a request says which tenant it is about.
#[derive(Debug, Default)]
pub(crate) struct Issuers {
    verifiers: Vec<JwtVerifier>,
    naming: Names,
    tenant: Option<TenantSource>,
}

impl Issuers {
    pub(crate) fn add(&mut self, verifier: JwtVerifier) {
        self.verifiers.push(verifier);
    }

    pub(crate) fn map_owners(
        &mut self,
        mapping: impl Fn(&str, &str) -> Option<String> + Send + Sync + 'static,
    ) {
        self.naming.owners = Naming::Mapped(Arc::new(mapping));
    }

    pub(crate) fn map_tenants(
        &mut self,
        mapping: impl Fn(&str, &str) -> Option<String> + Send + Sync + 'static,
    ) {
        self.naming.tenants = Naming::Mapped(Arc::new(mapping));
    }

    pub(crate) fn select_tenant_by(&mut self, source: TenantSource) {
        self.tenant = Some(source);
    }

    /// Refuses what would leave open whose token it is, or whose rows.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        for (place, verifier) in self.verifiers.iter().enumerate() {
            let is_same = |other: &JwtVerifier| {
                (other.issuer(), other.audience()) == (verifier.issuer(), verifier.audience())
            };
            if self.verifiers.iter().take(place).any(is_same) {
                return Err(ConfigError::RepeatedIssuer {
                    issuer: verifier.issuer().to_owned(),
                    audience: verifier.audience().to_owned(),
                });
            }
        }
        let Names { owners, tenants } = &self.naming;
        if matches!(owners, Naming::Same) && self.verifiers.len() > 1 {
            return Err(ConfigError::NoOwners);
        }
        let proving = self.verifiers.iter().filter(|verifier| verifier.proves_tenants());
        if matches!(tenants, Naming::Same) && proving.count() > 1 {
            return Err(ConfigError::NoTenants);
        }
        Ok(())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.verifiers.is_empty()
    }

    /// Whether a token can prove a tenant.
    pub(crate) fn proves_tenants(&self) -> bool {
        self.verifiers.iter().any(JwtVerifier::proves_tenants)
    }

    pub(crate) const fn tenant_source(&self) -> Option<&TenantSource> {
        self.tenant.as_ref()
    }

    pub(super) const fn names(&self) -> &Names {
        &self.naming
    }

    /// Who a token says is calling, and what else is known then. Several verifiers are asked in turn: what a token says of its issuer counts only once the key of
    /// that issuer has verified it, and each of them compares both.
    pub(super) fn verify(
        &self,
        token: &str,
        table: Option<&'static RoleTable>,
        now: Instant,
    ) -> Result<Known, InvalidToken> {
        let mut is_lasting = true;
        let mut why = match self.verifiers.is_empty() {
            true => InvalidToken("not expected: no verifier is configured"),
            false => WRONG_SIGNATURE,
        };
        for verifier in &self.verifiers {
            match verifier.verify_for(token, table, &self.naming, now) {
                Ok(known) => return Ok(Known { is_lasting, ..known }),
                // To the others' keys it is wrong in any case. What the token's own issuer finds is worth the log.
                Err(WRONG_SIGNATURE) => {}
                Err(invalid) => {
                    // An earlier verifier may yet take what it does not take now.
                    is_lasting &= FOREIGN.contains(&invalid);
                    why = invalid;
                }
            }
        }
        Err(why)
    }

    /// A user for whom this server acts. Without an issuer it is the only one.
    pub(crate) fn user(
        &self,
        issuer: Option<&str>,
        subject: &str,
        tenant: Option<&str>,
    ) -> Result<JobPrincipal> {
        let mut issuers = self.verifiers.iter().map(JwtVerifier::issuer);
        let only = match self.verifiers.as_slice() {
            [only] => Some(only.issuer()),
            _ => None,
        };
        let issuer = match issuer {
            None => only,
            Some(named) => issuers.find(|issuer| *issuer == named),
        };
        let issuer = issuer.ok_or_else(|| Error::internal("a job's user has no such issuer"))?;
        if !is_name(subject) {
            return Err(Error::internal("a job's user has no usable subject"));
        }
        JobPrincipal::user(issuer, subject, self.naming.owners.name_of(issuer, subject), tenant)
    }
}
