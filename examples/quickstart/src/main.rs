//! A documents service: every document has an owner, and nobody else reads or changes it.
//!
//! `cargo run -p quickstart` starts it, with a database in a file of its own and a fresh development key.

mod banner;
mod documents;

use std::{error::Error, process::ExitCode};

use secure_api::{Db, Development, SecureRouter, SecureState, Security, get};
use tokio::net::TcpListener;

/// What the endpoints share. The derive tells the library where the keys and the database are.
#[derive(Clone, SecureState)]
struct App {
    security: Security,
    db: Db,
}

fn routes() -> SecureRouter<App> {
    SecureRouter::new()
        .route("/health", get(documents::health))
        .route("/documents", get(documents::list_documents).post(documents::create_document))
        .route(
            "/documents/{id}",
            get(documents::read_document)
                .patch(documents::update_document)
                .delete(documents::delete_document),
        )
        .route("/statistics", get(documents::statistics))
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut message = format!("the server did not start: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                message += &format!(": {error}");
                cause = error.source();
            }
            tracing::error!("{message}");
            ExitCode::FAILURE
        }
    }
}

async fn start() -> Result<(), Box<dyn Error>> {
    let database =
        std::env::var("DATABASE_URL").unwrap_or_else(|_| "sqlite:quickstart.db".to_owned());
    let port = std::env::var("PORT").unwrap_or_else(|_| "3000".to_owned());
    let port: u16 =
        port.parse().map_err(|_| format!("PORT is `{port}`, but must be a number up to 65535"))?;

    let db = Db::connect(&database).await?;
    db.migrate(&sqlx::migrate!()).await?;

    let development = Development::new()?;
    let security = development.security()?.roles::<documents::Role>().build()?;

    let listener = TcpListener::bind(("127.0.0.1", port)).await.map_err(|error| {
        format!("port {port} cannot be used ({error}): set PORT to another one")
    })?;
    let app = routes().with_state(App { security, db });
    banner::print(listener.local_addr()?, &app.policies(), &development)?;
    secure_api::serve(listener, app).await?;
    Ok(())
}
