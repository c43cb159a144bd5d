//! Names requests, on their responses and in their audit events.

use std::{cell::RefCell, fmt};

use axum::http::HeaderValue;
use uuid::Uuid;

/// The name of one request: 32 hexadecimal digits. Made here, from the system's randomness. One that the client sends is not looked at: it could forge log entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestId(Uuid);

/// Bytes of randomness that a thread asks the system for at once, because asking takes longer than all else about a name. Names are no
/// secrets, so it does no harm that the next ones stand in memory.
const POOL: usize = 1024;

thread_local! {
    static RANDOMNESS: RefCell<Pool> = const { RefCell::new(Pool { bytes: [0; POOL], used: POOL }) };
}

struct Pool {
    bytes: [u8; POOL],
    used: usize,
}

impl Pool {
    /// The next bytes. Where the system gives none, there is nothing to tell requests apart by, and they all have one name.
    fn next(&mut self) -> [u8; 16] {
        if self.used >= POOL {
            if getrandom::fill(&mut self.bytes).is_err() {
                return [0; 16];
            }
            self.used = 0;
        }
        let next = self.bytes.get(self.used..).and_then(|unused| unused.first_chunk());
        self.used = self.used.saturating_add(16);
        next.copied().unwrap_or_default()
    }
}

impl RequestId {
    pub(crate) fn new() -> Self {
        let random = RANDOMNESS.with_borrow_mut(Pool::next);
        Self(uuid::Builder::from_random_bytes(random).into_uuid())
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_requests_have_one_name() {
        let names: Vec<String> = (0..1_000).map(|_| RequestId::new().to_string()).collect();
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
        assert!(names.iter().all(|name| name.len() == 32));
    }

    #[test]
    fn threads_do_not_share_names() {
        let here = RequestId::new();
        let there = std::thread::spawn(RequestId::new).join().unwrap();
        assert_ne!(here, there);
    }
}
