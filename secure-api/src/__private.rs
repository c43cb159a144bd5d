//! What generated code names. Outside semantic versioning: not for hands.

pub use crate::input;
pub use axum;
pub use serde;
pub use validator;
