//! Which databases a resource fits, and how its rows are read there.

use crate::error::{Error, Result};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
use crate::rows::failure;

/// A row of either database, before it is read into a resource.
pub struct Row(pub(super) Fetched);

pub(super) enum Fetched {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::sqlite::SqliteRow),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::postgres::PgRow),
    #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
    #[allow(dead_code, reason = "without a database there is no row")]
    None,
}

impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Row")
    }
}

impl Row {
    /// What a column says that holds 1, 0 or NULL.
    pub(super) fn truth(&self, column: usize) -> Result<Option<bool>> {
        match &self.0 {
            #[cfg(feature = "sqlite")]
            Fetched::Sqlite(row) => sqlx::Row::try_get(row, column).map_err(failure::read),
            #[cfg(feature = "postgres")]
            Fetched::Postgres(row) => sqlx::Row::try_get(row, column).map_err(failure::read),
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            Fetched::None => {
                Err(Error::internal(format!("column {column} was read without a database")))
            }
        }
        .map(|truth: Option<i32>| truth.map(|truth| truth == 1))
    }
}

/// Every database whose feature is on: the default.
#[derive(Debug)]
pub struct AnyDatabase;

/// `#[resource(database = "sqlite")]`.
#[derive(Debug)]
pub struct SqliteOnly;

/// `#[resource(database = "postgres")]`.
#[derive(Debug)]
pub struct PostgresOnly;

/// The databases that a resource fits: [`AnyDatabase`], [`SqliteOnly`] or [`PostgresOnly`].
pub trait Database: sealed::Sealed {
    /// Whether SQLite is among them.
    const SQLITE: bool;
    /// Whether PostgreSQL is among them.
    const POSTGRES: bool;
}

impl Database for AnyDatabase {
    const SQLITE: bool = true;
    const POSTGRES: bool = true;
}

impl Database for SqliteOnly {
    const SQLITE: bool = true;
    const POSTGRES: bool = false;
}

impl Database for PostgresOnly {
    const SQLITE: bool = false;
    const POSTGRES: bool = true;
}

/// No database. A resource whose derive reported an error fits none, so that its stub never runs.
#[derive(Debug)]
pub struct NoDatabase;

impl Database for NoDatabase {
    const SQLITE: bool = false;
    const POSTGRES: bool = false;
}

#[diagnostic::do_not_recommend]
impl<R> Reads<R> for NoDatabase {
    fn read(_: &Row) -> Result<R> {
        Err(Error::internal("a resource that fits no database was read"))
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::NoDatabase {}
    impl Sealed for super::AnyDatabase {}
    impl Sealed for super::SqliteOnly {}
    impl Sealed for super::PostgresOnly {}
}

/// Databases whose rows can be read as an `R`.
#[diagnostic::on_unimplemented(
    message = "rows of the database cannot be read as `{R}`",
    label = "no way from a row to this type",
    note = "write `#[derive(sqlx::FromRow)]` above it as well, and give each field a type that sqlx reads from a column",
    note = "if a field's type exists on one database only, write `#[resource(database = \"postgres\")]` or `\"sqlite\"`"
)]
pub trait Reads<R>: Database {
    /// Reads one row.
    ///
    /// # Errors
    /// 500 if the table's columns are not what the type says.
    fn read(row: &Row) -> Result<R>;
}

/// A type that rows of SQLite can be read as. While the feature `sqlite` is off, every type is one.
#[cfg(feature = "sqlite")]
#[diagnostic::on_unimplemented(
    message = "rows of SQLite cannot be read as `{Self}`",
    label = "no way from a row of SQLite to this type",
    note = "write `#[derive(sqlx::FromRow)]` above it as well, and give each field a type that sqlx reads from a column",
    note = "if a field's type exists on PostgreSQL only, write `#[resource(database = \"postgres\")]`"
)]
pub trait SqliteRead: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> {}

#[cfg(feature = "sqlite")]
#[diagnostic::do_not_recommend]
impl<R: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow>> SqliteRead for R {}

/// A type that rows of SQLite can be read as. While the feature `sqlite` is off, every type is one.
#[cfg(not(feature = "sqlite"))]
pub trait SqliteRead {}

#[cfg(not(feature = "sqlite"))]
impl<R> SqliteRead for R {}

/// A type that rows of PostgreSQL can be read as. While the feature `postgres` is off, every type is one.
#[cfg(feature = "postgres")]
#[diagnostic::on_unimplemented(
    message = "rows of PostgreSQL cannot be read as `{Self}`",
    label = "no way from a row of PostgreSQL to this type",
    note = "write `#[derive(sqlx::FromRow)]` above it as well, and give each field a type that sqlx reads from a column",
    note = "if a field's type exists on SQLite only, write `#[resource(database = \"sqlite\")]`"
)]
pub trait PostgresRead: for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> {}

#[cfg(feature = "postgres")]
#[diagnostic::do_not_recommend]
impl<R: for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>> PostgresRead for R {}

/// A type that rows of PostgreSQL can be read as. While the feature `postgres` is off, every type is one.
#[cfg(not(feature = "postgres"))]
pub trait PostgresRead {}

#[cfg(not(feature = "postgres"))]
impl<R> PostgresRead for R {}

// One message, not one for each database.
#[diagnostic::do_not_recommend]
impl<R: SqliteRead + PostgresRead> Reads<R> for AnyDatabase {
    fn read(row: &Row) -> Result<R> {
        match &row.0 {
            #[cfg(feature = "sqlite")]
            Fetched::Sqlite(row) => R::from_row(row).map_err(failure::read),
            #[cfg(feature = "postgres")]
            Fetched::Postgres(row) => R::from_row(row).map_err(failure::read),
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            Fetched::None => Err(Error::internal("a row was read without a database")),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<R: SqliteRead> Reads<R> for SqliteOnly {
    fn read(row: &Row) -> Result<R> {
        match &row.0 {
            #[cfg(feature = "sqlite")]
            Fetched::Sqlite(row) => R::from_row(row).map_err(failure::read),
            #[allow(unreachable_patterns, reason = "with one feature there is one arm")]
            _ => Err(Error::internal("a resource of SQLite was read from another database")),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<R: PostgresRead> Reads<R> for PostgresOnly {
    fn read(row: &Row) -> Result<R> {
        match &row.0 {
            #[cfg(feature = "postgres")]
            Fetched::Postgres(row) => R::from_row(row).map_err(failure::read),
            #[allow(unreachable_patterns, reason = "with one feature there is one arm")]
            _ => Err(Error::internal("a resource of PostgreSQL was read from another database")),
        }
    }
}
