use axum::extract::Query;
use secure_api::{Secret, prelude::*};

#[derive(SecureInput)]
struct Login {
    #[validate(length(max = 100))]
    password: Secret<String>,
}

#[secure_endpoint(authenticated)]
async fn login(login: Valid<Query<Login>>) {
    let _ = login.0.0.password;
}

fn main() {}
