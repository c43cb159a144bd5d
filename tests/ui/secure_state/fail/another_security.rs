use secure_api::SecureState;

struct Security;

#[derive(SecureState)]
struct AppState {
    security: Security,
}

fn main() {}
