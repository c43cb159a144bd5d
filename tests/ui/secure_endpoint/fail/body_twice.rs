use secure_api::prelude::*;

#[derive(SecureInput)]
struct Note {
    #[validate(length(max = 100))]
    text: String,
}

#[secure_endpoint(authenticated, body = "1KiB", body = "2KiB")]
async fn report(note: Valid<axum::Json<Note>>) {
    drop(note);
}

fn main() {}
