use secure_api::prelude::*;

struct Note;

#[secure_endpoint(authenticated)]
async fn report(note: Valid<axum::Json<Note>>) {
    drop(note);
}

fn main() {}
