use secure_api::prelude::*;

access_rule!(Staff = authenticatd);

fn main() {}
