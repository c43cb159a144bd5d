//! Counts requests against quotas.

mod admit;
mod cell;
mod charges;
mod headers;
mod key;
mod memory;
mod receipts;
mod store;
mod tiers;

pub use admit::Admission;
pub(crate) use admit::{Arrival, Limiter, Store};
pub use headers::{limit_field, policy_field, whole_seconds};
pub use key::{Key, KeyMaker};
pub use memory::MemoryStore;
pub(crate) use receipts::Receipts;
pub use store::{Charge, Outcome, RateStore, Refusal, Standing, Standings, StoreError};
pub(crate) use tiers::Tiers;
