use secure_api::{Db, SecureState, Security};

#[derive(Clone, SecureState)]
struct AppState {
    #[state(security = true)]
    security: Security,
    db: Db,
}

fn main() {}
