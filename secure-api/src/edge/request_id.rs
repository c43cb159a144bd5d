//! The name of one request, on its response and in its audit event.

use std::fmt;

use axum::http::HeaderValue;
use uuid::Uuid;

/// Made here, from the system's randomness. One that the client sends is not looked at: it could forge log entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RequestId(Uuid);

impl RequestId {
    pub(crate) fn new() -> Self {
        Self(Uuid::new_v4())
    }

    pub(crate) fn header_value(self) -> HeaderValue {
        let mut text = Uuid::encode_buffer();
        let text = self.0.simple().encode_lower(&mut text);
        // Hexadecimal digits always make a header value.
        HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("-"))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.simple().fmt(f)
    }
}
