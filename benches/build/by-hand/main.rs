//! The same service, with the guards written by hand.

mod guards;
mod invoice;

use std::{env, error::Error, sync::Arc};

use axum::{Router, middleware};
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions},
};
use tokio::net::TcpListener;

use self::guards::Verifier;

#[derive(Clone)]
struct App {
    verifier: Arc<Verifier>,
    pool: SqlitePool,
}

#[allow(clippy::let_and_return, reason = "each line that names a resource becomes twenty")]
fn routes() -> Router<App> {
    let routes = Router::new();
    let routes = routes.merge(invoice::routes());
    routes
}

pub(crate) async fn service(secret: &str, database: &str) -> Result<Router, Box<dyn Error>> {
    let verifier = Arc::new(Verifier::new(secret.as_bytes()));
    let options: SqliteConnectOptions = database.parse()?;
    let options = options.journal_mode(SqliteJournalMode::Wal).foreign_keys(true);
    let pool = SqlitePoolOptions::new().connect_with(options).await?;
    Ok(routes()
        .fallback(guards::unknown)
        .method_not_allowed_fallback(guards::another_method)
        .layer(middleware::from_fn(guards::finish))
        .with_state(App { verifier, pool }))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let service = service(&env::var("TOKEN_SECRET")?, &env::var("DATABASE_URL")?).await?;
    let listener = TcpListener::bind(("127.0.0.1", env::var("PORT")?.parse()?)).await?;
    axum::serve(listener, service).await?;
    Ok(())
}
