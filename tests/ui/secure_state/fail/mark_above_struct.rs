use secure_api::{Db, SecureState, Security};

#[derive(Clone, SecureState)]
#[state(security)]
struct AppState {
    security: Security,
    db: Db,
}

fn main() {}
