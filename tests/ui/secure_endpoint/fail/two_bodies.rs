use secure_api::prelude::*;

#[derive(SecureInput)]
struct Note {
    #[validate(length(max = 100))]
    text: String,
}

#[secure_endpoint(authenticated)]
async fn report(first: Valid<axum::Json<Note>>, second: Valid<axum::Json<Note>>) {
    drop((first, second));
}

fn main() {}
