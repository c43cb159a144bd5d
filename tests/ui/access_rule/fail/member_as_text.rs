use secure_api::access_rule;

access_rule!(Writer = member = "write");

fn main() {}
