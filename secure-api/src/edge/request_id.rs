//! Names requests, on their responses and in their audit events.

use std::fmt;

use axum::http::HeaderValue;
use uuid::Uuid;

/// The name of one request: 32 hexadecimal digits. Made here, from the system's randomness. One that the client sends is not looked at: it could forge log entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestId(Uuid);

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
