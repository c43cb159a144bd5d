use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async fn report(#[path("id")] caller: Principal) {
    drop(caller);
}

fn main() {}
