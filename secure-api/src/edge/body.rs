//! Reads a body under a size limit.

use std::error::Error as StdError;

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, header},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::error::{Error, ErrorKind, Result};

/// Reads the whole body: 415 if it is compressed, 413 as soon as more than `limit` bytes are announced or arrive, 400 if it breaks off.
pub(crate) async fn read_body(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes> {
    check(headers, limit)?;
    match Limited::new(body, limit).collect().await {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(error) => Err(refusal(error)),
    }
}

/// The body in pieces, with the same refusals.
#[cfg(feature = "multipart")]
pub(crate) fn stream_body(headers: &HeaderMap, body: Body, limit: usize) -> Result<Pieces> {
    check(headers, limit).map(|()| stream(body, limit))
}

/// A body in pieces under a size limit.
#[cfg(feature = "multipart")]
pub(crate) type Pieces = futures_util::stream::MapErr<
    http_body_util::BodyDataStream<Limited<Body>>,
    fn(Box<dyn StdError + Send + Sync>) -> Error,
>;

/// The same without what header fields say.
#[cfg(feature = "multipart")]
pub(crate) fn stream(body: Body, limit: usize) -> Pieces {
    use futures_util::TryStreamExt as _;

    http_body_util::BodyDataStream::new(Limited::new(body, limit)).map_err(refusal)
}

/// Refuses what the header fields say already.
fn check(headers: &HeaderMap, limit: usize) -> Result<()> {
    let is_encoded = |value: &HeaderValue| !value.as_bytes().eq_ignore_ascii_case(b"identity");
    if headers.get(header::CONTENT_ENCODING).is_some_and(is_encoded) {
        return Err(Error::new(ErrorKind::UnsupportedContentEncoding));
    }
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    match announced.is_some_and(|length| u64::try_from(limit).is_ok_and(|limit| length > limit)) {
        true => Err(Error::new(ErrorKind::ContentTooLarge)),
        false => Ok(()),
    }
}

fn refusal(error: Box<dyn StdError + Send + Sync>) -> Error {
    match error.is::<LengthLimitError>() {
        true => Error::new(ErrorKind::ContentTooLarge),
        false => Error::bad_request("the body broke off"),
    }
}
