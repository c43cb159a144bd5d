use secure_api::Resource;

#[derive(Resource)]
#[resource(table = "documents")]
struct Document<T> {
    #[resource(id)]
    id: i64,
    content: T,
}

fn main() {}
