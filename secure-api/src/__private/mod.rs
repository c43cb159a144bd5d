//! What generated code names. Outside semantic versioning: not for hands.

mod arguments;
mod change;
mod check;
mod resource;
mod rule;

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
        Access, AccessRule, ArgumentKind, Check, Clause, ColumnInfo, ColumnKind, Count,
        EndpointPolicy, Holds, Literal, MemberClause, MemberInfo, MemberLevels, OwnerColumn, Quota,
        QuotaKey, ResourceInfo, RoleClause, RoleEntry, RoleTable, RowClause, Source,
    },
    rows::{
        AnyDatabase, AssignedTo, Assignment, Bind, Column, Create, Db, Declared, DeclaredAs,
        Filtered, Generated, HasDb, Id, IdPart, InsertedInto, Keep, NoDatabase, NoOwner, Otherwise,
        Owner, Plain, PostgresOnly, PostgresType, ReadOnly, Referent, Required, Resource, RowId,
        SoftDelete, Sorted, SqliteOnly, SqliteType, StatementCell, Statements, Stored, Tenant,
        Update, ValueType, Values, Version, covers, input_column, inserted_column, missing,
    },
    security::{HasSecurity, Security},
};
pub use arguments::{
    argument, every_row_is_of, is_taken, loads_row, loads_row_after_input, misfit, reaches_rows,
    reaches_rows_of_tenants, reads_body, reads_query_again, rows_are_owned_by, rows_have_owner,
    shares_id, takes_body, takes_rows, takes_rows_of_tenants,
};
pub use change::{Assigned, Changes, Gives, Inserted, changes, gives};
pub use check::{CheckFuture, Checks, check};
pub use resource::{OwnedLike, owned_alike, version};
pub use rule::{
    admits_anonymous, can_be_negated, contradicts_earlier, exceeds, is_about_rows_alone,
    is_always_true, is_never_true, is_owned_by, may_name_rows, names_rows, names_scope, owners_fit,
    rows_fit, rows_have_column,
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
