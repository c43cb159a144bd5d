//! The compiler says it wherever the type is written, which is not for a macro to change.

use secure_api::prelude::*;

struct Document;

#[secure_endpoint(owner)]
async fn report(document: Owned<Document>) {
    drop(document);
}

fn main() {}
