//! Members that hold a secret.

use secrecy::{ExposeSecret as _, ExposeSecretMut as _};
use serde::de::Deserializer;

use super::{
    Field, Survey,
    field::Shape,
    report::{Flaw, Scope},
    sanitize::Sanitize,
    scalar::{Literal, Scalar, read_scalar},
};

/// A value that is not shown and that is wiped when it is dropped: as `Secret<String>` a member of an input that is a password, a key or a
/// token. It is read, sanitized and checked as a `String` is, and needs the same bounds. Nothing of it stands in an answer, in a log,
/// or in the `Debug` of what holds it; [`ExposeSecret`](crate::ExposeSecret) gives it to whoever asks for it by name.
///
/// What the value was read from is not wiped: the bytes of the request, and what a sanitizer replaced.
///
/// ```
/// use secure_api::{ExposeSecret as _, Secret, SecureInput, input};
///
/// #[derive(SecureInput, Debug)]
/// struct Login {
///     #[validate(length(max = 100))]
///     name: String,
///     #[validate(length(min = 1, max = 128))]
///     password: Secret<String>,
/// }
///
/// let login: Login = input::read_json(br#"{"name": "ada", "password": "correct horse"}"#)?;
/// assert_eq!(login.password.expose_secret(), "correct horse");
/// assert!(!format!("{login:?}").contains("correct horse"));
/// # Ok::<(), secure_api::Error>(())
/// ```
#[doc(inline)]
pub use secrecy::SecretBox as Secret;

impl Scalar for Secret<String> {
    fn take(literal: Literal<'_>) -> Result<Self, Flaw> {
        <String as Scalar>::take(literal).map(|text| Self::new(Box::new(text)))
    }
}

impl Field for Secret<String> {
    type Value = String;
    const GROWTH: u32 = String::GROWTH;
    const SHAPE: Shape = Shape::Text;
    const IS_SECRET: bool = true;

    fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        scope: &mut Scope<'_>,
    ) -> Result<Option<Self>, D::Error> {
        read_scalar(deserializer, scope)
    }

    fn value(&self) -> Option<&String> {
        Some(self.expose_secret())
    }

    fn survey(survey: &mut Survey) {
        survey.secret();
    }
}

#[diagnostic::do_not_recommend]
impl Sanitize for Secret<String> {
    fn texts(&mut self, change: fn(&mut String)) {
        change(self.expose_secret_mut());
    }
}
