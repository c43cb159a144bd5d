use secure_api::prelude::*;

access_rule!(Staff = any(rule = Staff, mfa));

fn main() {}
