use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Admin,
    Member(u32),
}

fn main() {}
