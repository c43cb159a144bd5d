use secure_api::{SecureRouter, Security};

fn main() {
    let app = SecureRouter::<Security>::new();
    let _ = axum::Router::<Security>::new().merge(app);
}
