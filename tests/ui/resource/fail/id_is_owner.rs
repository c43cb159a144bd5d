use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "profiles")]
struct Profile {
    #[resource(id, owner)]
    user_id: String,
}

fn main() {}
