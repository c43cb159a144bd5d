use secure_api::Resource;

#[derive(Resource)]
#[resource(table = "documents")]
struct Document(#[resource(id)] i64, String);

fn main() {}
