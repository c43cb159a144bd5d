use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async fn greet(#[path("user")] caller: Principal) -> String {
    caller.subject().to_owned()
}

fn main() {}
