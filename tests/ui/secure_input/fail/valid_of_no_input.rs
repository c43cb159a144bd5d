use axum::Json;
use secure_api::{endpoint::EndpointArgument, input::Valid};

struct Page {
    limit: u32,
}

fn main() {
    let _ = <Valid<Json<Page>> as EndpointArgument>::KIND;
}
