//! Statements that need no input.

use super::{Confines, Statement, Write, text::Text, writes};
use crate::{error::Result, policy::ResourceInfo};

/// What can be done without an input. The values begin with the id where there is one, the tenant, the owner, the constants.
#[derive(Debug)]
pub(in crate::rows) struct ReadsOfReach {
    pub(in crate::rows) get: Statement,
    /// Ends with the limit.
    pub(in crate::rows) first_page: Statement,
    /// Begins with the id before the page, ends with the limit.
    pub(in crate::rows) next_page: Statement,
    pub(in crate::rows) count: Statement,
    pub(in crate::rows) delete: Write,
}

pub(in crate::rows) fn reads(
    info: &'static ResourceInfo,
    confines: Confines<'_>,
) -> Result<ReadsOfReach> {
    let text = || Text::new(info, confines);

    let mut get = text()?;
    get.select().one(confines);

    let mut first_page = text()?;
    first_page.page(true, confines);

    let mut next_page = text()?;
    next_page.page(false, confines);

    let mut count = text()?;
    count.push("SELECT COUNT(*) FROM ").table().every_listed(confines);

    Ok(ReadsOfReach {
        get: get.finish(),
        first_page: first_page.finish(),
        next_page: next_page.finish(),
        count: count.finish(),
        delete: writes::delete(info, confines)?,
    })
}
