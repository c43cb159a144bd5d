use secure_api::{Db, SecureState, Security};

#[derive(Clone, SecureState)]
struct AppState {
    #[state(security, db)]
    security: Security,
    db: Db,
}

fn main() {}
