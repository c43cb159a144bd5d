use secure_api::{
    Resource,
    policy::Holds,
    rows::{NoOwner, ValueType},
};
use uuid::Uuid;

type Flag = Option<bool>;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "invoices")]
struct Invoice {
    #[resource(id)]
    id: Uuid,
    #[resource(tenant)]
    #[sqlx(rename = "tenant")]
    tenant_id: i64,
    status: String,
    is_public: Flag,
}

fn main() {
    assert_eq!(Invoice::INFO.tenant, Some("tenant"));
    assert_eq!(Invoice::INFO.owner(), None);
    assert_eq!(Invoice::REQUIRED, ["status"]);
    let holds = Invoice::INFO.columns.iter().map(|column| column.holds);
    assert!(holds.eq([Holds::Other, Holds::Integer, Holds::Text, Holds::Boolean]));
    assert!(ValueType::<Flag>::NULLABLE);
    let _: Option<<Invoice as Resource>::Owner> = None::<NoOwner>;
    let _: Option<<Invoice as Resource>::Tenant> = None::<i64>;
}
