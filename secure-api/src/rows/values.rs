//! The values of a statement: always bound, never part of its text.

use std::{any::Any, fmt};

use crate::{
    error::{Error, Result},
    rows::{AnyDatabase, NoDatabase, PostgresOnly, SqliteOnly},
};

/// The values of one statement, in order, for the database that it runs on. They do not print.
#[derive(Clone)]
pub struct Values(pub(super) Arguments);

#[derive(Clone)]
pub(super) enum Arguments {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::sqlite::SqliteArguments),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::postgres::PgArguments),
    #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
    None,
}

impl Values {
    /// Adds one. The column's resource decides which databases the type must fit, see [`Bind`].
    ///
    /// # Errors
    /// 422 for text with a NUL in it, which PostgreSQL cannot store; 500 if the value's own encoding fails.
    pub fn push<D, V: Bind<D>>(&mut self, value: V) -> Result<()> {
        value.push_to(self)
    }

    /// A text that is another one for every other list of values: what the driver shows of what it is going to send. Not for logs.
    pub(super) fn shown(&self) -> String {
        match &self.0 {
            #[cfg(feature = "sqlite")]
            Arguments::Sqlite(arguments) => format!("{arguments:?}"),
            #[cfg(feature = "postgres")]
            Arguments::Postgres(arguments) => format!("{arguments:?}"),
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            Arguments::None => String::new(),
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            #[cfg(feature = "sqlite")]
            Arguments::Sqlite(arguments) => sqlx::Arguments::len(arguments),
            #[cfg(feature = "postgres")]
            Arguments::Postgres(arguments) => sqlx::Arguments::len(arguments),
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            Arguments::None => 0,
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Values({})", self.len())
    }
}

/// A value that can be stored in a column of a resource for the databases `D`: [`AnyDatabase`] (both, as far as the
/// features are on), [`SqliteOnly`] or [`PostgresOnly`]. Whatever sqlx can encode is one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored in a column",
    label = "not a column value"
)]
pub trait Bind<D>: Sized {
    /// Adds it to a statement's values.
    ///
    /// # Errors
    /// As [`Values::push`] says.
    fn push_to(self, values: &mut Values) -> Result<()>;
}

/// A value that SQLite can store. While the feature `sqlite` is off, every value is one.
#[cfg(feature = "sqlite")]
#[diagnostic::on_unimplemented(
    message = "SQLite cannot store `{Self}` in a column",
    label = "not a value of SQLite",
    note = "if the table exists on PostgreSQL only, write `#[resource(database = \"postgres\")]`; else implement `sqlx::Type` and `sqlx::Encode`"
)]
pub trait SqliteValue:
    for<'q> sqlx::Encode<'q, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite> + 'static
{
}

#[cfg(feature = "sqlite")]
#[diagnostic::do_not_recommend]
impl<V> SqliteValue for V where
    V: for<'q> sqlx::Encode<'q, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite> + 'static
{
}

/// A value that SQLite can store. While the feature `sqlite` is off, every value is one.
#[cfg(not(feature = "sqlite"))]
pub trait SqliteValue: 'static {}

#[cfg(not(feature = "sqlite"))]
impl<V: 'static> SqliteValue for V {}

/// A value that PostgreSQL can store. While the feature `postgres` is off, every value is one.
#[cfg(feature = "postgres")]
#[diagnostic::on_unimplemented(
    message = "PostgreSQL cannot store `{Self}` in a column",
    label = "not a value of PostgreSQL",
    note = "if the table exists on SQLite only, write `#[resource(database = \"sqlite\")]`; else implement `sqlx::Type` and `sqlx::Encode`"
)]
pub trait PostgresValue:
    for<'q> sqlx::Encode<'q, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + 'static
{
}

#[cfg(feature = "postgres")]
#[diagnostic::do_not_recommend]
impl<V> PostgresValue for V where
    V: for<'q> sqlx::Encode<'q, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + 'static
{
}

/// A value that PostgreSQL can store. While the feature `postgres` is off, every value is one.
#[cfg(not(feature = "postgres"))]
pub trait PostgresValue: 'static {}

#[cfg(not(feature = "postgres"))]
impl<V: 'static> PostgresValue for V {}

impl<V: SqliteValue + PostgresValue> Bind<AnyDatabase> for V {
    fn push_to(self, values: &mut Values) -> Result<()> {
        storable(&self)?;
        match &mut values.0 {
            #[cfg(feature = "sqlite")]
            Arguments::Sqlite(arguments) => add(arguments, self),
            #[cfg(feature = "postgres")]
            Arguments::Postgres(arguments) => add(arguments, self),
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            Arguments::None => Ok(()),
        }
    }
}

impl<V: SqliteValue> Bind<SqliteOnly> for V {
    fn push_to(self, values: &mut Values) -> Result<()> {
        storable(&self)?;
        match &mut values.0 {
            #[cfg(feature = "sqlite")]
            Arguments::Sqlite(arguments) => add(arguments, self),
            #[allow(unreachable_patterns, reason = "with one feature there is one arm")]
            _ => Err(Error::internal("a value for SQLite was given to another database")),
        }
    }
}

impl<V: PostgresValue> Bind<PostgresOnly> for V {
    fn push_to(self, values: &mut Values) -> Result<()> {
        storable(&self)?;
        match &mut values.0 {
            #[cfg(feature = "postgres")]
            Arguments::Postgres(arguments) => add(arguments, self),
            #[allow(unreachable_patterns, reason = "with one feature there is one arm")]
            _ => Err(Error::internal("a value for PostgreSQL was given to another database")),
        }
    }
}

/// A resource whose derive reported an error has said all there is to say.
impl<V> Bind<NoDatabase> for V {
    fn push_to(self, _: &mut Values) -> Result<()> {
        Err(Error::internal("a value was given to a resource that fits no database"))
    }
}

/// PostgreSQL has no NUL in text. Said before the database sees it, and on SQLite too, so that both behave alike.
/// What hides inside other types is refused by PostgreSQL, and becomes the same answer.
fn storable(value: &dyn Any) -> Result<()> {
    let text = if let Some(text) = value.downcast_ref::<String>() {
        Some(text)
    } else if let Some(text) = value.downcast_ref::<Option<String>>() {
        text.as_ref()
    } else if let Some(text) = value.downcast_ref::<Option<Option<String>>>() {
        text.as_ref().and_then(Option::as_ref)
    } else {
        None
    };
    if text.is_some_and(|text| text.contains('\0')) { Err(nul()) } else { Ok(()) }
}

/// The refusal of text with a NUL in it.
pub(super) fn nul() -> Error {
    Error::invalid("#", "nul", "text must not contain the NUL character")
}

#[cfg(any(feature = "sqlite", feature = "postgres"))]
fn add<A, V>(arguments: &mut A, value: V) -> Result<()>
where
    A: sqlx::Arguments,
    V: for<'q> sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
{
    // The failure may print the value, so it is not kept.
    arguments.add(value).map_err(|_| Error::internal("a value could not be encoded"))
}
