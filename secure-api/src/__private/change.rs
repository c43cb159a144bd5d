//! How an input sets a column: where the field's type meets the column's.

use std::marker::PhantomData;

use crate::{
    error::Result,
    rows::{
        AssignedTo, Assignment, Bind, ChangedByInput, Column, InsertedInto, Resource, SetByInput,
        Values,
    },
};

/// A column that an input gives in a new row. Its type is known before the field's is asked for, so that a wrong one is one message.
#[derive(Debug)]
pub struct Gives<'a, R, V, K>(&'a Column<R, V, K>);

/// The same with the field's type, and that of what is bound.
#[derive(Debug)]
pub struct Inserted<R, F, B> {
    /// The column's name.
    pub column: &'static str,
    into_value: fn(F) -> B,
    of: PhantomData<fn() -> R>,
}

/// Begins with the column.
#[must_use]
pub const fn gives<R, V, K: SetByInput>(column: &Column<R, V, K>) -> Gives<'_, R, V, K> {
    Gives(column)
}

impl<R, V, K> Gives<'_, R, V, K> {
    /// Goes on with the field.
    #[must_use]
    pub const fn by<F: InsertedInto<V>>(self) -> Inserted<R, F, F::Value> {
        Inserted { column: self.0.name(), into_value: F::into_value, of: PhantomData }
    }
}

impl<R: Resource, F, B> Inserted<R, F, B> {
    /// Adds the value.
    ///
    /// # Errors
    /// As [`Values::push`] says.
    pub fn bind(self, values: &mut Values, value: F) -> Result<()>
    where
        B: Bind<R::Database>,
    {
        values.push::<R::Database, B>((self.into_value)(value))
    }
}

/// A column that an input changes. Its type is known before the field's is asked for, so that a wrong one is one message.
#[derive(Debug)]
pub struct Changes<'a, R, V, K>(&'a Column<R, V, K>);

/// The same with the field's type, and that of what is bound.
#[derive(Debug)]
pub struct Assigned<R, F, B> {
    /// What becomes of the statement.
    pub assignment: Assignment,
    is_absent: fn(&F) -> bool,
    into_value: fn(F) -> B,
    of: PhantomData<fn() -> R>,
}

/// Begins with the column.
#[must_use]
pub const fn changes<R, V, K: ChangedByInput>(column: &Column<R, V, K>) -> Changes<'_, R, V, K> {
    Changes(column)
}

impl<R, V, K> Changes<'_, R, V, K> {
    /// Goes on with the field.
    #[must_use]
    pub const fn by<F: AssignedTo<V>>(self) -> Assigned<R, F, F::Value> {
        let assignment = self.0.assigned::<F>();
        Assigned { assignment, is_absent: F::is_absent, into_value: F::into_value, of: PhantomData }
    }
}

impl<R: Resource, F, B> Assigned<R, F, B> {
    /// Adds the value.
    ///
    /// # Errors
    /// As [`Values::push`] says.
    pub fn bind(self, values: &mut Values, value: F) -> Result<()>
    where
        B: Bind<R::Database>,
        bool: Bind<R::Database>,
    {
        let is_absent = (self.is_absent)(&value);
        values.assign_as::<R::Database, B>(&self.assignment, is_absent, (self.into_value)(value))
    }
}
