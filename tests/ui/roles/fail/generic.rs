use secure_api::prelude::*;

#[derive(Roles)]
enum Role<const N: usize> {
    Admin,
    Viewer,
}

fn main() {}
