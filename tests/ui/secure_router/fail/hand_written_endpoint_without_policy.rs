use secure_api::endpoint::SecureEndpoint;

#[derive(Clone, Copy)]
struct Report;

impl SecureEndpoint<()> for Report {
    async fn call(_: ()) -> axum::response::Response {
        axum::response::IntoResponse::into_response("hello")
    }
}

fn main() {}
