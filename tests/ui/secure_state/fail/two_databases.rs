use secure_api::{Db, SecureState, security::Security};

#[derive(Clone, SecureState)]
struct AppState {
    security: Security,
    db: Db,
    archive: Db,
}

fn main() {}
