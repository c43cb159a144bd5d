use secure_api::SecureState;

#[derive(SecureState)]
enum AppState {
    Ready,
}

fn main() {}
