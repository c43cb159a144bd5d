//! Input that only exists validated.
//!
//! A request type derives [`SecureInput`](macro@crate::SecureInput) and is taken as an argument of an endpoint from one of the sources below.
//! Between the bytes and the handler stand, in this order: reading every member, sanitizing, checking every rule, building the value, the rules
//! about the whole, and those that need the application's state. All that is wrong is reported at once, each with its JSON Pointer.
//!
//! | source | as |
//! |---|---|
//! | the body as JSON | `Valid<Json<T>>` |
//! | the body as `application/x-www-form-urlencoded` | `Valid<Form<T>>` |
//! | the body as `multipart/form-data`, with files (feature `multipart`) | `Valid<Multipart<T>>` |
//! | the query | `Valid<Query<T>>` |
//! | the captures of the path | `Valid<Path<T>>` |
//! | header fields | `Valid<Headers<T>>` |
//!
//! One argument reads the query: a list with a filter takes `limit` and `after` among its own members, and makes a page of them by
//! [`PageRequest::new`](crate::PageRequest::new). Failures are those of one argument; the next one is read if there are none.
//!
//! Outside of endpoints, [`read_json`] and its siblings read the same way.
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
//! # Shapes
//!
//! An input is a struct with named fields, which is an object; a struct of one unnamed field, which is read in the place of what it
//! holds (`struct Email(#[validate(email)] String)` is made from a request only if it is one); a struct of several unnamed fields, which is an array
//! with every element; or an enum, tagged as serde tags them. Type parameters are fields, and constants are what they are:
//!
//! ```
//! use secure_api::{SecureInput, input};
//!
//! #[derive(SecureInput)]
//! struct Email(#[validate(email)] String);
//!
//! #[derive(SecureInput)]
//! #[serde(tag = "type", rename_all = "snake_case")]
//! enum Contact {
//!     Mail { address: Email },
//!     Phone { #[validate(phone)] number: String },
//!     Nobody,
//! }
//!
//! #[derive(SecureInput)]
//! struct Batch<T> {
//!     #[validate(items(min = 1, max = 50))]
//!     items: Vec<T>,
//! }
//!
//! let json = br#"{"items": [{"address": "ada@example.com", "type": "mail"}, {"type": "nobody"}]}"#;
//! let batch: Batch<Contact> = input::read_json(json)?;
//! assert!(matches!(&batch.items[0], Contact::Mail { address: Email(text) } if text == "ada@example.com"));
//! # Ok::<(), secure_api::Error>(())
//! ```
//!
//! # Fields
//!
//! A field is text, a number, `bool`, `char`, `Uuid`, [`Secret<String>`](crate::Secret), `axum::body::Bytes`, `serde_json::Value`, another input, a
//! [`Ref`](crate::Ref) to a row, or an `Option`, a [`Patch`], a `Box`, a `Vec`, a set or a map from `String` of these; in a multipart body also a
//! file. Members are required unless their type is an `Option` or a [`Patch`], which tells what is absent from null, or they have a default.
//!
//! A field that can grow has to state a bound: `length(max = …)`, `items(max = …)` or a rule that bounds anyway, as the table in [`rules`] says. What
//! it is made of has to as well: `each(…)`, and `keys(…)` for the names in a map. The types themselves say whether they can grow, so no alias hides
//! a `String`. What is beyond the bound of a list is read and not kept.
//!
//! | attribute | on | meaning |
//! |---|---|---|
//! | `#[input(create = Document)]` | type | its fields are the columns of a new row of this resource |
//! | `#[input(create = Document, upsert(owner_id, slug))]` | type | where these columns of the resource name a row that is there, it is changed instead |
//! | `#[input(update = Document)]` | type | its fields change columns of a row of this resource |
//! | `#[input(state = App)]` | type | the application's state, for `async_custom` |
//! | `#[input(sanitize(trim))]` | field | changes text before the rules look at it, see [`sanitize`] |
//! | `#[input(plain)]` | field | a foreign type that is one value: its own `Deserialize` reads a text of at most 1,024 characters, a number or a truth value |
//! | `#[input(unbounded(reason = "…"))]` | field | needs no bound; the policy listing shows it with its reason |
//! | `#[validate(length(max = 100))]` | field | what is valid, see [`rules`] |
//! | `#[validate(schema(function = check))]` | type | a function `fn(&T) -> Result<(), ValidationError>` judges the whole, once its members are right |
//! | `#[validate(async_custom(function = check))]` | field, type | the same by `async fn(&T, &App)`, last, with the application's state, see [`StateRules`] |
//! | `#[serde(rename = "…", alias = "…")]` | field, variant | the names that clients use |
//! | `#[serde(rename_all = "camelCase")]` | type, variant | how names are made of those in Rust; `rename_all_fields` for the fields of all variants |
//! | `#[serde(default)]`, `#[serde(default = "path")]` | field | what stands for a member that is not there; it has to be valid as well |
//! | `#[serde(default)]` | struct | the same from the `Default` of the whole |
//! | `#[serde(with = "module")]`, `#[serde(deserialize_with = "path")]` | field | a function of serde's form reads it, from one value as `plain` does |
//! | `#[serde(tag = "type")]`, `#[serde(tag = "type", content = "data")]` | enum | where the variant's name stands; without, it is the name of the one member, or a text |
//!
//! Every other attribute of serde's is refused, with the reason. Every rule takes `message = "…"` and `code = "…"`, which replace its own.
//!
//! # Refusals
//!
//! A refusal says all that is wrong with the input: where, as a JSON Pointer; what, as a code; the same in words; and what the rule asks for,
//! as params under the names of its arguments. Codes and params are stable, so that a client can word the rest itself; the server can too, by
//! [`translate`](crate::SecurityBuilder::translate). The code of a rule is its name, except for `required` and `custom`. `syntax` comes with
//! status 400, every other code with 422.
//!
//! | code | what is wrong | params |
//! |---|---|---|
//! | `syntax` | the input is not well-formed: reading broke off here | |
//! | `type` | a value is of another type than the field | |
//! | `missing` | a member is required | |
//! | `unknown` | no member has this name, or this is one element too many | |
//! | `reference` | a [`Ref`](crate::Ref) names no row that the caller reaches | |
//! | `duplicate` | a member, a name in a map or an element of a set stands twice | |
//! | `nul` | a text has the NUL character in it | |
//! | `order` | a tag comes after too much of what it is about: more than 1,000 values | |
//! | `depth` | objects and arrays are nested too deeply | `max` |
//! | `length` | a value is shorter or longer | `min`, `max`, `equal` |
//! | `range` | a number is smaller or greater | `min`, `max`, `exclusive_min`, `exclusive_max` |
//! | `items` | there are fewer or more items, or one stands twice | `min`, `max`, or `unique` |
//! | `one_of` | a value is none of those listed | `choices` |
//! | `contains`, `does_not_contain` | a text is not there, or is there | `pattern` |
//! | `decimal` | a text is no such number | `max_digits`, `scale` |
//! | `datetime` | a text is no moment, or one on the other side of now | `past`, `future` |
//! | `password` | a password has another length, or is too easy to guess | `min`, `max`, `strength` |
//! | `ascii`, `credit_card`, `email`, `hostname`, `ip`, `non_control_character`, `phone`, `public_url`, `regex`, `safe_path`, `slug`, `url`, `uuid` | a text is none of that form | |
//! | `file` | a file is too large, or of a type that is not asked for | `max`, `types` |
//! | `must_match` | a value is not that of the other member | |
//! | `custom` | a function says so whose own code is no constant | its own |
//! | `cursor` | `after` of a [`PageRequest`](crate::PageRequest) is no cursor, or one for something else, or has expired | |
//! | `search` | a [`Search`](crate::Search) that was made of the input is [too large](crate::rows::Condition#bounds) | |
//!
//! A field of the type [`Secret<String>`](crate::Secret) is text that no message, log or `Debug` repeats. `axum::body::Bytes` are read from
//! base64 (RFC 4648, section 4), and `serde_json::Value` is any JSON, read as strictly as the rest; both need `length(max = …)`.
//!
//! What reading refuses whatever the rules say: unknown, duplicate and missing members, values of another type, arrays in
//! place of objects and objects in place of arrays, names and elements that a map or a set has already, numbers that do not fit, the NUL
//! character, which no database keeps, and objects and arrays that nest more than 32 deep. A query or a form has at most 1,000 pairs, and a body
//! of parts at most 100.

mod any;
mod buffered;
mod bytes;
mod collection;
mod field;
mod malformed;
mod mismatch;
mod object;
mod patch;
mod plain;
mod report;
pub mod rules;
pub mod sanitize;
mod scalar;
mod secret;
mod source;
mod state;
mod survey;
#[cfg(feature = "multipart")]
mod upload;
mod valid;
mod value;
mod variants;

#[doc(hidden)]
pub use any::AnyField;
#[doc(hidden)]
pub use collection::Growth;
pub use field::Field;
#[doc(hidden)]
pub use field::{AboutField, Refers, Shape};
#[doc(hidden)]
pub use object::{
    Members, NoMembers, NotDeserialize, Probe, Slot, conclude, read_object, read_tuple, revalidate,
    skip,
};
pub use patch::Patch;
#[doc(hidden)]
pub use plain::{read_plain, take_plain, take_read};
pub(crate) use report::pointer_to;
#[doc(hidden)]
pub use report::{Flaw, Position, Report, Scope, Step, Verdict, reworded};
pub use secret::Secret;
pub use source::{
    Headers, read_form, read_form_at, read_headers, read_headers_at, read_json, read_json_at,
    read_query, read_query_at,
};
#[cfg(feature = "multipart")]
pub use source::{Multipart, read_multipart, read_multipart_at};
pub use state::{StateRules, read_json_with_state};
#[doc(hidden)]
pub use survey::{Survey, holds_secret};
#[cfg(feature = "multipart")]
pub use upload::Upload;
pub use valid::Valid;
#[doc(hidden)]
pub use variants::{Variants, read_adjacent, read_external, read_internal, read_unit};

pub use regex::Regex;
pub use validator::{Validate, ValidationError};

use crate::constant::same;

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

    /// Whether it is an object of which every member fits into a query: no lists, no nested inputs. Without members, only the derive knows.
    #[doc(hidden)]
    const FLAT: bool = !Self::MEMBERS.is_empty() && MemberInfo::are_texts(Self::MEMBERS);

    /// Whether one of those members is a secret.
    #[doc(hidden)]
    const HOLDS_SECRET: bool = MemberInfo::are_secret(Self::MEMBERS);
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
    /// Whether it is a secret.
    pub is_secret: bool,
    /// What stands in it.
    pub survey: fn(&mut Survey),
}

impl MemberInfo {
    /// That of a field.
    #[must_use]
    pub const fn of(
        about: AboutField,
        names: &'static [&'static str],
        bounds: &'static [u64],
    ) -> Self {
        let AboutField { shape, is_secret, survey, .. } = about;
        Self { names, shape, bounds, is_secret, survey }
    }

    /// That of a foreign type which is read from one value.
    #[must_use]
    pub const fn plain(names: &'static [&'static str], bounds: &'static [u64]) -> Self {
        Self { names, shape: Shape::Text, bounds, is_secret: false, survey: |_| () }
    }

    /// Whether one of them is a file, or several.
    #[must_use]
    pub const fn have_files(members: &[Self]) -> bool {
        let mut rest = members;
        while let [first, others @ ..] = rest {
            if matches!(first.shape, Shape::File | Shape::Files) {
                return true;
            }
            rest = others;
        }
        false
    }

    /// Whether one of them is a secret.
    #[must_use]
    pub const fn are_secret(members: &[Self]) -> bool {
        let mut rest = members;
        while let [first, others @ ..] = rest {
            if first.is_secret {
                return true;
            }
            rest = others;
        }
        false
    }

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

    /// Whether one of them has this name.
    #[must_use]
    pub const fn have(members: &[Self], name: &str) -> bool {
        let mut rest = members;
        while let [first, others @ ..] = rest {
            let mut names = first.names;
            while let [known, others @ ..] = names {
                if same(known, name) {
                    return true;
                }
                names = others;
            }
            rest = others;
        }
        false
    }
}
