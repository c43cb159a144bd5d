use secure_api::prelude::*;

access_rule!(Everybody = public(reason = "for all"));

fn main() {}
