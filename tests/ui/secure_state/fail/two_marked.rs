use secure_api::{SecureState, security::Security};

#[derive(Clone, SecureState)]
struct AppState {
    #[state(security)]
    public: Security,
    #[state(security)]
    internal: Security,
}

fn main() {}
