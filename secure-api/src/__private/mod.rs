//! What generated code names. Outside semantic versioning: not for hands.

mod arguments;
mod change;
mod check;
mod columns;
mod refuse;
mod resource;
mod rule;
mod words;

// What generated code takes from `core`, by names that no item of the user's can stand in for, and that are short: every segment of a
// path takes the compiler time.
pub use core::{
    clone::Clone,
    default::Default,
    future::Future,
    marker::{PhantomData, Send},
    option::Option::{self, None, Some},
    primitive::{bool, str, u8, u64, usize},
    result::Result::{Err, Ok},
};

pub use axum::{
    extract::Request,
    handler::Handler,
    response::{IntoResponse, Response},
};

pub use crate::{
    authz::Roles,
    endpoint::{Answer, SecureEndpoint},
    error::{Error, Result},
    input,
    pipeline::{EndpointFuture, Handled, Mark},
    policy::{
        Access, AccessRule, ArgumentKind, Check, Clause, ColumnInfo, ColumnKind, Count,
        EndpointPolicy, Holds, Literal, MemberClause, MemberInfo, MemberLevels, OwnerColumn, Quota,
        QuotaKey, ResourceInfo, RoleClause, RoleEntry, RoleTable, RowClause, Source,
    },
    rows::{
        AnyDatabase, AssignedTo, Assignment, Bind, Column, Create, Db, Declared, DeclaredAs,
        Filtered, Generated, HasDb, Id, IdPart, InsertedInto, Keep, KeyMisfit, NoDatabase, NoOwner,
        Otherwise, Owner, Plain, PostgresOnly, PostgresType, ReadOnly, Referent, Required,
        Resource, RowId, SoftDelete, Sorted, SqliteOnly, SqliteType, StatementCell, Statements,
        Stored, Tenant, Unique, Update, Upsert, ValueType, Values, Version, covers, input_column,
        inserted_column, is_keyed, is_unique, key_misfit, missing,
    },
    security::{HasSecurity, Security},
};
pub use arguments::{
    argument, loads_row, misfit, reaches_rows, reaches_rows_of_tenants, takes_body,
    takes_rows_of_tenants,
};
pub use change::{Assigned, Changes, Gives, Inserted, changes, gives};
pub use check::{CheckFuture, Checks, check};
pub use columns::{
    Owning, every_row_is_of, is_owned_by, is_taken, members_fit, miscounted_captures,
    no_clear_owner, no_owner, no_owner_column, owners_are_clear, owners_fit, rows_fit,
    rows_have_column, rows_have_members, several_owners, takes_rows, takes_transfer,
    transfers_have_owner, unknown_level,
};
pub use refuse::{refuse_as, refuse_bounded_anyway, refuse_field, refuse_if};
pub use resource::{OwnedLike, owned_alike, version};
pub use rule::{
    admits_anonymous, can_be_negated, contradicts_earlier, exceeds, is_about_rows_alone,
    is_always_true, is_never_true, may_name_rows, names_rows, names_scope, role,
};
pub use serde;
pub use validator;
pub use words::Words;

/// The answer of an endpoint that was refused at compile time, and so never runs.
#[must_use]
pub fn refused() -> Response {
    Error::forbidden().into_response()
}
