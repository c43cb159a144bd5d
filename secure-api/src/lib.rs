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

/// Makes a row type out of a struct, which derives [`sqlx::FromRow`] too.
///
/// ```
/// use secure_api::prelude::*;
/// use uuid::Uuid;
///
/// #[derive(Resource, sqlx::FromRow)]
/// #[resource(table = "documents")]
/// struct Document {
///     #[resource(id)]
///     id: Uuid,
///     #[resource(owner)]
///     owner_id: Uuid,
///     title: String,
/// }
/// ```
///
/// The id is a `Uuid`, which the library makes, or an `i64`, `i32` or `String`, which the database makes. The owner is compared with
/// the token's `sub`, which has to be written as the column's type writes it. On `SQLite` a `Uuid` is a `BLOB` of 16 bytes.
/// `#[sqlx(rename = "…")]` on a field names the column.
///
/// With the feature `migrations`, `#[resource(migrations = "migrations")]` compares it with the migrations of sqlx in that folder, beside the
/// `Cargo.toml` of the crate that is compiled (`"../migrations"` for one beside the crate). No database is needed, and nothing changes when
/// the program runs: they are run by [`Db::migrate`] as before.
///
/// ```text
/// #[derive(Resource, sqlx::FromRow)]
/// #[resource(table = "documents", migrations = "migrations")]
/// struct Document { … }
/// ```
///
/// - It is a compile error if no migration leaves the table, or one of the columns; if a column's type holds no values of the field's type, or
///   may be NULL where the field is no `Option`; if the id is neither the primary key nor unique; if SQL about the table cannot be understood.
///   Types are compared through aliases, but those that this library does not know (all but `String`, `bool`, `Vec<u8>`, `Uuid`, [`Ref`], and
///   numbers that both databases have) are not judged. State `database` to have widths of integers compared on PostgreSQL alone.
/// - It is a warning if no index begins with the tenant or the owner column, and if something is unique without the tenant (without the
///   owner, where there is no tenant): a 409 then tells that a value exists in rows that the caller does not reach. Where that is
///   intended, write `#[allow(deprecated, reason = "…")]` above the field or the struct.
///
/// A changed migration compiles the crate again. For one that is added Cargo needs a line in the `main` of `build.rs`, as it does for
/// `sqlx::migrate!`:
///
/// ```
/// println!("cargo:rerun-if-changed=migrations");
/// ```
///
/// Tests of `trybuild` are compiled as a crate of its own in `target/tests/trybuild/<name>`, so their migrations have to be copied there, or be named
/// by a path that leads out of it.
///
/// `#[resource(crate = my_facade::secure_api)]` says where this library is, if it
/// has another name; `#[role(crate = …)]`, `#[input(crate = …)]` and `#[state(crate = …)]` say the same.
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
