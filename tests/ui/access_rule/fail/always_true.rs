use secure_api::prelude::*;

access_rule!(Staff = any(authenticated, mfa));

fn main() {}
