use secure_api::prelude::*;

access_rule!(Staff = mfa, authenticated);

fn main() {}
