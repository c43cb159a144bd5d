//! The statement that says why a row is out of reach.

use super::{
    Confines, Statement,
    text::{Text, filter_of},
};
use crate::{error::Result, policy::ResourceInfo};

/// For one row, whatever the filter says: whether it is of the tenant, then whether each comparison is true, 1 or 0, or NULL
/// where it is unknown. Begins with a 1, so that there is always something to select.
pub(in crate::rows) fn trace(
    info: &'static ResourceInfo,
    confines: Confines<'_>,
) -> Result<Statement> {
    let mut text = Text::new(info, confines)?;
    text.push("SELECT 1");
    if confines.one_tenant {
        text.truth(|text| text.tenant(text.own()));
    }
    if let Some(filter) = filter_of(confines.reach) {
        for comparison in filter.comparisons() {
            text.truth(|text| text.condition(comparison));
        }
    }
    text.push(" FROM ").table().named();
    Ok(text.finish())
}

impl Text {
    /// One more selected value: 1, 0 or NULL for what `condition` writes.
    fn truth(&mut self, condition: impl Fn(&mut Self) -> &mut Self) -> &mut Self {
        condition(self.push(", CASE WHEN ")).push(" THEN 1 WHEN NOT ");
        condition(self).push(" THEN 0 END")
    }
}
