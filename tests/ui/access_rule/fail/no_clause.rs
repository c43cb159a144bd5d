use secure_api::prelude::*;

access_rule!(Staff);

fn main() {}
