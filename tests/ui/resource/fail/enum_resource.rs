use secure_api::Resource;

#[derive(Resource)]
#[resource(table = "documents")]
enum Document {
    Draft,
    Published,
}

fn main() {}
