use secure_api::{Db, SecureState, security::Security};

#[derive(Clone, SecureState)]
struct AppState {
    security: Security,
    #[state(database)]
    db: Db,
}

fn main() {}
