//! The rows that a job reaches.

use std::{fmt, marker::PhantomData, ops::Deref};

use super::{
    Db, Pages, Resource, Scoped,
    scope::{Caller, Scope},
};
use crate::{Job, error::Result};

/// The rows of `T` that a [`Job`] reaches, for as long as it lasts. Use it like [`Scoped`].
pub struct JobRows<'job, T: Resource> {
    rows: Scoped<T>,
    job: PhantomData<&'job Job>,
}

impl Job {
    /// The rows of `T` that this job reaches: the user's own, or all; of its tenant where rows have one. Each statement is asked when it runs, so
    /// what ends while the job lasts, a membership or a cursor, has ended for it.
    ///
    /// # Errors
    /// 403 for rows that belong to a tenant if the job has none, and for a user who can own no such rows.
    pub fn rows<T: Resource>(&self, db: &Db) -> Result<JobRows<'_, T>> {
        let scope = Scope::new(db, self.grant().reach(), Caller::of_grant(self.grant()))?;
        let scope = scope.by_clock(self.clock());
        let cursors = self.cursors();
        let pages = Pages { cursors, endpoint: None, principal: self.principal().clone() };
        Ok(JobRows { rows: Scoped::new(scope.with_pages(pages)), job: PhantomData })
    }
}

impl<T: Resource> Deref for JobRows<'_, T> {
    type Target = Scoped<T>;

    fn deref(&self) -> &Scoped<T> {
        &self.rows
    }
}

impl<T: Resource> fmt::Debug for JobRows<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JobRows").field(&T::INFO.name).finish()
    }
}
