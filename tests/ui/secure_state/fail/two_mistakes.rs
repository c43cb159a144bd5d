use secure_api::{Db, SecureState, security::Security};

#[derive(Clone, SecureState)]
struct AppState {
    #[state(securty)]
    security: Security,
    #[state(db = "main")]
    db: Db,
}

fn main() {}
