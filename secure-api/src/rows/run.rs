//! Runs statements: each by itself, or within a transaction.

use std::sync::Arc;

#[cfg(any(feature = "sqlite", feature = "postgres"))]
use futures_util::{Stream, TryStreamExt as _};
use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqlStr};

#[cfg(any(feature = "sqlite", feature = "postgres"))]
use crate::rows::{failure, values::Arguments};
use crate::{
    error::{Error, ErrorKind, Result},
    rows::{
        Db, Row, Values,
        database::Fetched,
        db::Pool,
        statements::Statement,
        transaction::{self, Open},
    },
};

/// Where the statements of a scope run. All of them are written once, and run in either.
#[derive(Clone)]
pub(super) enum Runner {
    /// Each by itself, on any connection.
    Pool(Db),
    /// Within a transaction.
    Transaction(Arc<Open>),
}

impl Runner {
    pub(super) fn db(&self) -> &Db {
        match self {
            Self::Pool(db) => db,
            Self::Transaction(open) => open.db(),
        }
    }

    /// Runs a statement to its end, so that failures at commit are seen too, and gives its rows. A write is a transaction of its own, which
    /// is committed if the request is still there and what was written is within the access rule: the server would go on with a bare
    /// statement, and write, long after the client was told that it failed.
    ///
    /// # Errors
    /// 403 if a row that is written is not within the rule.
    pub(super) async fn fetch(
        &self,
        statement: &'static Statement,
        values: Values,
    ) -> Result<Vec<Row>> {
        self.run(statement, Text::kept(statement), values).await
    }

    /// Runs a statement that only reads, and reads one row at most, which it does not wait for the database to say: on SQLite that is once more
    /// back and forth between two threads.
    pub(super) async fn first(
        &self,
        statement: &'static Statement,
        values: Values,
    ) -> Result<Option<Row>> {
        let text = Text::kept(statement);
        match self {
            Self::Pool(db) if text.only_reads() => {
                complete(statement, &values)?;
                transaction::none_open(db)?;
                db.pool().first(text, values).await
            }
            _ => Ok(self.run(statement, text, values).await?.into_iter().next()),
        }
    }

    /// Like [`fetch`](Self::fetch), for a statement that was made for this call.
    pub(super) async fn fetch_once(
        &self,
        mut statement: Statement,
        values: Values,
    ) -> Result<Vec<Row>> {
        let text = Text::once(&mut statement);
        self.run(&statement, text, values).await
    }

    /// Runs a statement that only reads, and takes each of its rows as it comes, so that they are not all kept before the first is read
    /// into its type. Within a transaction they are, because its statements are run to their end.
    pub(super) async fn each(
        &self,
        statement: &'static Statement,
        values: Values,
        take: impl FnMut(Row) -> Result<()> + Send,
    ) -> Result<()> {
        self.run_each(statement, Text::kept(statement), values, take).await
    }

    /// The same for a statement that was made for this call.
    pub(super) async fn each_once(
        &self,
        mut statement: Statement,
        values: Values,
        take: impl FnMut(Row) -> Result<()> + Send,
    ) -> Result<()> {
        let text = Text::once(&mut statement);
        self.run_each(&statement, text, values, take).await
    }

    async fn run_each(
        &self,
        statement: &Statement,
        text: Text,
        values: Values,
        take: impl FnMut(Row) -> Result<()> + Send,
    ) -> Result<()> {
        match self {
            Self::Pool(db) if text.only_reads() => {
                complete(statement, &values)?;
                transaction::none_open(db)?;
                db.pool().each(text, values, take).await
            }
            _ => self.run(statement, text, values).await?.into_iter().try_for_each(take),
        }
    }

    async fn run(&self, statement: &Statement, text: Text, values: Values) -> Result<Vec<Row>> {
        complete(statement, &values)?;
        match self {
            Self::Pool(db) if text.only_reads() => {
                transaction::none_open(db)?;
                db.pool().fetch(text, values).await
            }
            // On the heap, so that requests that only read carry no room for it.
            Self::Pool(db) => Box::pin(write(db, statement, text, values)).await,
            Self::Transaction(open) => {
                Box::pin(async move {
                    let mut turn = open.turn().await?;
                    let outcome = turn.begun()?.fetch(statement, text, values).await;
                    turn.end(outcome).await
                })
                .await
            }
        }
    }

    /// Runs a write that gives no rows, and says how many it changed.
    pub(super) async fn execute(
        &self,
        statement: &'static Statement,
        values: Values,
    ) -> Result<u64> {
        complete(statement, &values)?;
        let text = Text::kept(statement);
        match self {
            Self::Pool(db) => {
                transaction::none_open(db)?;
                let mut begun = Begun::begin(db).await?;
                let outcome = begun.execute(text, values).await;
                begun.end(outcome).await
            }
            Self::Transaction(open) => {
                let mut turn = open.turn().await?;
                let outcome = turn.begun()?.execute(text, values).await;
                turn.end(outcome).await
            }
        }
    }

    /// The refusal of a row that was not written because it would not be within the access rule. It ends a transaction, like that of one that
    /// was written.
    pub(super) fn refuse(&self) -> Error {
        let error = outside();
        if let Self::Transaction(open) = self {
            open.fail(&error);
        }
        error
    }

    /// Runs a statement that gives one number.
    pub(super) async fn number(
        &self,
        statement: &'static Statement,
        values: Values,
    ) -> Result<i64> {
        number_of(&self.fetch(statement, values).await?)
    }

    /// The same for a statement that was made for this call.
    pub(super) async fn number_once(&self, statement: Statement, values: Values) -> Result<i64> {
        number_of(&self.fetch_once(statement, values).await?)
    }
}

/// Runs a write as a transaction of its own.
async fn write(db: &Db, statement: &Statement, text: Text, values: Values) -> Result<Vec<Row>> {
    transaction::none_open(db)?;
    let mut begun = Begun::begin(db).await?;
    let outcome = begun.fetch(statement, text, values).await;
    begun.end(outcome).await
}

/// The number that is all that a statement gave.
fn number_of(rows: &[Row]) -> Result<i64> {
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

/// The text of a statement, on its way to the database.
struct Text {
    sql: SqlStr,
    /// Whether the connection keeps it prepared for the next time, with the types of its values.
    #[cfg_attr(
        not(any(feature = "sqlite", feature = "postgres")),
        allow(dead_code, reason = "nothing runs it")
    )]
    is_remembered: bool,
}

impl Text {
    fn kept(statement: &'static Statement) -> Self {
        Self { sql: statement.text.as_str().into_sql_str(), is_remembered: statement.names_all }
    }

    /// Takes the text out of a statement that runs once. Only `statements` makes one: of names that are constants of the program, and
    /// placeholders. What a client says is among the values.
    fn once(statement: &mut Statement) -> Self {
        let text = std::mem::take(&mut statement.text);
        Self { sql: AssertSqlSafe(text).into_sql_str(), is_remembered: statement.names_all }
    }

    /// Whether it writes nothing, wherever it breaks off.
    fn only_reads(&self) -> bool {
        self.sql.as_str().starts_with("SELECT ")
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

fn other_database(text: &Text) -> Error {
    Error::internal(format!("the values of `{}` are for another database", text.sql.as_str()))
}

/// Whether every row that a statement writes is within the access rule, as far as it says so.
fn within(statement: &Statement, rows: &[Row]) -> Result<()> {
    let Some(column) = statement.within else { return Ok(()) };
    for row in rows {
        if row.truth(column)? != Some(true) {
            return Err(outside());
        }
    }
    Ok(())
}

/// The refusal of a row that would not be within the access rule.
fn outside() -> Error {
    Error::forbidden_because("the row would not be within the access rule")
}

impl Pool {
    #[cfg_attr(
        not(any(feature = "sqlite", feature = "postgres")),
        expect(unused_variables, reason = "without a database there are no rows to take")
    )]
    async fn each(
        &self,
        text: Text,
        values: Values,
        take: impl FnMut(Row) -> Result<()> + Send,
    ) -> Result<()> {
        match (self, values.0) {
            #[cfg(feature = "sqlite")]
            (Self::Sqlite(pool), Arguments::Sqlite(values)) => {
                let query = sqlx::query_with(text.sql, values).persistent(text.is_remembered);
                let row = |row| Row(Fetched::Sqlite(row));
                take_each(query.fetch(pool).map_ok(row), take).await
            }
            #[cfg(feature = "postgres")]
            (Self::Postgres(pool), Arguments::Postgres(values)) => {
                let query = sqlx::query_with(text.sql, values).persistent(text.is_remembered);
                let row = |row| Row(Fetched::Postgres(row));
                take_each(query.fetch(pool).map_ok(row), take).await
            }
            #[allow(unreachable_patterns, reason = "with one feature there is one arm")]
            _ => Err(other_database(&text)),
        }
    }

    async fn first(&self, text: Text, values: Values) -> Result<Option<Row>> {
        match (self, values.0) {
            #[cfg(feature = "sqlite")]
            (Self::Sqlite(pool), Arguments::Sqlite(values)) => {
                let query = sqlx::query_with(text.sql, values).persistent(text.is_remembered);
                let row = query.fetch_optional(pool).await.map_err(failure::statement)?;
                Ok(row.map(|row| Row(Fetched::Sqlite(row))))
            }
            #[cfg(feature = "postgres")]
            (Self::Postgres(pool), Arguments::Postgres(values)) => {
                let query = sqlx::query_with(text.sql, values).persistent(text.is_remembered);
                let row = query.fetch_optional(pool).await.map_err(failure::statement)?;
                Ok(row.map(|row| Row(Fetched::Postgres(row))))
            }
            #[allow(unreachable_patterns, reason = "with one feature there is one arm")]
            _ => Err(other_database(&text)),
        }
    }

    async fn fetch(&self, text: Text, values: Values) -> Result<Vec<Row>> {
        match (self, values.0) {
            #[cfg(feature = "sqlite")]
            (Self::Sqlite(pool), Arguments::Sqlite(values)) => {
                sqlite_rows(pool, text, values).await
            }
            #[cfg(feature = "postgres")]
            (Self::Postgres(pool), Arguments::Postgres(values)) => {
                postgres_rows(pool, text, values).await
            }
            #[allow(unreachable_patterns, reason = "with one feature there is one arm")]
            _ => Err(other_database(&text)),
        }
    }
}

/// A transaction that has begun. Dropped, by a request that ends early too, it is rolled back.
pub(super) enum Begun {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::Transaction<'static, sqlx::Sqlite>),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>),
    #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
    #[allow(dead_code, reason = "without a feature nothing begins")]
    None,
}

impl Begun {
    /// In a task of its own: cut off while the answer to BEGIN is on its way, sqlx would hand the connection on inside of a transaction
    /// of which it knows nothing, and what others write there would be lost with it.
    ///
    /// SQLite has one writer at a time. A transaction there is one from its beginning: one that first reads and then writes would
    /// otherwise fail, without any waiting, if another has written in between.
    pub(super) async fn begin(db: &Db) -> Result<Self> {
        match db.pool() {
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(pool) => {
                let pool = pool.clone();
                let begin = async move { pool.begin_with("BEGIN IMMEDIATE").await };
                let begun = tokio::spawn(begin).await.map_err(Error::internal)?;
                begun.map(Self::Sqlite).map_err(failure::statement)
            }
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => {
                let pool = pool.clone();
                let begin = async move { pool.begin().await };
                let begun = tokio::spawn(begin).await.map_err(Error::internal)?;
                begun.map(Self::Postgres).map_err(failure::statement)
            }
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            Pool::None => Ok(Self::None),
        }
    }

    /// # Errors
    /// 403 if a row that is written is not within the access rule. Then the transaction has to be rolled back.
    async fn fetch(
        &mut self,
        statement: &Statement,
        text: Text,
        values: Values,
    ) -> Result<Vec<Row>> {
        let rows = self.rows(text, values).await.map_err(|error| match error.kind() {
            ErrorKind::Conflict if statement.conflicts_are_refusals => outside(),
            _ => error,
        })?;
        within(statement, &rows)?;
        Ok(rows)
    }

    async fn rows(&mut self, text: Text, values: Values) -> Result<Vec<Row>> {
        match (self, values.0) {
            #[cfg(feature = "sqlite")]
            (Self::Sqlite(begun), Arguments::Sqlite(values)) => {
                sqlite_rows(&mut **begun, text, values).await
            }
            #[cfg(feature = "postgres")]
            (Self::Postgres(begun), Arguments::Postgres(values)) => {
                postgres_rows(&mut **begun, text, values).await
            }
            #[allow(unreachable_patterns, reason = "with one feature there is one arm")]
            _ => Err(other_database(&text)),
        }
    }

    async fn execute(&mut self, text: Text, values: Values) -> Result<u64> {
        match (self, values.0) {
            #[cfg(feature = "sqlite")]
            (Self::Sqlite(begun), Arguments::Sqlite(values)) => {
                sqlite_changes(&mut **begun, text, values).await
            }
            #[cfg(feature = "postgres")]
            (Self::Postgres(begun), Arguments::Postgres(values)) => {
                postgres_changes(&mut **begun, text, values).await
            }
            #[allow(unreachable_patterns, reason = "with one feature there is one arm")]
            _ => Err(other_database(&text)),
        }
    }

    /// Keeps what a success has written, and undoes what a failure has.
    pub(super) async fn end<T>(self, outcome: Result<T>) -> Result<T> {
        match outcome {
            Ok(done) => self.commit().await.map(|()| done),
            Err(error) => {
                self.rollback().await;
                Err(error)
            }
        }
    }

    pub(super) async fn commit(self) -> Result<()> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(begun) => begun.commit().await.map_err(failure::statement),
            #[cfg(feature = "postgres")]
            Self::Postgres(begun) => begun.commit().await.map_err(failure::statement),
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            Self::None => Ok(()),
        }
    }

    /// A connection that cannot even do this is lost, and its transaction with it.
    pub(super) async fn rollback(self) {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(begun) => drop(begun.rollback().await),
            #[cfg(feature = "postgres")]
            Self::Postgres(begun) => drop(begun.rollback().await),
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            Self::None => {}
        }
    }
}

/// Takes rows as they come, until one cannot be taken.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
async fn take_each(
    mut rows: impl Stream<Item = sqlx::Result<Row>> + Unpin,
    mut take: impl FnMut(Row) -> Result<()>,
) -> Result<()> {
    while let Some(row) = rows.try_next().await.map_err(failure::statement)? {
        take(row)?;
    }
    Ok(())
}

#[cfg(feature = "sqlite")]
async fn sqlite_rows<'c>(
    on: impl sqlx::SqliteExecutor<'c>,
    text: Text,
    values: sqlx::sqlite::SqliteArguments,
) -> Result<Vec<Row>> {
    let query = sqlx::query_with(text.sql, values).persistent(text.is_remembered);
    let rows = query.fetch_all(on).await.map_err(failure::statement)?;
    Ok(rows.into_iter().map(|row| Row(Fetched::Sqlite(row))).collect())
}

#[cfg(feature = "sqlite")]
async fn sqlite_changes<'c>(
    on: impl sqlx::SqliteExecutor<'c>,
    text: Text,
    values: sqlx::sqlite::SqliteArguments,
) -> Result<u64> {
    let query = sqlx::query_with(text.sql, values).persistent(text.is_remembered);
    Ok(query.execute(on).await.map_err(failure::statement)?.rows_affected())
}

#[cfg(feature = "postgres")]
async fn postgres_rows<'c>(
    on: impl sqlx::PgExecutor<'c>,
    text: Text,
    values: sqlx::postgres::PgArguments,
) -> Result<Vec<Row>> {
    let query = sqlx::query_with(text.sql, values).persistent(text.is_remembered);
    let rows = query.fetch_all(on).await.map_err(failure::statement)?;
    Ok(rows.into_iter().map(|row| Row(Fetched::Postgres(row))).collect())
}

#[cfg(feature = "postgres")]
async fn postgres_changes<'c>(
    on: impl sqlx::PgExecutor<'c>,
    text: Text,
    values: sqlx::postgres::PgArguments,
) -> Result<u64> {
    let query = sqlx::query_with(text.sql, values).persistent(text.is_remembered);
    Ok(query.execute(on).await.map_err(failure::statement)?.rows_affected())
}
