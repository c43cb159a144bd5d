use secure_api::endpoint::{Answer, SecureEndpoint};

struct Report;

impl SecureEndpoint<()> for Report {
    async fn call(_: ()) -> impl Answer {
        "hello"
    }
}

fn main() {}
