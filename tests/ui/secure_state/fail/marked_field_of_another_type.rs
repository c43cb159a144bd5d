use secure_api::{Db, SecureState};

#[derive(Clone, SecureState)]
struct AppState {
    #[state(security)]
    name: String,
    db: Db,
}

fn main() {}
