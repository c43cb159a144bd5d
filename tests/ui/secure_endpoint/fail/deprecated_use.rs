#![deny(deprecated)]

use secure_api::prelude::*;

#[deprecated = "ask elsewhere"]
#[secure_endpoint(authenticated)]
async fn report() {}

fn main() {
    let _ = report;
}
