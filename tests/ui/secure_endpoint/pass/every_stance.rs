use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Admin,
    Viewer,
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(owner)]
    owner_id: uuid::Uuid,
}

mod other {
    #[derive(secure_api::Roles)]
    pub enum Level {
        High,
    }
}

#[secure_endpoint(public(reason = "a health check"), rate = "60/min")]
async fn health() {}

#[secure_endpoint(authenticated)]
async fn me() {}

#[secure_endpoint(role = "admin", rate = "5/s")]
async fn by_name() {}

#[secure_endpoint(role = Viewer, rate = "5/h")]
async fn by_variant() {}

#[secure_endpoint(role = other::Level::High, rate = "5/day")]
async fn by_path() {}

#[secure_endpoint(owner = "owner_id")]
async fn one(document: Owned<Document>) -> String {
    document.owner_id.to_string()
}

#[secure_endpoint(any(role = "admin", owner), rate = "5/min")]
async fn several(documents: Scoped<Document>) {
    drop(documents);
}

#[secure_endpoint(role = "admin", any(owner, role = "viewer"))]
async fn both(documents: Scoped<Document>) {
    drop(documents);
}

#[secure_endpoint(role = "admin", unscoped(reason = "a report over all"))]
async fn every(documents: Scoped<Document>) {
    drop(documents);
}

#[secure_endpoint(owner)]
async fn two(first: Owned<Document>, #[path("other_id")] second: Owned<Document>) {
    drop((first, second));
}

fn main() {
    let _ = (health, me, by_name, by_variant, by_path, one, several, both, every, two);
}
