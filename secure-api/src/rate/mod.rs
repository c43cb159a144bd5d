//! Counts requests against quotas.

mod admit;
mod cell;
mod headers;
mod key;
mod memory;
mod store;

pub use admit::Admission;
pub(crate) use admit::{Limiter, Standings, Store};
pub use headers::{limit_field, policy_field, whole_seconds};
pub use key::{Key, KeyMaker};
pub use memory::MemoryStore;
pub use store::{Charge, Outcome, RateStore, Refusal, Standing, StoreError};
