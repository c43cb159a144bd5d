//! The rules of `#[validate(…)]`, in the vocabulary of `validator`, whose functions do the work where it has them. Those that bound
//! a member, so that it needs no other bound, say so.
//!
//! | rule | a value is valid if | a bound |
//! |---|---|---|
//! | [`length(min = 1, max = 100)`](length) | it has so many characters or elements | with `max` or `equal` |
//! | [`range(min = 0, max = 5)`](range) | it lies between the bounds | |
//! | [`email`](email()) | it is an e-mail address | 320 |
//! | [`url`](url()) | it is an `http` or `https` URL | |
//! | [`public_url`](public_url()) | it is an `https` URL, and the host no private one | |
//! | [`hostname`](hostname()) | it is the name of a host | 253 |
//! | [`ip`](ip()) | it is an address of IPv4 or IPv6 | 45 |
//! | [`regex(path = PATTERN)`](regex()) | the pattern matches | |
//! | [`contains(pattern = "@")`](contains()) | the text stands in it | |
//! | [`does_not_contain(pattern = "@")`](does_not_contain()) | the text does not stand in it | |
//! | [`one_of("a", "b")`](one_of()) | it is one of these | the longest |
//! | [`ascii`](ascii()) | all its characters are ASCII | |
//! | [`non_control_character`](non_control_character()) | none of its characters is a control character | |
//! | [`slug`](slug()) | it is lowercase words with hyphens between them | |
//! | [`uuid`](uuid()) | it is a UUID | 36 |
//! | [`phone`](phone()) | it is a telephone number (E.164) | 16 |
//! | [`credit_card`](credit_card()) | it is the number of a payment card | 19 |
//! | [`datetime`](datetime()), `datetime(past)`, `datetime(future)` | it is a moment (RFC 3339), before or after now | 35 |
//! | [`decimal(max_digits = 12, scale = 2)`](decimal()) | it is a decimal number as text | `max_digits` + 3 |
//! | [`safe_path`](safe_path()) | it is a relative path that stays where it starts | |
//! | `password(min = 12, strength = 3)` | it takes many guesses; feature `password-strength` | 128, or `max` |
//! | `file(max = "5MiB", types("image/png"))` | it is a file of at most this size and one of these types; feature `multipart` | `max` |
//! | [`must_match(other = repeat)`](must_match()) | it equals the other member | |
//! | [`custom(function = check)`](custom()) | the function says so | |
//! | [`async_custom(function = check)`](async_custom()) | a function that gets the application's state says so; on a type too | |
//! | [`schema(function = check)`](schema()) | a function says so of the whole; on a type | |
//! | [`required`](required()) | it is there, though its type is an `Option` | |
//! | [`nested`](nested()) | it is an input, which has its own rules | |
//! | [`items(min = 1, max = 9, unique)`](items()) | it holds so many, and none of a list's twice | with `max` |
//! | [`each(…)`](each()) | every element, or every value of a map, is valid | for the elements |
//! | [`keys(…)`](keys()) | every name in a map is valid | for the names |
//!
//! On an `Option` a rule looks at the value, if it is there. Rules see what the [sanitizers](super::sanitize) have made of it.

mod ascii;
mod async_custom;
mod contains;
mod credit_card;
mod custom;
mod datetime;
mod decimal;
mod does_not_contain;
mod each;
mod email;
#[cfg(feature = "multipart")]
mod file;
mod hostname;
mod ip;
mod items;
mod keys;
mod length;
mod must_match;
mod nested;
mod non_control_character;
mod one_of;
#[cfg(feature = "password-strength")]
mod password;
mod phone;
mod public_url;
mod range;
mod regex;
mod required;
mod safe_path;
mod schema;
mod slug;
mod url;
mod uuid;

pub use self::regex::{Pattern, regex};
pub use self::url::url;
pub use self::uuid::uuid;
pub use ascii::ascii;
pub use async_custom::async_custom;
pub use contains::contains;
pub use credit_card::credit_card;
pub use custom::custom;
pub use datetime::{When, datetime};
pub use decimal::decimal;
pub use does_not_contain::does_not_contain;
pub use each::{List, each};
pub use email::email;
#[cfg(feature = "multipart")]
pub use file::{File, MEDIA_TYPES, file};
#[cfg(feature = "multipart")]
pub(super) use file::{media_type, too_large};
pub use hostname::hostname;
pub use ip::ip;
pub use items::{Collection, Distinct, items, unique};
pub use keys::{Map, keys};
#[doc(hidden)]
pub use length::Count;
pub use length::{Measured, length};
pub use must_match::must_match;
pub use nested::nested;
pub use non_control_character::non_control_character;
pub use one_of::{Choice, one_of};
#[cfg(feature = "password-strength")]
pub use password::password;
pub use phone::phone;
pub use public_url::public_url;
pub use range::{Bounds, Number, range};
pub use required::{Optional, required};
pub use safe_path::safe_path;
pub use schema::schema;
pub use slug::slug;

/// Members that are text.
#[diagnostic::on_unimplemented(
    message = "this rule is for text, not for `{Self}`",
    label = "not text",
    note = "inside a list, write `each(…)` around the rule; a type of your own has its rules where it is defined"
)]
pub trait Text {
    /// The text.
    #[doc(hidden)]
    fn text(&self) -> &String;
}

#[diagnostic::do_not_recommend]
impl Text for String {
    fn text(&self) -> &String {
        self
    }
}
