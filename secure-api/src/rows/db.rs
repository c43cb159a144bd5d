//! The database: SQLite or PostgreSQL, chosen by URL at run time.

use std::fmt;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
use std::time::Duration;

use sqlx::migrate::Migrator;

#[cfg(any(feature = "sqlite", feature = "postgres"))]
use crate::rows::failure;
use crate::{
    config::explain,
    error::{Error, Result},
    rows::{
        Row, Values,
        database::Fetched,
        statements::{Dialect, Statement},
        values::Arguments,
    },
};

/// How long a request waits for a connection before it is refused with 503.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// How long SQLite waits for another writer.
#[cfg(feature = "sqlite")]
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// A database, behind a pool of connections. Cheap to clone.
///
/// It does not hand out its pool: rows are reached through [`Scoped`](crate::rows::Scoped) and
/// [`Owned`](crate::rows::Owned), whose statements carry the filter.
///
/// ```
/// # async fn start() -> Result<(), secure_api::rows::DbError> {
/// use secure_api::rows::Db;
///
/// let db = Db::connect("sqlite::memory:").await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Db {
    pool: Pool,
}

#[derive(Clone)]
enum Pool {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::SqlitePool),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgPool),
    #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
    #[allow(dead_code, reason = "without a feature nothing connects")]
    None,
}

/// Why a database cannot be used. No message contains the URL.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum DbError {
    /// The URL names a database that this library does not know.
    #[error("the database URL must start with `sqlite:` or `postgres:`")]
    UnknownDatabase,
    /// The URL names a database whose feature is off.
    #[error(
        "the database URL is for {database}: switch on the feature `{feature}` of `secure-api`"
    )]
    FeatureOff {
        /// The database.
        database: &'static str,
        /// The feature of this crate.
        feature: &'static str,
    },
    /// The rest of the URL is not understood.
    #[error("the database URL is not understood")]
    Url(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database does not answer, or not to these credentials.
    #[error("the database cannot be reached")]
    Connect(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The migrations failed.
    #[error("the database could not be migrated")]
    Migrate(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl fmt::Debug for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        explain(self, f)
    }
}

impl Db {
    /// Connects to the database that the URL names: `sqlite:data.db`, `sqlite::memory:` or
    /// `postgres://user:password@host/name`.
    ///
    /// SQLite's file is made if it is missing, with a write-ahead log and foreign keys on; the database in memory has one
    /// connection and ends with the last clone. Up to ten connections are kept, and a request waits up to five seconds for
    /// one.
    ///
    /// # Errors
    /// If the database's feature is off, or the database does not answer.
    pub async fn connect(url: &str) -> Result<Self, DbError> {
        match url.split_once(':') {
            Some(("sqlite", _)) => connect_sqlite(url).await,
            Some(("postgres" | "postgresql", _)) => connect_postgres(url).await,
            _ => Err(DbError::UnknownDatabase),
        }
    }

    /// Runs the migrations that have not run yet: `db.migrate(&sqlx::migrate!()).await?`.
    ///
    /// # Errors
    /// If one fails, or one that ran before has changed since.
    pub async fn migrate(&self, migrator: &Migrator) -> Result<(), DbError> {
        match &self.pool {
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(pool) => migrator.run(pool).await,
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => migrator.run(pool).await,
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            // Nothing connects, so nobody has one of these.
            Pool::None => {
                let _ = migrator;
                Ok::<_, sqlx::migrate::MigrateError>(())
            }
        }
        .map_err(|error| DbError::Migrate(error.into()))
    }

    /// Whether it is SQLite; otherwise it is PostgreSQL.
    pub(super) const fn is_sqlite(&self) -> bool {
        match &self.pool {
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(_) => true,
            #[cfg(feature = "postgres")]
            Pool::Postgres(_) => false,
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            Pool::None => false,
        }
    }

    /// Which of the two reads what is written for it.
    pub(super) const fn dialect(&self) -> Dialect {
        if self.is_sqlite() { Dialect::Sqlite } else { Dialect::Postgres }
    }

    /// An empty list of values for a statement of this database.
    pub(super) fn values(&self) -> Values {
        Values(match &self.pool {
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(_) => Arguments::Sqlite(sqlx::sqlite::SqliteArguments::default()),
            #[cfg(feature = "postgres")]
            Pool::Postgres(_) => Arguments::Postgres(sqlx::postgres::PgArguments::default()),
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            Pool::None => Arguments::None,
        })
    }

    /// Runs a statement to its end, so that failures at commit are seen too, and gives its rows. Where it says of each row
    /// that it writes whether it is within the access rule, one that is not undoes it all.
    ///
    /// # Errors
    /// 403 if a row that is written is not within the rule.
    pub(super) async fn fetch(
        &self,
        statement: &'static Statement,
        values: Values,
    ) -> Result<Vec<Row>> {
        complete(statement, &values)?;
        match (&self.pool, values.0) {
            #[cfg(feature = "sqlite")]
            (Pool::Sqlite(pool), Arguments::Sqlite(values)) => {
                let rows = fetch_from(pool, statement, values).await?;
                Ok(rows.into_iter().map(|row| Row(Fetched::Sqlite(row))).collect())
            }
            #[cfg(feature = "postgres")]
            (Pool::Postgres(pool), Arguments::Postgres(values)) => {
                let rows = fetch_from(pool, statement, values).await?;
                Ok(rows.into_iter().map(|row| Row(Fetched::Postgres(row))).collect())
            }
            #[allow(unreachable_patterns, reason = "with one feature there is one arm")]
            _ => Err(Error::internal("the values are for another database")),
        }
    }

    /// Runs a statement that gives no rows, and says how many it changed.
    pub(super) async fn execute(
        &self,
        statement: &'static Statement,
        values: Values,
    ) -> Result<u64> {
        complete(statement, &values)?;
        match (&self.pool, values.0) {
            #[cfg(feature = "sqlite")]
            (Pool::Sqlite(pool), Arguments::Sqlite(values)) => {
                let query = sqlx::query_with(statement.text.as_str(), values);
                Ok(query.execute(pool).await.map_err(failure::statement)?.rows_affected())
            }
            #[cfg(feature = "postgres")]
            (Pool::Postgres(pool), Arguments::Postgres(values)) => {
                let query = sqlx::query_with(statement.text.as_str(), values);
                Ok(query.execute(pool).await.map_err(failure::statement)?.rows_affected())
            }
            #[allow(unreachable_patterns, reason = "with one feature there is one arm")]
            _ => Err(Error::internal("the values are for another database")),
        }
    }

    /// Runs a statement that gives one number.
    pub(super) async fn number(
        &self,
        statement: &'static Statement,
        values: Values,
    ) -> Result<i64> {
        let rows = self.fetch(statement, values).await?;
        let row = rows.first().ok_or_else(|| Error::internal("a count gave no row"))?;
        match &row.0 {
            #[cfg(feature = "sqlite")]
            Fetched::Sqlite(row) => sqlx::Row::try_get(row, 0).map_err(failure::read),
            #[cfg(feature = "postgres")]
            Fetched::Postgres(row) => sqlx::Row::try_get(row, 0).map_err(failure::read),
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            Fetched::None => Err(Error::internal("a row was read without a database")),
        }
    }

    /// Any SQL, for the tables of tests.
    #[cfg(test)]
    pub(super) async fn run_for_test(&self, sql: &str) -> Vec<String> {
        use sqlx::{AssertSqlSafe, Row as _};
        let text = AssertSqlSafe(sql);
        match &self.pool {
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(pool) => {
                let rows = sqlx::raw_sql(text).fetch_all(pool).await.expect(sql);
                rows.iter().filter_map(|row| row.try_get("detail").ok()).collect()
            }
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => {
                let rows = sqlx::raw_sql(text).fetch_all(pool).await.expect(sql);
                rows.iter().filter_map(|row| row.try_get(0).ok()).collect()
            }
        }
    }

    /// Ends every connection.
    #[cfg(test)]
    pub(super) async fn close_for_test(&self) {
        match &self.pool {
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(pool) => pool.close().await,
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}

/// Both databases take a missing value for NULL, so the number is compared before they see it.
fn complete(statement: &Statement, values: &Values) -> Result<()> {
    let (takes, got) = (statement.given.len() + statement.others, values.len());
    if takes == got {
        Ok(())
    } else {
        Err(Error::internal(format!("a statement takes {takes} values and got {got}")))
    }
}

/// Runs a statement; in a transaction of its own where it says whether its rows are within the access rule. Dropped on the way, by
/// a request that ends early, a transaction is rolled back.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
async fn fetch_from<D: sqlx::Database + sqlx::database::HasStatementCache>(
    pool: &sqlx::Pool<D>,
    statement: &'static Statement,
    values: D::Arguments,
) -> Result<Vec<D::Row>>
where
    D::Arguments: sqlx::IntoArguments<D>,
    for<'c> &'c mut D::Connection: sqlx::Executor<'c, Database = D>,
    usize: sqlx::ColumnIndex<D::Row>,
    for<'r> i32: sqlx::Decode<'r, D> + sqlx::Type<D>,
{
    let query = sqlx::query_with(statement.text.as_str(), values).persistent(statement.names_all);
    let Some(within) = statement.within else {
        return query.fetch_all(pool).await.map_err(failure::statement);
    };
    // In a task of its own: cut off while the answer to BEGIN is on its way, sqlx would hand the connection on inside of a transaction
    // of which it knows nothing, and what others write there would be lost with it.
    let pool = pool.clone();
    let begun = tokio::spawn(async move { pool.begin().await }).await.map_err(Error::internal)?;
    let mut transaction = begun.map_err(failure::statement)?;
    let rows = query.fetch_all(&mut *transaction).await.map_err(failure::statement)?;
    for row in &rows {
        let is_within: i32 = sqlx::Row::try_get(row, within).map_err(failure::read)?;
        if is_within != 1 {
            transaction.rollback().await.map_err(failure::statement)?;
            return Err(Error::forbidden_because("the row would not be within the access rule"));
        }
    }
    transaction.commit().await.map_err(failure::statement)?;
    Ok(rows)
}

#[cfg(feature = "sqlite")]
async fn connect_sqlite(url: &str) -> Result<Db, DbError> {
    use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};

    let options: SqliteConnectOptions =
        url.parse().map_err(|error: sqlx::Error| DbError::Url(error.into()))?;
    let options = options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true);
    let mut pool =
        SqlitePoolOptions::new().acquire_timeout(ACQUIRE_TIMEOUT).test_before_acquire(false);
    if url.contains(":memory:")
        || url.contains("mode=memory")
        || options.get_filename().as_os_str().is_empty()
    {
        // Such a database ends with its last connection.
        pool = pool.min_connections(1).max_connections(1).idle_timeout(None).max_lifetime(None);
    }
    let pool = pool.connect_with(options).await.map_err(|error| DbError::Connect(error.into()))?;
    Ok(Db { pool: Pool::Sqlite(pool) })
}

#[cfg(not(feature = "sqlite"))]
async fn connect_sqlite(_: &str) -> Result<Db, DbError> {
    Err(DbError::FeatureOff { database: "SQLite", feature: "sqlite" })
}

#[cfg(feature = "postgres")]
async fn connect_postgres(url: &str) -> Result<Db, DbError> {
    use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

    let options: PgConnectOptions =
        url.parse().map_err(|error: sqlx::Error| DbError::Url(error.into()))?;
    let pool = PgPoolOptions::new()
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .connect_with(options)
        .await
        .map_err(|error| DbError::Connect(error.into()))?;
    Ok(Db { pool: Pool::Postgres(pool) })
}

#[cfg(not(feature = "postgres"))]
async fn connect_postgres(_: &str) -> Result<Db, DbError> {
    Err(DbError::FeatureOff { database: "PostgreSQL", feature: "postgres" })
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Never the pool: its options hold the password.
        f.debug_tuple("Db").field(&if self.is_sqlite() { "sqlite" } else { "postgres" }).finish()
    }
}

/// A router's state that holds a [`Db`]. Derive it by [`SecureState`](crate::SecureState).
#[diagnostic::on_unimplemented(
    message = "`{Self}` holds no database",
    label = "rows need a `Db` in the state",
    note = "give it a field of type `Db` and write `#[derive(SecureState)]` above it"
)]
pub trait HasDb {
    /// The database.
    fn db(&self) -> &Db;
}

#[diagnostic::do_not_recommend]
impl HasDb for Db {
    fn db(&self) -> &Db {
        self
    }
}
