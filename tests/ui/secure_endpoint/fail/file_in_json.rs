use axum::Json;
use secure_api::{input::Upload, prelude::*};

#[derive(SecureInput)]
struct Avatar {
    #[validate(file(max = "1MiB", types("image/png")))]
    picture: Upload,
}

#[secure_endpoint(authenticated)]
async fn change(avatar: Valid<Json<Avatar>>) {
    let _ = avatar.0.0.picture;
}

fn main() {}
