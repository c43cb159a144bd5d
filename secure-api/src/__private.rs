//! What generated code names. Outside semantic versioning: not for hands.

pub use axum;
pub use serde;
