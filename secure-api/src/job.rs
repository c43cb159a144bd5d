//! Jobs: code of the application that reaches rows outside of any request.

use std::{fmt, sync::Arc};

use crate::{
    audit::JobAudit,
    authn::{JobPrincipal, Principal},
    authz::{Grant, grant_to_job},
    clock::Clock,
    error::{Error, Result},
    rows::Cursors,
    security::Security,
};

/// A grant for code that runs outside of a request, such as a nightly export: [`Security::act_as`] and [`Security::system`] give one. It ends
/// when this is dropped. An audit event tells when it began, and one when it ended.
///
/// ```
/// use secure_api::{Db, Security, prelude::*, rows::Search};
/// # #[derive(Resource, sqlx::FromRow)]
/// # #[resource(table = "notes")]
/// # struct Note { #[resource(id)] id: i64, #[resource(owner)] owner_id: String, text: String }
///
/// async fn export(security: &Security, db: &Db, subject: &str) -> Result<u64> {
///     let job = security.act_as(None, subject, None, "the user has asked for an export")?;
///     job.rows::<Note>(db)?.count(Search::all()).await
/// }
/// ```
///
/// What it reaches does not outlive it:
///
/// ```compile_fail,E0505
/// # use secure_api::{Db, Security, prelude::*};
/// # #[derive(Resource, sqlx::FromRow)]
/// # #[resource(table = "notes")]
/// # struct Note { #[resource(id)] id: i64, #[resource(owner)] owner_id: String, text: String }
/// async fn export(security: &Security, db: &Db) -> Result<()> {
///     let job = security.system(None, "the nightly export")?;
///     let notes = job.rows::<Note>(db)?;
///     drop(job);
///     notes.list(&PageRequest::default()).await.map(drop)
/// }
/// ```
pub struct Job {
    grant: Grant,
    clock: Arc<dyn Clock>,
    cursors: Arc<Cursors>,
    /// Records the end.
    _audit: JobAudit,
}

impl Job {
    fn begin(security: &Security, who: JobPrincipal, reason: &str) -> Result<Self> {
        if reason.trim().is_empty() {
            return Err(Error::internal("a job has no reason"));
        }
        let audit = JobAudit::begin(security.audit(), security.clock(), who.principal(), reason);
        let clock = Arc::clone(security.clock());
        let cursors = Arc::clone(security.cursors());
        Ok(Self { grant: grant_to_job(who, clock.now()), clock, cursors, _audit: audit })
    }

    /// Who it is: the user, with this server as its actor, or the system.
    #[must_use]
    pub const fn principal(&self) -> &Principal {
        self.grant.principal()
    }

    pub(crate) const fn grant(&self) -> &Grant {
        &self.grant
    }

    pub(crate) fn cursors(&self) -> Arc<Cursors> {
        Arc::clone(&self.cursors)
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock)
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").field("grant", &self.grant).finish_non_exhaustive()
    }
}

impl Security {
    /// Begins a job in the place of a user: it reaches the rows that this user owns, in this tenant. Whether the user still exists, or still
    /// belongs to the tenant, nobody looks up. The issuer may be left out where only one is configured.
    ///
    /// # Errors
    /// 500 without a reason, for an issuer that is not configured, for a subject or tenant that no token could name.
    pub fn act_as(
        &self,
        issuer: Option<&str>,
        subject: &str,
        tenant: Option<&str>,
        reason: &str,
    ) -> Result<Job> {
        Job::begin(self, self.issuers().user(issuer, subject, tenant)?, reason)
    }

    /// Begins a job of this server itself: it reaches every row, of this tenant where rows have one. Without a tenant, `rows` of a resource
    /// that has one is 403: a job for several tenants is several jobs. It owns nothing, so that it creates no row that has an owner.
    ///
    /// # Errors
    /// 500 without a reason, for a tenant that no token could name.
    pub fn system(&self, tenant: Option<&str>, reason: &str) -> Result<Job> {
        Job::begin(self, JobPrincipal::system(tenant)?, reason)
    }
}
