mod documents {
    use secure_api::prelude::*;

    #[secure_endpoint(authenticated)]
    async fn list() {}

    #[secure_endpoint(authenticated)]
    pub(crate) async fn read() {}
}

fn main() {
    let _ = (documents::read, documents::list);
}
