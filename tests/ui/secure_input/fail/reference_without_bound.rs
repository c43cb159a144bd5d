use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "teams")]
struct Team {
    #[resource(id)]
    id: String,
}

#[derive(SecureInput)]
struct Join {
    team: Patch<Ref<Team>>,
}

fn main() {}
