//! The grant of a job: no endpoint's rule decides it, but who the job is.

use super::{Grant, Reach};
use crate::{
    authn::{JobPrincipal, PrincipalKind},
    clock::Instant,
    policy::OwnerColumn,
};

/// A user's job reaches the user's own rows, one of this server all of them; either in its tenant only.
pub(crate) fn grant_to_job(job: JobPrincipal, now: Instant) -> Grant {
    let reach = match job.principal().kind() {
        PrincipalKind::System => Reach::All,
        _ => Reach::Owned(OwnerColumn::Declared),
    };
    Grant::new(job.into_principal(), reach, false, now)
}
