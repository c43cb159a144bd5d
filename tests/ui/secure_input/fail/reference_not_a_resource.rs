use secure_api::prelude::*;

struct Folder;

#[derive(SecureInput)]
struct Move {
    into: Ref<Folder>,
}

fn main() {}
