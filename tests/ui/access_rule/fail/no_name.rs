use secure_api::prelude::*;

access_rule!(= mfa);

fn main() {}
