use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(includes(Viewer))]
    Admin,
    Viewer,
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "invoices")]
struct Invoice {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(tenant)]
    tenant_id: uuid::Uuid,
    paid: bool,
}

#[secure_endpoint(role = "admin", cross_tenant, unscoped(reason = "a report"))]
async fn report(invoice: Owned<Invoice>) {
    drop(invoice);
}

fn main() {}
