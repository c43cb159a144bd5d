use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "invoices")]
struct Invoice {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(tenant)]
    tenant_id: uuid::Uuid,
    paid: bool,
}

#[secure_endpoint(public(reason = "for all"), row(paid = true), rate = "5/min")]
async fn report(invoice: Owned<Invoice>) {
    drop(invoice);
}

fn main() {}
