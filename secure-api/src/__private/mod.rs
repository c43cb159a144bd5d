//! What generated code names. Outside semantic versioning: not for hands.

mod arguments;

pub use axum::{
    extract::Request,
    handler::Handler,
    response::{IntoResponse, Response},
};

pub use crate::input;
pub use crate::{
    authz::Roles,
    endpoint::{Arguments, SecureEndpoint},
    error::{Error, Result},
    pipeline::{EndpointFuture, handle},
    policy::{
        Access, ArgumentKind, Clause, EndpointPolicy, Quota, REFUSED, ResourceInfo, RoleClause,
        RoleEntry, RoleTable, Source,
    },
    rows::{
        AnyDatabase, AssignedTo, Assignment, Bind, Column, Create, Db, HasDb, Id, InsertedInto,
        Keep, NoOwner, NotNull, Owner, Plain, PostgresOnly, Required, Resource, SqliteOnly,
        StatementCell, Statements, Update, ValueType, Values, assigned_column, covers,
        input_column, inserted_column, missing,
    },
    security::{HasSecurity, Security},
};
pub use arguments::{
    argument, loads_row_after_input, reaches_rows, reads_body, rows_are_owned_by, rows_have_owner,
    takes_rows,
};
pub use serde;
pub use validator;

/// The answer of an endpoint that was refused at compile time, and so never runs.
#[must_use]
pub fn refused() -> Response {
    Error::forbidden().into_response()
}
