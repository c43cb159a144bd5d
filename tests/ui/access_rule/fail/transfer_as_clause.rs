use secure_api::access_rule;

access_rule!(Writer = transfer);

fn main() {}
