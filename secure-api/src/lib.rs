#![doc = include_str!("../README.md")]

// Generated code names this crate by its own name, in here too.
extern crate self as secure_api;

#[cfg(feature = "accounts")]
pub mod accounts;
pub mod audit;
pub mod authn;
pub mod authz;
pub mod clock;
pub mod config;
mod constant;
mod development;
mod digest;
mod edge;
pub mod endpoint;
pub mod error;
pub mod input;
mod job;
pub mod listing;
mod master_secret;
mod methods;
mod pipeline;
pub mod policy;
mod problem;
pub mod rate;
mod router;
pub mod rows;
pub mod security;
mod serve;
mod translation;

#[doc(hidden)]
pub mod __private;

pub use authn::{JwtVerifier, Principal, TokenSecret};
pub use authz::{CheckContext, Roles};
pub use config::ConfigError;
pub use development::{Development, DevelopmentToken};
pub use edge::Limits;
pub use endpoint::Unchecked;
pub use error::{Error, Result};
pub use input::{Secret, Valid};
pub use job::Job;
pub use master_secret::MasterSecret;
pub use methods::{MethodEndpoints, Mountable, delete, get, patch, post, put};
pub use router::{SecureRouter, SecureService};
pub use rows::{
    Db, ETag, HasDb, Owned, Page, PageRequest, Ref, Resource, Scoped, Search, Transfer,
};
pub use secrecy::ExposeSecret;

#[doc = include_str!("docs/secure_endpoint.md")]
pub use secure_api_macros::secure_endpoint;

/// Gives an access rule a name, for several endpoints: `access_rule!(Name = clause)`, where the clause is one that
/// [`macro@secure_endpoint`] takes. Every check of the compiler sees through the name.
///
/// ```
/// use secure_api::{access_rule, prelude::*};
///
/// #[derive(Roles)]
/// enum Role {
///     Admin,
///     Support,
/// }
///
/// access_rule!(
///     /// Who may look into other people's business.
///     pub Staff = any(role = "admin", role = "support")
/// );
///
/// #[secure_endpoint(rule = Staff, mfa)]
/// async fn dashboard() -> &'static str {
///     "all is well"
/// }
/// ```
pub use secure_api_macros::access_rule;

#[doc = include_str!("docs/resource.md")]
pub use secure_api_macros::Resource;

/// Makes roles out of an enum of unit variants. A role has what it includes, and what that includes.
///
/// ```
/// use secure_api::prelude::*;
///
/// #[derive(Roles)]
/// enum Role {
///     #[role(includes(Editor), name = "administrator")]
///     Admin,
///     #[role(includes(Viewer))]
///     Editor,
///     Viewer,
/// }
/// ```
///
/// Tokens name roles in `snake_case` (`SuperAdmin` is `super_admin`) unless `name` says otherwise. An unknown name grants nothing.
pub use secure_api_macros::Roles;

/// Makes an input out of a struct: a type that a request becomes only if every rule holds. The module [`input`] lists the
/// attributes.
///
/// ```
/// use secure_api::prelude::*;
///
/// #[derive(SecureInput)]
/// struct SignUp {
///     #[input(sanitize(trim, lowercase))]
///     #[validate(email)]
///     email: String,
///     #[validate(range(min = 18, max = 150))]
///     age: u8,
/// }
/// ```
pub use secure_api_macros::SecureInput;

/// Tells the library where in the router's state the [`Security`] is, and the [`Db`] if there is one.
///
/// ```
/// use secure_api::{Db, Security, prelude::*};
///
/// #[derive(Clone, SecureState)]
/// struct App {
///     security: Security,
///     db: Db,
/// }
/// ```
pub use secure_api_macros::SecureState;

pub use security::{HasSecurity, Security, SecurityBuilder};
pub use serve::{ServeError, serve, serve_until};
pub use translation::Translation;

/// What the endpoints of an application need.
pub mod prelude {
    pub use crate::{
        CheckContext, Error, Owned, Page, PageRequest, Principal, Ref, Resource, Result, Roles,
        Scoped, Search, SecureInput, SecureState, Transfer, Unchecked, Valid, access_rule,
        input::Patch, secure_endpoint,
    };
}
