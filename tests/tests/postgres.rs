//! The database by its public interface, on a PostgreSQL server of the test's own. What a scope reaches there is tested
//! inside `secure-api`, by the same operations as on SQLite.

use secure_api::Db;
use secure_api_tests::postgres::Postgres;
use sqlx::{
    SqlStr,
    migrate::{Migration, MigrationType, Migrator},
};

#[tokio::test]
async fn connects_and_migrates() {
    let Some(server) = Postgres::start() else { return };
    let db = Db::connect(&server.url()).await.unwrap();
    let sql = SqlStr::from_static("CREATE TABLE notes (id BIGINT PRIMARY KEY)");
    let migration = Migration::new(1, "notes".into(), MigrationType::Simple, sql, false);
    let migrator = Migrator::with_migrations(vec![migration]);
    db.migrate(&migrator).await.unwrap();
    db.migrate(&migrator).await.unwrap();
}

#[tokio::test]
async fn a_server_is_gone_with_its_value() {
    let Some(server) = Postgres::start() else { return };
    let url = server.url();
    drop(server);
    assert!(Db::connect(&url).await.is_err());
}
