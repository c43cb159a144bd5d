use secure_api::{Resource, Secret};

type Hidden = Secret<String>;

// It reads no secret from a row: whoever stores one writes that.
#[derive(Resource)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(filter)]
    key: Hidden,
}

impl<'r, R: sqlx::Row> sqlx::FromRow<'r, R> for Document {
    fn from_row(_: &'r R) -> sqlx::Result<Self> {
        Err(sqlx::Error::RowNotFound)
    }
}

fn main() {}
