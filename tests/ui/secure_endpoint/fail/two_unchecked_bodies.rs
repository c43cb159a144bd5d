use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async fn report(first: Unchecked<String>, second: Unchecked<String>) {
    drop((first, second));
}

fn main() {}
