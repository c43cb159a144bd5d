//! Decides the access rule. Nobody outside this folder can make a [`Grant`].

mod authorize;
mod check;
mod evaluate;
mod filter;
mod grant;
mod job;
mod roles;
#[cfg(test)]
pub(crate) mod tests;
mod trace;
mod truth;

pub use check::{CheckContext, CheckFunction};
pub use filter::{Filter, Reach};
pub use grant::Grant;
pub use roles::{RoleSet, Roles};

pub(crate) use authorize::{Eligible, authorize, grant};
pub(crate) use job::grant_to_job;
pub(crate) use trace::log_refusal;
