use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async fn report() {
    let shared = std::rc::Rc::new(1);
    tokio::task::yield_now().await;
    drop(shared);
}

fn main() {}
