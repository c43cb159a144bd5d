use secure_api::prelude::*;

access_rule!(Staff = mfa, crate = "secure_api");

fn main() {}
