//! A service of twenty resources, with the guards declared.

mod invoice;

use std::{env, error::Error};

use secure_api::{Db, JwtVerifier, Roles, SecureRouter, SecureState, Security, TokenSecret};
use tokio::net::TcpListener;

#[derive(Clone, SecureState)]
struct App {
    security: Security,
    db: Db,
}

#[derive(Roles)]
enum Role {
    #[role(includes(Viewer))]
    Editor,
    Viewer,
}

#[allow(clippy::let_and_return, reason = "each line that names a resource becomes twenty")]
fn routes() -> SecureRouter<App> {
    let routes = SecureRouter::new();
    let routes = routes.merge(invoice::routes());
    routes
}

pub(crate) async fn service(secret: &str, database: &str) -> Result<SecureRouter, Box<dyn Error>> {
    let secret = TokenSecret::new(secret.as_bytes().to_vec())?;
    let verifier = JwtVerifier::hs256(&secret, "https://id.example", "https://api.example")?;
    let security = Security::builder().jwt(verifier).roles::<Role>().build()?;
    let db = Db::connect(database).await?;
    Ok(routes().with_state(App { security, db }))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let service = service(&env::var("TOKEN_SECRET")?, &env::var("DATABASE_URL")?).await?;
    let listener = TcpListener::bind(("127.0.0.1", env::var("PORT")?.parse()?)).await?;
    secure_api::serve(listener, service).await?;
    Ok(())
}
