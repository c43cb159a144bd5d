#![doc = include_str!("../../README.md")]

// Generated code names this crate by its own name, in here too.
extern crate self as secure_api;

#[cfg(feature = "accounts")]
pub mod accounts;
pub mod audit;
pub mod authn;
pub mod authz;
pub mod clock;
pub mod config;
mod development;
mod edge;
pub mod endpoint;
pub mod error;
pub mod input;
pub mod listing;
mod pipeline;
pub mod policy;
mod problem;
pub mod rate;
mod router;
pub mod rows;
pub mod security;
mod serve;

#[doc(hidden)]
pub mod __private;

pub use authn::{JwtVerifier, Principal, TokenSecret};
pub use authz::Roles;
pub use config::ConfigError;
pub use development::Development;
pub use edge::Limits;
pub use endpoint::Unchecked;
pub use error::{Error, Result};
pub use input::Valid;
pub use router::{MethodEndpoints, SecureRouter, SecureService, delete, get, patch, post, put};
pub use rows::{Db, HasDb, Owned, Page, PageRequest, Resource, Scoped};
pub use secure_api_macros::{Resource, Roles, SecureInput, SecureState, secure_endpoint};
pub use security::{Security, SecurityBuilder};
pub use serve::{ServeError, serve, serve_until};

/// What the endpoints of an application need.
pub mod prelude {
    pub use crate::{
        Error, Owned, Page, PageRequest, Principal, Resource, Result, Roles, Scoped, SecureInput,
        SecureState, Unchecked, Valid, secure_endpoint,
    };
}
