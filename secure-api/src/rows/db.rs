//! The database: SQLite or PostgreSQL, chosen by URL at run time.

#[cfg(any(feature = "sqlite", feature = "postgres"))]
use std::time::Duration;
use std::{fmt, sync::Arc};

use sqlx::migrate::Migrator;

use crate::{
    config::explain,
    error::Result,
    rows::{Values, statements::Dialect, values::Arguments},
};

/// How long a request waits for a connection before it is refused with 503.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// How long SQLite waits for another writer.
#[cfg(feature = "sqlite")]
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a session of PostgreSQL waits for what another one has locked, works at one statement, and keeps a transaction in which nothing
/// happens. A request that ended early leaves its statement behind; so that holds its connection, and its locks, no longer than this.
#[cfg(feature = "postgres")]
const BOUNDS: [(&str, &str); 3] = [
    ("lock_timeout", "5s"),
    ("statement_timeout", "30s"),
    ("idle_in_transaction_session_timeout", "30s"),
];

/// A connection that nobody has used for so long is asked whether it is still there before it is used.
#[cfg(feature = "postgres")]
const SURELY_ALIVE: Duration = Duration::from_secs(1);

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
    pool: Arc<Pool>,
}

pub(super) enum Pool {
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
    /// A statement waits up to five seconds for what another one has locked, and on PostgreSQL takes up to thirty seconds, as does a
    /// transaction in which nothing happens; then the answer is 503. Another bound stands in the URL:
    /// `?options[lock_timeout]=1s&options[statement_timeout]=2min&options[idle_in_transaction_session_timeout]=1min`. They go to the
    /// server when a connection starts, so they come before those of its role, and a proxy between the two has to let them through.
    ///
    /// A write is committed by a request that still waits for it, or not at all, and never tried twice. Only a request that ends while
    /// its commit is under way, by its time limit (408) or because the connection breaks (503), leaves open which of the two it is.
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

    /// Runs the migrations that have not run yet: `db.migrate(&sqlx::migrate!()).await?`. They take the time that they need, whatever
    /// bounds the statements of requests.
    ///
    /// # Errors
    /// If one fails, or one that ran before has changed since.
    pub async fn migrate(&self, migrator: &Migrator) -> Result<(), DbError> {
        match &*self.pool {
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(pool) => migrator.run(pool).await,
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => migrate_unbounded(pool, migrator).await,
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
    pub(super) fn is_sqlite(&self) -> bool {
        match &*self.pool {
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(_) => true,
            #[cfg(feature = "postgres")]
            Pool::Postgres(_) => false,
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            Pool::None => false,
        }
    }

    /// Which of the two reads what is written for it.
    pub(super) fn dialect(&self) -> Dialect {
        if self.is_sqlite() { Dialect::Sqlite } else { Dialect::Postgres }
    }

    /// An empty list of values for a statement of this database.
    pub(super) fn values(&self) -> Values {
        Values(match &*self.pool {
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(_) => Arguments::Sqlite(sqlx::sqlite::SqliteArguments::default()),
            #[cfg(feature = "postgres")]
            Pool::Postgres(_) => Arguments::Postgres(sqlx::postgres::PgArguments::default()),
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            Pool::None => Arguments::None,
        })
    }

    /// Where its connections come from. Only what runs statements asks.
    pub(super) fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Whether both are one database, behind one pool.
    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.pool, &other.pool)
    }

    /// Any SQL, for the tables of tests.
    #[cfg(test)]
    pub(super) async fn run_for_test(&self, sql: &str) -> Vec<String> {
        use sqlx::{AssertSqlSafe, Row as _};
        let text = AssertSqlSafe(sql);
        match &*self.pool {
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(pool) => {
                let rows = sqlx::raw_sql(text).fetch_all(pool).await.expect(sql);
                rows.iter().filter_map(|row| row.try_get("detail").ok()).collect()
            }
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => {
                let rows = sqlx::raw_sql(text).fetch_all(pool).await.expect(sql);
                rows.iter().filter_map(|row| row.try_get_unchecked(0).ok()).collect()
            }
        }
    }

    /// Ends every connection.
    #[cfg(test)]
    pub(super) async fn close_for_test(&self) {
        match &*self.pool {
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(pool) => pool.close().await,
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => pool.close().await,
        }
    }
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
    let connected = pool.connect_with(options.clone()).await;
    let pool = connected.map_err(|error| DbError::Connect(error.into()))?;
    // A file that goes away later is not made again, empty, beside connections that still have the old one.
    pool.set_connect_options(options.create_if_missing(false));
    Ok(Db { pool: Arc::new(Pool::Sqlite(pool)) })
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
    let stated = options.get_options().unwrap_or_default().to_owned();
    let unstated = BOUNDS.into_iter().filter(|(name, _)| !stated.contains(name));
    let options = options.options(unstated);
    let pool = PgPoolOptions::new()
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, of| {
            Box::pin(async move {
                if of.idle_for > SURELY_ALIVE {
                    // What fails here is closed, and another connection is opened instead.
                    sqlx::Connection::ping(connection).await?;
                }
                Ok(true)
            })
        })
        .connect_with(options)
        .await
        .map_err(|error| DbError::Connect(error.into()))?;
    Ok(Db { pool: Arc::new(Pool::Postgres(pool)) })
}

/// On a connection of its own, without bounds: a migration may rewrite a large table, and wait until another instance has done so.
#[cfg(feature = "postgres")]
async fn migrate_unbounded(
    pool: &sqlx::PgPool,
    migrator: &Migrator,
) -> Result<(), sqlx::migrate::MigrateError> {
    let unbounded = BOUNDS.map(|(name, _)| (name, "0"));
    let options = pool.connect_options().as_ref().clone().options(unbounded);
    let one =
        sqlx::postgres::PgPoolOptions::new().max_connections(1).acquire_timeout(ACQUIRE_TIMEOUT);
    let pool = one.connect_with(options).await?;
    let migrated = migrator.run(&pool).await;
    pool.close().await;
    migrated
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
