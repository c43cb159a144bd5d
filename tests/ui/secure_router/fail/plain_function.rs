use secure_api::{Security, SecureRouter, get};

async fn delete_everything() {}

fn main() {
    let _ = SecureRouter::<Security>::new().route("/", get(delete_everything));
}
