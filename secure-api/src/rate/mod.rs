//! Counts requests against quotas.

/// Proof that every quota of the endpoint had room and was charged.
#[derive(Debug)]
pub struct Admission(());
