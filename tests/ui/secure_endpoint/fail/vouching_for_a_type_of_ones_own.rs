use secure_api::{endpoint::EndpointArgument, policy::ArgumentKind};

struct Trusted;

impl EndpointArgument for Trusted {
    const KIND: ArgumentKind = ArgumentKind::Server;
}

fn main() {}
