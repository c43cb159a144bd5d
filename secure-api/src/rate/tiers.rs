//! The quotas that several endpoints share.

use crate::{config::ConfigError, policy::Quota};

/// The configured tiers. There are a few, so they are looked through.
#[derive(Debug, Default)]
pub(crate) struct Tiers(Vec<Quota>);

impl Tiers {
    /// Refuses quotas that nothing could pass, or that say more than they keep.
    pub(crate) fn new(quotas: Vec<Quota>) -> Result<Self, ConfigError> {
        let mut tiers = Self::default();
        for quota in quotas {
            if let Some((value, rule)) = mistake(&quota) {
                return Err(ConfigError::OutOfRange { setting: "tier", value, rule });
            }
            if tiers.get(quota.name).is_some() {
                let value = format!("`{}` twice", quota.name);
                let rule = "configured once for each name";
                return Err(ConfigError::OutOfRange { setting: "tier", value, rule });
            }
            tiers.0.push(quota);
        }
        Ok(tiers)
    }

    /// The quota of the tier of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&Quota> {
        self.0.iter().find(|quota| quota.name == name)
    }
}

fn mistake(quota: &Quota) -> Option<(String, &'static str)> {
    let name = quota.name;
    if name.is_empty() || !name.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Some((format!("named {name:?}"), "named with printable ASCII characters"));
    }
    let value = format!("`{name}` with {quota}");
    if quota.limit == 0 || quota.period.is_zero() {
        Some((value, "at least one unit in a time that is not zero"))
    } else if quota.burst == 0 || quota.burst > quota.limit {
        Some((value, "one with a burst of at least 1 and at most the limit"))
    } else if quota.cost == 0 || quota.cost > quota.burst {
        Some((value, "one with a cost of at least 1 and at most the burst"))
    } else {
        None
    }
}
