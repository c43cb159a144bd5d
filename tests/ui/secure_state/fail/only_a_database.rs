use secure_api::{Db, SecureState};

#[derive(Clone, SecureState)]
struct AppState {
    db: Db,
}

fn main() {}
