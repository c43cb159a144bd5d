use secure_api::prelude::*;

access_rule!(Staff = any(scope = "read", mfa));

fn main() {}
