use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async fn report(caller: Option<Principal>) {
    drop(caller);
}

fn main() {}
