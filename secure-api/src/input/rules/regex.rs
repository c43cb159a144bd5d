use std::sync::LazyLock;

use ::regex::Regex;
use validator::ValidateRegex as _;

use super::Text;
use crate::input::{Flaw, Verdict};

/// What `regex(path = …)` may name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no pattern",
    label = "not a pattern",
    note = "name a `static PATTERN: LazyLock<Regex> = LazyLock::new(|| …)`"
)]
pub trait Pattern {
    /// The pattern.
    #[doc(hidden)]
    fn pattern(&self) -> &Regex;
}

impl Pattern for Regex {
    fn pattern(&self) -> &Regex {
        self
    }
}

impl Pattern for LazyLock<Regex> {
    fn pattern(&self) -> &Regex {
        self
    }
}

/// `regex(path = PATTERN)`: a text that the pattern matches. Patterns match anywhere in the text unless they begin
/// with `^` and end with `$`. Matching takes linear time.
///
/// ```
/// use secure_api::{SecureInput, input::{self, Regex}};
/// use std::sync::LazyLock;
///
/// static SLUG: LazyLock<Regex> = LazyLock::new(|| Regex::new("^[a-z0-9-]+$").unwrap());
///
/// #[derive(SecureInput)]
/// struct Rename {
///     #[validate(regex(path = SLUG), length(max = 40))]
///     slug: String,
/// }
///
/// assert!(input::read_json::<Rename>(br#"{"slug": "on-trust"}"#).is_ok());
/// assert!(input::read_json::<Rename>(br#"{"slug": "on trust"}"#).is_err());
/// ```
///
/// # Errors
/// If the pattern does not match.
pub fn regex<T: Text, P: Pattern>(value: &T, pattern: &P) -> Verdict {
    match value.text().validate_regex(pattern.pattern()) {
        true => Ok(()),
        false => Err(Flaw::new("regex", "does not have the required form")),
    }
}
