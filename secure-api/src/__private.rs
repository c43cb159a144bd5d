//! What generated code names. Outside semantic versioning: not for hands.

pub use crate::{Result, input};
pub use axum;
pub use serde;
pub use validator;

pub use crate::policy::ResourceInfo;
pub use crate::rows::{
    AnyDatabase, AssignedTo, Assignment, Bind, Column, Create, Db, HasDb, Id, InsertedInto, Keep,
    NoDatabase, NoOwner, NotNull, Owner, Plain, PostgresOnly, Required, Resource, SqliteOnly,
    StatementCell, Statements, Update, ValueType, Values, assigned_column, covers, input_column,
    inserted_column, missing,
};

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
