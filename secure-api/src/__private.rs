//! What generated code names. Outside semantic versioning: not for hands.

pub use axum;
pub use serde;

pub use crate::policy::ResourceInfo;
pub use crate::rows::{
    AnyDatabase, AssignedTo, Assignment, Bind, Column, Create, Db, HasDb, Id, InsertedInto, Keep,
    NoDatabase, NoOwner, NotNull, Owner, Plain, PostgresOnly, Required, Resource, SqliteOnly,
    StatementCell, Statements, Update, ValueType, Values, assigned_column, covers, input_column,
    inserted_column, missing,
};
