use secure_api::prelude::*;

access_rule!(EditorOfOwn = authenticated);

#[secure_endpoint(rule = "EditorOfOwn")]
async fn report() {}

fn main() {}
