//! What happens to every request and response whatever the endpoint: host, size, client address, request id, headers.

mod address;
mod body;
mod headers;
mod receive;
mod request_id;

pub(crate) use address::ClientAddress;
pub(crate) use body::read_body;
pub(crate) use headers::write_headers;
pub(crate) use receive::{Received, receive};
pub use receive::Limits;
pub(crate) use request_id::RequestId;
