use secure_api::{SecureRouter, Security, get, prelude::*};

async fn delete_everything() {}

fn main() {
    let _ = SecureRouter::<Security>::new().route("/", get(delete_everything));
}
