use secure_api::{SecureRouter, Security};

fn main() {
    let plain = axum::Router::<Security>::new();
    let _ = SecureRouter::<Security>::new().merge(plain);
}
