use secure_api::{Db, SecureState, Security};

#[derive(Clone, SecureState)]
#[state(crate = "secure_api")]
struct AppState {
    security: Security,
    db: Db,
}

fn main() {}
