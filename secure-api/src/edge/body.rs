//! Reads a body under a size limit.

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, header},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::error::{Error, ErrorKind, Result};

/// Reads the whole body: 415 if it is compressed, 413 as soon as more than `limit` bytes are announced or arrive, 400 if it breaks off.
pub(crate) async fn read_body(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes> {
    let is_encoded = |value: &HeaderValue| !value.as_bytes().eq_ignore_ascii_case(b"identity");
    if headers.get(header::CONTENT_ENCODING).is_some_and(is_encoded) {
        return Err(Error::new(ErrorKind::UnsupportedContentEncoding));
    }
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| u64::try_from(limit).is_ok_and(|limit| length > limit)) {
        return Err(Error::new(ErrorKind::ContentTooLarge));
    }
    match Limited::new(body, limit).collect().await {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Error::new(ErrorKind::ContentTooLarge)),
        Err(_) => Err(Error::bad_request("the body broke off")),
    }
}
