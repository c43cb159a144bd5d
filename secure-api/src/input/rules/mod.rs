//! The rules of `#[validate(…)]`, in the vocabulary of `validator`, whose functions do the work.
//!
//! | rule | a value is valid if |
//! |---|---|
//! | [`length(min = 1, max = 100)`](length) | it has so many characters or elements |
//! | [`range(min = 0, max = 5)`](range) | it lies between the bounds |
//! | [`email`](email()) | it is an e-mail address |
//! | [`url`](url()) | it is an `http` or `https` URL |
//! | [`regex(path = PATTERN)`](regex()) | the pattern matches |
//! | [`contains(pattern = "@")`](contains()) | the text stands in it |
//! | [`must_match(other = repeat)`](must_match()) | it equals the other member |
//! | [`custom(function = check)`](custom()) | the function says so |
//! | [`nested`](nested()) | it is an input, which has its own rules |
//! | [`each(…)`](each()) | every element is valid |
//!
//! On an `Option` a rule looks at the value, if it is there.

mod contains;
mod custom;
mod each;
mod email;
mod length;
mod must_match;
mod nested;
mod range;
mod regex;
mod url;

pub use self::regex::{Pattern, regex};
pub use contains::contains;
pub use custom::custom;
pub use each::{List, each};
pub use email::email;
pub use length::{Measured, length};
pub use must_match::must_match;
pub use nested::nested;
pub use range::{Bounds, Number, range};
pub use url::url;

/// Members that are text.
#[diagnostic::on_unimplemented(
    message = "this rule is for text, not for `{Self}`",
    label = "not text",
    note = "inside a list, write `each(…)` around the rule"
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
