//! What happens to every request and response whatever the endpoint.

mod body;

pub(crate) use body::read_body;
