use secure_api::prelude::*;

struct Report;

#[secure_endpoint(authenticated)]
async fn report() -> Report {
    Report
}

fn main() {}
