use secure_api::{SecureRouter, Security, get};

fn main() {
    let _ = SecureRouter::<Security>::new().route("/", get(|| async { "hello" }));
}
