//! What generated code names. Outside semantic versioning: not for hands.

mod arguments;

pub use axum::{
    extract::Request,
    handler::Handler,
    response::{IntoResponse, Response},
};

pub use crate::{
    authz::Roles,
    endpoint::{Answer, Arguments, SecureEndpoint},
    error::{Error, Result},
    input,
    pipeline::{EndpointFuture, handle},
    policy::{
        Access, ArgumentKind, Check, Clause, ColumnInfo, Count, EndpointPolicy, Holds, Literal,
        OwnerColumn, Quota, QuotaKey, ResourceInfo, RoleClause, RoleEntry, RoleTable, RowClause,
        Source,
    },
    rows::{
        AnyDatabase, AssignedTo, Assignment, Bind, Column, Create, Db, HasDb, Id, InsertedInto,
        Keep, NoDatabase, NoOwner, Otherwise, Owner, Plain, PostgresOnly, Required, Resource,
        SqliteOnly, StatementCell, Statements, Tenant, Update, ValueType, Values, assigned_column,
        covers, input_column, inserted_column, missing,
    },
    security::{HasSecurity, Security},
};
pub use arguments::{
    argument, loads_row_after_input, reaches_rows, reads_body, rows_are_owned_by, rows_have_owner,
    takes_rows,
};
pub use serde;
pub use validator;

/// What the user's function returned, as a response.
#[must_use]
pub fn answer<A: Answer>(answer: A) -> Response {
    answer.into_response()
}

/// The answer of an endpoint that was refused at compile time, and so never runs.
#[must_use]
pub fn refused() -> Response {
    Error::forbidden().into_response()
}

/// Adds the value of an assignment. The column, which is not looked at, says which type it holds.
///
/// # Errors
/// As [`Values::push`] says.
pub fn assign<R: Resource, V, K, F>(
    values: &mut Values,
    _: &Column<R, V, K>,
    assignment: &Assignment,
    value: F,
) -> Result<()>
where
    F: AssignedTo<V> + Bind<R::Database>,
    bool: Bind<R::Database>,
{
    values.assign::<R::Database, V, F>(assignment, value)
}
