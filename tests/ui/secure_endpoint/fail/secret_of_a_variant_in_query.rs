use axum::extract::Query;
use secure_api::{Secret, prelude::*};

#[derive(SecureInput)]
#[serde(tag = "kind")]
enum SignIn {
    Password {
        #[validate(length(max = 100))]
        password: Secret<String>,
    },
}

#[secure_endpoint(authenticated)]
async fn sign_in(login: Valid<Query<SignIn>>) {
    let Valid(Query(SignIn::Password { password })) = login;
    drop(password);
}

fn main() {}
