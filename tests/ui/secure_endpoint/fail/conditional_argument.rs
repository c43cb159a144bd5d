use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async fn report(#[cfg(unix)] principal: Principal) {
    drop(principal);
}

fn main() {}
