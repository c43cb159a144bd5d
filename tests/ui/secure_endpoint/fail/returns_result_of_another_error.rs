use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async fn report() -> std::result::Result<(), std::fmt::Error> {
    Ok(())
}

fn main() {}
