//! Input that only exists validated.
