//! What happens to every request and response whatever the endpoint: host, size, client address, request id, headers.

mod address;
mod body;
mod headers;
mod receive;
mod request_id;

pub(crate) use address::ClientAddress;
pub(crate) use body::read_body;
pub(crate) use headers::{REQUEST_ID, write_headers, write_missing_headers};
pub use receive::Limits;
pub(crate) use receive::{Edge, Received, is_for_us, receive};
pub use request_id::RequestId;
