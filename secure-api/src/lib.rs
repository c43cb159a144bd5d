//! Secure endpoints by declaration.

// Generated code names this crate by its own name, in here too.
extern crate self as secure_api;

pub mod authn;
pub mod authz;
pub mod clock;
mod edge;
pub mod endpoint;
pub mod error;
pub mod input;
pub mod policy;
mod problem;
pub mod rate;
pub mod rows;

#[doc(hidden)]
pub mod __private;

pub use authn::Principal;
pub use authz::Roles;
pub use endpoint::Unchecked;
pub use error::{Error, Result};
pub use input::Valid;
pub use rows::{Db, HasDb, Owned, Page, PageRequest, Resource, Scoped};
pub use secure_api_macros::{Resource, Roles, SecureInput, SecureState, secure_endpoint};

/// What an application's endpoints need.
pub mod prelude {
    pub use crate::{
        Error, Principal, Resource, Result, Roles, SecureInput, SecureState, Unchecked, Valid,
        secure_endpoint,
    };
}
