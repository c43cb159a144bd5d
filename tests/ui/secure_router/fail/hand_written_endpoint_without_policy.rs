use secure_api::endpoint::{Answer, SecureEndpoint};

#[derive(Clone, Copy)]
struct Report;

impl SecureEndpoint<()> for Report {
    async fn call(_: ()) -> impl Answer {
        "hello"
    }
}

fn main() {}
