use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    A,
    B,
    C,
    D,
    E,
    F,
    G,
    H,
    I,
}

#[secure_endpoint(any(role = "a", role = "b", role = "c", role = "d", role = "e", role = "f", role = "g", role = "h", role = "i"))]
async fn report() {}

fn main() {}
