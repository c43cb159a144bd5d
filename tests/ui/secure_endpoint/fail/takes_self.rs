use secure_api::prelude::*;

struct Reports;

impl Reports {
    #[secure_endpoint(authenticated)]
    async fn report(&self) {}
}

fn main() {}
