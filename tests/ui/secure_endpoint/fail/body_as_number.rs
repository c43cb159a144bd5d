use secure_api::prelude::*;

#[derive(SecureInput)]
struct Note {
    #[validate(length(max = 100))]
    text: String,
}

#[secure_endpoint(authenticated, body = 1024)]
async fn report(note: Valid<axum::Json<Note>>) {
    drop(note);
}

fn main() {}
