//! Counts requests against quotas.

mod cell;
mod headers;
mod key;
mod memory;
mod store;

pub use headers::{limit_field, policy_field, whole_seconds};
pub use key::{Key, KeyMaker};
pub use memory::MemoryStore;
pub use store::{Charge, Outcome, RateStore, Refusal, Standing, StoreError};

/// Proof that every quota of the endpoint had room and was charged.
#[derive(Debug)]
pub struct Admission(());
