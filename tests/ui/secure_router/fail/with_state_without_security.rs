use secure_api::SecureRouter;

#[derive(Clone)]
struct App;

fn main() {
    let _ = SecureRouter::new().with_state(App);
}
