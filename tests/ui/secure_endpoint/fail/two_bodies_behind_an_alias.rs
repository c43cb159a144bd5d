use secure_api::prelude::*;

#[derive(SecureInput)]
struct Note {
    #[validate(length(max = 100))]
    text: String,
}

type Body = Valid<axum::Json<Note>>;

#[secure_endpoint(authenticated)]
async fn report(first: Body, second: Body) {
    drop((first, second));
}

fn main() {}
