use secure_api::Resource;

#[derive(Resource)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
}

fn main() {}
