//! What may be done to text before the rules look at it: `#[input(sanitize(trim, lowercase))]`, in the order written. It reaches
//! text inside an `Option` or a `Patch`, every element of a `Vec` and every value of a map, but not the names in it.
//!
//! | sanitizer | what it does |
//! |---|---|
//! | [`trim`](trim()) | takes white space off both ends |
//! | [`collapse_whitespace`](collapse_whitespace()) | makes one space of every run of white space |
//! | [`lowercase`](lowercase()) | makes every letter small |
//! | [`uppercase`](uppercase()) | makes every letter a capital one |
//! | [`nfc`](nfc()) | makes equal text equal bytes (Unicode's form C) |
//! | [`strip_control`](strip_control()) | takes control characters away |
//! | `html(text)`, `html(basic)` | makes HTML harmless: without elements, or with simple formatting; feature `html` |

mod collapse_whitespace;
#[cfg(feature = "html")]
mod html;
mod lowercase;
mod nfc;
mod strip_control;
mod trim;
mod uppercase;

use std::collections::{BTreeMap, HashMap};

pub use collapse_whitespace::collapse_whitespace;
#[cfg(feature = "html")]
pub use html::{Markup, html};
pub use lowercase::lowercase;
pub use nfc::nfc;
pub use strip_control::strip_control;
pub use trim::trim;
pub use uppercase::uppercase;

/// Members that a sanitizer can change.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sanitized: it is no text",
    label = "not text",
    note = "`#[input(sanitize(…))]` is for `String`, and for an `Option`, a `Vec` or a map of it"
)]
pub trait Sanitize {
    /// Changes every text in it.
    #[doc(hidden)]
    fn texts(&mut self, change: fn(&mut String));
}

#[diagnostic::do_not_recommend]
impl Sanitize for String {
    fn texts(&mut self, change: fn(&mut String)) {
        change(self);
    }
}

#[diagnostic::do_not_recommend]
impl<T: Sanitize> Sanitize for Option<T> {
    fn texts(&mut self, change: fn(&mut String)) {
        self.iter_mut().for_each(|value| value.texts(change));
    }
}

#[diagnostic::do_not_recommend]
impl<T: Sanitize> Sanitize for Vec<T> {
    fn texts(&mut self, change: fn(&mut String)) {
        self.iter_mut().for_each(|value| value.texts(change));
    }
}

macro_rules! maps {
    ($($map:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: Sanitize> Sanitize for $map<String, T> {
            fn texts(&mut self, change: fn(&mut String)) {
                self.values_mut().for_each(|value| value.texts(change));
            }
        }
    )*};
}
maps!(BTreeMap HashMap);
