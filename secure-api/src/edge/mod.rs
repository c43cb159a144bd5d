//! What happens to every request and response whatever the endpoint: host, size, client address, request id, headers.

mod address;
mod body;
mod headers;
mod receive;
mod request_id;

pub(crate) use address::ClientAddress;
pub(crate) use body::read_body;
#[cfg(feature = "multipart")]
pub(crate) use body::{Pieces, stream, stream_body};
pub(crate) use headers::{write_headers, write_missing_headers};
pub use receive::Limits;
pub(crate) use receive::{Edge, Received, check, host, host_name, receive};
pub use request_id::RequestId;
