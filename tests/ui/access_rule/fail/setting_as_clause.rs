use secure_api::prelude::*;

access_rule!(Staff = rate = "5/min");

fn main() {}
