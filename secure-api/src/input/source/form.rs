//! The body as a form.

use axum::{Form, http::HeaderMap};

use super::{argument, content_type::only_type, needs_no_state, read_text, urlencoded};
use crate::{
    clock::{Clock as _, Instant, SystemClock},
    endpoint::{Admitted, Argument, EndpointArgument, ViaPipeline},
    error::Result,
    input::{MemberInfo, SecureInput, StateRules, Valid, report::Origin, state::check_with_state},
    policy::{ArgumentKind, InputSource},
};

const FORM: &str = "application/x-www-form-urlencoded";

impl<T: SecureInput> EndpointArgument for Valid<Form<T>> {
    const KIND: ArgumentKind = ArgumentKind::Body(argument::<T>(InputSource::Form, misfit::<T>()));
}

/// Why an input cannot come from a form, if it cannot.
const fn misfit<T: SecureInput>() -> Option<&'static str> {
    if MemberInfo::have_files(T::MEMBERS) {
        Some("a form holds no files\nhelp: take this as `Valid<Multipart<…>>`")
    } else if !T::FLAT {
        Some(
            "a form holds named texts: no lists, and no inputs inside\nhelp: take this as `Valid<Json<…>>`",
        )
    } else {
        None
    }
}

impl<S: Sync, T: StateRules<S>> Argument<S, ViaPipeline> for Valid<Form<T>> {
    async fn load(request: &mut Admitted<'_>, state: &S) -> Result<Self> {
        let body = request.read_body_of(is_form, FORM).await?;
        let input = form(&body, request.now())?;
        if T::ASKS {
            return check_with_state(input, state).await.map(|input| Self(Form(input)));
        }
        Ok(Self(Form(input)))
    }
}

/// Whether the one content type is that of a form, in UTF-8.
fn is_form(headers: &HeaderMap) -> bool {
    only_type(headers).is_some_and(|only| only.is(FORM) && only.is_utf8())
}

/// Reads an input from the body of a form, `application/x-www-form-urlencoded`: what `Valid<Form<T>>` does. A name that stands
/// twice is refused.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct SignIn {
///     #[validate(length(min = 1, max = 50))]
///     name: String,
///     remember: Option<bool>,
/// }
///
/// let sign_in: SignIn = input::read_form(b"name=Zo%C3%AB&remember=true")?;
/// assert_eq!((sign_in.name.as_str(), sign_in.remember), ("Zoë", Some(true)));
/// assert_eq!(input::read_form::<SignIn>(b"name=%FF").err().map(|error| error.status()), Some(400));
/// # Ok::<(), secure_api::Error>(())
/// ```
///
/// # Errors
/// 400 if it is not UTF-8 or has more than 1,000 pairs; 422 with every failure if it is not what `T` asks for.
pub fn read_form<T: SecureInput>(form: &[u8]) -> Result<T> {
    const { needs_no_state::<T>() };
    self::form(form, SystemClock.now())
}

/// The same as [`read_form`] at a moment of your choice.
///
/// # Errors
/// Those of [`read_form`].
pub fn read_form_at<T: SecureInput>(form: &[u8], now: Instant) -> Result<T> {
    const { needs_no_state::<T>() };
    self::form(form, now)
}

/// Reads it, rules that need the state aside.
fn form<T: SecureInput>(form: &[u8], now: Instant) -> Result<T> {
    read_text(Origin::Text, now, urlencoded::pairs("form", form)?, Vec::new())
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    #[test]
    fn content_types() {
        let is = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::CONTENT_TYPE, value.parse().unwrap());
            }
            is_form(&headers)
        };
        assert!(is(&["application/x-www-form-urlencoded"]));
        assert!(is(&["Application/X-WWW-Form-Urlencoded; Charset=\"UTF-8\""]));
        assert!(is(&["application/x-www-form-urlencoded;charset=us-ascii"]));
        assert!(!is(&["application/x-www-form-urlencoded; charset=iso-8859-1"]));
        assert!(!is(&["application/x-www-form-urlencoded; charset=utf-8; charset=utf-7"]));
        assert!(!is(&["application/x-www-form-urlencoded; charset"]));
        assert!(!is(&["application/x-www-form-urlencoded", "application/x-www-form-urlencoded"]));
        assert!(!is(&["application/x-www-form-urlencodedx"]));
        assert!(!is(&["application/json"]));
        assert!(!is(&[]));
    }
}
