//! Input that only exists validated.
//!
//! A request type derives [`SecureInput`](macro@crate::SecureInput) and is taken from one of these places:
//!
//! | argument | read from | members |
//! |---|---|---|
//! | `Valid<Json<T>>` | the body, `application/json` | whatever JSON can say |
//! | `Valid<Form<T>>` | the body, `application/x-www-form-urlencoded` | text and what text stands for |
//! | `Valid<Multipart<T>>` | the body, `multipart/form-data`; feature `multipart` | the same, files (`Upload`), and lists of these |
//! | `Valid<Query<T>>` | the query | text and what text stands for |
//! | `Valid<Path<T>>` | captures of the path | the same |
//! | `Valid<Headers<T>>` | header fields: `x_kind` is `X-Kind` | the same |
//!
//! `Json`, `Form`, `Query` and `Path` are axum's, [`Headers`] and `Multipart` stand here. Between the bytes and the handler stand, in this order: reading every member, sanitizing, checking
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
mod opt_outs;
mod report;
pub mod rules;
pub mod sanitize;
mod scalar;
mod source;
#[cfg(feature = "multipart")]
mod upload;
mod valid;

#[doc(hidden)]
pub use collection::Growth;
pub use field::Field;
#[doc(hidden)]
pub use field::Shape;
#[doc(hidden)]
pub use object::{
    Members, NoMembers, NotDeserialize, Probe, Slot, read_object, read_tuple, revalidate, skip,
};
#[doc(hidden)]
pub use opt_outs::OptOuts;
#[doc(hidden)]
pub use report::{Flaw, Position, Report, Scope, Verdict};
pub use source::{
    Headers, read_form, read_form_at, read_headers, read_headers_at, read_json, read_json_at,
    read_query, read_query_at,
};
#[cfg(feature = "multipart")]
pub use source::{Multipart, read_multipart, read_multipart_at};
#[cfg(feature = "multipart")]
pub use upload::Upload;
pub use valid::Valid;

pub use regex::Regex;
pub use validator::{Validate, ValidationError};

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
    /// What sources that name every member need to know: none where the input is no object.
    #[doc(hidden)]
    const MEMBERS: &'static [MemberInfo] = &[];

    /// Whether it is an object of which every member fits into a query: no lists, no nested inputs.
    #[doc(hidden)]
    const FLAT: bool = false;
}

/// A member of an input, for sources that name every member. For generated code.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct MemberInfo {
    /// The names that clients may use, the first being the one that messages use.
    pub names: &'static [&'static str],
    /// What it is read from.
    pub shape: Shape,
    /// How large it may be, then each of its elements: characters of a text, bytes of a file, elements of a list.
    pub bounds: &'static [u64],
}

impl MemberInfo {
    /// Whether each of them fits into a query or a path.
    #[must_use]
    pub const fn are_texts(members: &[Self]) -> bool {
        let mut rest = members;
        while let [first, others @ ..] = rest {
            if !first.shape.is_text() {
                return false;
            }
            rest = others;
        }
        true
    }
}

/// The rules of an input that need the application's state `S`: those of `async_custom`. Derived with the input; where it has no such
/// rule, any state will do.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has rules that need another state than `{S}`",
    label = "its rules need another state",
    note = "`#[input(state = …)]` above it names the state of the router"
)]
pub trait StateRules<S>: SecureInput {
    /// Asks them, one after the other, and takes note of what they say.
    #[doc(hidden)]
    fn check_with_state(&self, _: &S, _: &mut Report) -> impl Future<Output = ()> + Send {
        std::future::ready(())
    }
}
