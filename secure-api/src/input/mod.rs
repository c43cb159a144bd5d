//! Input that only exists validated.
//!
//! A request type derives [`SecureInput`](macro@crate::SecureInput) and is taken as `Valid<Json<T>>`, `Valid<Query<T>>` or
//! `Valid<Path<T>>`. Between the bytes and the handler stand, in this order: reading every member, sanitizing, checking
//! every rule, and only then building the value. All that is wrong is reported at once, each with its JSON Pointer.
//!
//! ```
//! use secure_api::{SecureInput, input};
//!
//! #[derive(SecureInput)]
//! struct NewDocument {
//!     #[input(sanitize(trim))]
//!     #[validate(length(min = 1, max = 100))]
//!     title: String,
//!     #[validate(range(min = 1, max = 5))]
//!     stars: Option<u8>,
//! }
//!
//! let new: NewDocument = input::read_json(br#"{"title": " On trust ", "stars": 5}"#)?;
//! assert_eq!((new.title.as_str(), new.stars), ("On trust", Some(5)));
//!
//! let refused = input::read_json::<NewDocument>(br#"{"title": " ", "stars": 6, "admin": true}"#);
//! assert_eq!(refused.err().map(|error| error.status()), Some(422));
//! # Ok::<(), secure_api::Error>(())
//! ```
//!
//! | attribute | on | meaning |
//! |---|---|---|
//! | `#[input(create = Document)]` | type | its fields are the columns of a new row of this resource |
//! | `#[input(update = Document)]` | type | its fields change columns of a row of this resource |
//! | `#[input(sanitize(trim))]` | field | changes text before the rules look at it, see [`sanitize`] |
//! | `#[validate(length(max = 100))]` | field | what is valid, see [`rules`] |
//! | `#[serde(rename_all = "camelCase")]` | type | the names that clients use |
//! | `#[serde(rename = "firstName")]` | field | the name that clients use |
//!
//! A field that can grow (text, a list, a set, a map) has to state a bound: `length(max = …)`, `items(max = …)` or a rule that
//! bounds anyway, as the table in [`rules`] says. What it is made of has to as well: `each(…)`, and `keys(…)` for the names in a
//! map. Members are required unless their type is an `Option`; in an `Option<Option<T>>` the inner one stands for null.
//!
//! What reading refuses whatever the rules say: unknown, duplicate and missing members, values of another type, arrays in
//! place of objects, names and elements that a map or a set has already, numbers that do not fit, and the NUL character, which no database keeps. Objects and arrays may
//! nest up to 128 deep, which is the limit of `serde_json`.

mod collection;
mod field;
mod mismatch;
mod object;
mod report;
pub mod rules;
pub mod sanitize;
mod scalar;
mod source;
mod valid;

#[doc(hidden)]
pub use collection::Growth;
pub use field::Field;
#[doc(hidden)]
pub use object::{Members, NotDeserialize, Probe, Slot, read_object, revalidate};
#[doc(hidden)]
pub use report::{Flaw, Position, Report, Scope, Verdict};
pub use source::{read_json, read_json_at, read_query, read_query_at};
pub use valid::Valid;

pub use regex::Regex;
pub use validator::{Validate, ValidationError};

use serde::de::MapAccess;

/// A request type that only exists validated. Derive it: see [`SecureInput`](macro@crate::SecureInput).
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Page {
///     #[validate(range(max = 100))]
///     limit: u32,
/// }
///
/// fn limit<T: input::SecureInput>(query: &str) -> secure_api::Result<T> {
///     input::read_query(query)
/// }
/// assert_eq!(limit::<Page>("limit=20")?.limit, 20);
/// # Ok::<(), secure_api::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an input: nothing says what is valid",
    label = "not an input",
    note = "write `#[derive(SecureInput)]` above this type"
)]
pub trait SecureInput: Field {
    /// The members as far as they are read.
    #[doc(hidden)]
    type Draft;

    /// Whether every member fits into a query or a path: no lists, no nested inputs.
    #[doc(hidden)]
    const FLAT: bool;

    /// No member read yet.
    #[doc(hidden)]
    fn draft() -> Self::Draft;

    /// The position of the member of this name.
    #[doc(hidden)]
    fn member(name: &str) -> Option<usize>;

    /// Reads the member at a position.
    ///
    /// # Errors
    /// The deserializer's, if what it reads is malformed.
    #[doc(hidden)]
    fn read_member<'de, A: MapAccess<'de>>(
        draft: &mut Self::Draft,
        position: usize,
        members: Members<'_, '_, A>,
    ) -> Result<(), A::Error>;

    /// Sanitizes, checks every rule, and builds the value if nothing is wrong.
    #[doc(hidden)]
    fn finish(draft: Self::Draft, scope: &mut Scope<'_>) -> Option<Self>;
}
