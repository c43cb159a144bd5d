//! What a failure of the database means to the client. Its text goes to the log only.

#![cfg(any(feature = "sqlite", feature = "postgres"))]

use crate::error::{Error, ErrorKind};

/// A statement failed.
///
/// - a constraint is violated: 409, without a word about which
/// - no connection in time, none at all, one that broke, or the database is busy, full, read-only or shutting down, or ended the
///   statement because of another one or the time that it took: 503
/// - text that the database cannot store: 422
/// - anything else: 500
#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
pub(super) fn statement(failure: sqlx::Error) -> Error {
    use sqlx::Error as E;
    let kind = match &failure {
        E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed | E::Io(_) | E::Tls(_) => {
            ErrorKind::Unavailable
        }
        E::Database(database) => match database.kind() {
            sqlx::error::ErrorKind::UniqueViolation
            | sqlx::error::ErrorKind::ForeignKeyViolation
            | sqlx::error::ErrorKind::NotNullViolation
            | sqlx::error::ErrorKind::CheckViolation
            | sqlx::error::ErrorKind::ExclusionViolation => ErrorKind::Conflict,
            _ => match by_code(database.as_ref()) {
                Some(Meaning::Conflict) => ErrorKind::Conflict,
                Some(Meaning::Unavailable) => ErrorKind::Unavailable,
                #[cfg(feature = "postgres")]
                Some(Meaning::Untranslatable) => return crate::rows::values::nul(),
                None => ErrorKind::Internal,
            },
        },
        _ => ErrorKind::Internal,
    };
    Error::with_source(kind, Failure(failure.to_string()))
}

/// A row could not be read into its type.
#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
pub(super) fn read(failure: sqlx::Error) -> Error {
    Error::internal(Failure(failure.to_string()))
}

enum Meaning {
    Conflict,
    Unavailable,
    #[cfg(feature = "postgres")]
    Untranslatable,
}

fn by_code(failure: &dyn sqlx::error::DatabaseError) -> Option<Meaning> {
    let code = failure.code()?;
    #[cfg(feature = "postgres")]
    if failure.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some() {
        return by_sqlstate(&code);
    }
    by_sqlite_code(code.parse().ok()?)
}

/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
#[cfg(feature = "postgres")]
fn by_sqlstate(code: &str) -> Option<Meaning> {
    match (code.get(..2)?, code) {
        // NUL and what the encoding lacks, in text and in JSON.
        (_, "22021" | "22P05") => Some(Meaning::Untranslatable),
        // Constraints that sqlx has no name for, such as what ON DELETE RESTRICT says from PostgreSQL 18 on.
        ("23", _) => Some(Meaning::Conflict),
        // Serialization failures and deadlocks; a retry may pass.
        ("40", _) | (_, "55P03") => Some(Meaning::Unavailable),
        // A server that only reads, as a primary does that no longer is one; a transaction that was kept for too long.
        (_, "25006" | "25P03" | "25P04") => Some(Meaning::Unavailable),
        // Connections, resources, operators; a server that no longer lets us in, a database that was dropped.
        ("08" | "28" | "3D" | "53" | "57" | "58", _) => Some(Meaning::Unavailable),
        _ => None,
    }
}

/// <https://www.sqlite.org/rescode.html>. The low byte of an extended code is the primary one.
const fn by_sqlite_code(code: u32) -> Option<Meaning> {
    match code & 0xff {
        // What a trigger refuses, and a value that is not of a column's type in a strict table.
        19 => Some(Meaning::Conflict),
        // BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL.
        5..=8 | 10 | 13..=15 => Some(Meaning::Unavailable),
        _ => None,
    }
}

/// What the database said, for the log. Not the driver's own error, whose details quote values of the row.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Failure(String);
