//! The body as `multipart/form-data` (RFC 7578): texts and files.

mod disposition;
mod feed;
mod part;
mod parts;

use axum::body::{Body, Bytes};
use futures_util::Stream;
use serde::de::value::{Error as ValueError, MapDeserializer};

use super::{
    argument,
    content_type::{ContentType, only_type},
    fits, needs_no_state,
};
use crate::{
    clock::{Clock as _, Instant, SystemClock},
    edge,
    endpoint::{Admitted, Argument, EndpointArgument, ViaPipeline},
    error::{Error, ErrorKind, Result},
    input::{
        MemberInfo, SecureInput, StateRules, Valid,
        report::{Origin, Report, Scope},
        state::check_with_state,
    },
    policy::{ArgumentKind, InputSource},
};

const MULTIPART: &str = "multipart/form-data";

/// A body of texts and files: `Valid<Multipart<T>>`. The members of `T` are text, what text stands for, files ([`Upload`](crate::input::Upload)),
/// or a `Vec` of these, whose elements are the parts of its name in their order; `#[serde(default)]` if there may be none. Feature `multipart`.
///
/// ```
/// use secure_api::{input::{Multipart, Upload}, prelude::*};
///
/// #[derive(SecureInput)]
/// struct Report {
///     #[validate(length(min = 1, max = 200))]
///     subject: String,
///     #[validate(length(max = 3), each(file(max = "5MiB", types("application/pdf"))))]
///     pages: Vec<Upload>,
/// }
///
/// #[secure_endpoint(authenticated, body = "16MiB")]
/// async fn hand_in(Valid(Multipart(report)): Valid<Multipart<Report>>) -> String {
///     format!("{} with {} pages", report.subject, report.pages.len())
/// }
/// ```
///
/// The endpoint's `body` limits the whole, rules limit the parts; all hold while the body arrives, and what is beyond the limit of a part
/// is read and forgotten. More than 100 parts are refused. A `filename` makes a part a file; a file input in which nothing was
/// chosen is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Multipart<T>(pub T);

impl<T: SecureInput> EndpointArgument for Valid<Multipart<T>> {
    const KIND: ArgumentKind =
        ArgumentKind::Body(argument::<T>(InputSource::Multipart, misfit::<T>()));
}

impl<S: Sync, T: StateRules<S>> Argument<S, ViaPipeline> for Valid<Multipart<T>> {
    async fn load(request: &mut Admitted<'_>, state: &S) -> Result<Self> {
        let boundary = match only_type(&request.parts().headers) {
            Some(only) if only.is(MULTIPART) => boundary(only)?,
            _ => return Err(Error::new(ErrorKind::UnsupportedMediaType { accepted: MULTIPART })),
        };
        let now = request.now();
        let body = request.stream_body()?;
        let input = read(&boundary, body, now).await?;
        if T::ASKS {
            return check_with_state(input, state).await.map(|input| Self(Multipart(input)));
        }
        Ok(Self(Multipart(input)))
    }
}

/// Reads an input from a body of `multipart/form-data`, whose content type says the boundary: what `Valid<Multipart<T>>` does. For
/// tests. A body that is a stream is read to its end, however long it is; at an endpoint the limit of the body ends that.
///
/// ```
/// use secure_api::{SecureInput, input::{self, Upload}};
///
/// #[derive(SecureInput)]
/// struct NewAvatar {
///     #[validate(file(max = "1KiB", types("image/gif")))]
///     picture: Upload,
/// }
///
/// # async fn check() -> secure_api::Result<()> {
/// let body = "--x\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"../me.gif\"\r\n\r\nGIF89a\r\n--x--\r\n";
/// let new: NewAvatar = input::read_multipart("multipart/form-data; boundary=x", body).await?;
/// assert_eq!((new.picture.media_type(), new.picture.claimed_name()), ("image/gif", Some("me.gif")));
/// # Ok(())
/// # }
/// # let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
/// # runtime.block_on(check()).unwrap();
/// ```
///
/// # Errors
/// 415 if the content type is another; 400 if the body is not what it says, breaks off, or has more than 100 parts; 422 with every failure
/// if it is not what `T` asks for.
pub async fn read_multipart<T: SecureInput>(
    content_type: &str,
    body: impl Into<Body>,
) -> Result<T> {
    read_multipart_at(content_type, body, SystemClock.now()).await
}

/// The same as [`read_multipart`] at a moment of your choice.
///
/// # Errors
/// Those of [`read_multipart`].
pub async fn read_multipart_at<T: SecureInput>(
    content_type: &str,
    body: impl Into<Body>,
    now: Instant,
) -> Result<T> {
    const { needs_no_state::<T>() };
    let content_type = ContentType::of(content_type);
    if !content_type.is(MULTIPART) {
        return Err(Error::new(ErrorKind::UnsupportedMediaType { accepted: MULTIPART }));
    }
    let boundary = boundary(content_type)?;
    read(&boundary, edge::stream(body.into(), usize::MAX), now).await
}

async fn read<T: SecureInput>(
    boundary: &str,
    body: impl Stream<Item = Result<Bytes>> + Send + Unpin,
    now: Instant,
) -> Result<T> {
    const { fits(misfit::<T>()) };
    let parts = parts::collect(T::MEMBERS, boundary, body).await?;
    let mut report = Report::new(Origin::Text, now);
    report.spoilt = parts.spoilt;
    report.files = parts.files;
    let deserializer = MapDeserializer::<_, ValueError>::new(parts.members.into_iter());
    let value = T::read(deserializer, &mut Scope::root(&mut report)).map_err(Error::internal)?;
    report.conclude(value)
}

/// What stands between the parts: one, of the length and the characters that RFC 2046 (section 5.1.1) gives it.
fn boundary(content_type: ContentType<'_>) -> Result<String> {
    let is_letter =
        |letter: u8| letter.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&letter);
    let boundary = match content_type.has_once("boundary") {
        true => multer::parse_boundary(content_type.text()).ok(),
        false => None,
    };
    boundary
        .filter(|text| {
            matches!(text.len(), 1..=70) && text.bytes().all(is_letter) && !text.ends_with(' ')
        })
        .ok_or_else(|| {
            Error::bad_request("the content type does not say clearly what the boundary is")
        })
}

/// Why an input cannot be made up of parts, if it cannot.
const fn misfit<T: SecureInput>() -> Option<&'static str> {
    if T::MEMBERS.is_empty() {
        return Some(
            "an input without named members cannot be made up of parts\nhelp: take this as `Valid<Json<…>>`",
        );
    }
    let mut members = T::MEMBERS;
    while let [MemberInfo { shape, .. }, rest @ ..] = members {
        if !(shape.is_text() || shape.is_file() || shape.is_list()) {
            return Some(
                "a part is text or a file, and parts of one name are a list of these\nhelp: take what is nested as `Valid<Json<…>>`",
            );
        }
        members = rest;
    }
    None
}

#[cfg(test)]
mod tests;
