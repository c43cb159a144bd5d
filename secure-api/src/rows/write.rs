//! What inputs give: the values of a new row, or changes of one.

use crate::{
    error::Result,
    input::Patch,
    rows::{Bind, StatementCell, Values},
};

/// An input that gives the plain columns of a new row of `R`. `#[derive(SecureInput)]` with `#[input(create = R)]` writes it.
///
/// Column names are checked against the resource when the statement is made: one that the resource does not list, its id,
/// its owner or its tenant are refused, whoever wrote the implementation.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an input for new rows of `{R}`",
    label = "cannot create a row of this",
    note = "write `#[derive(SecureInput)]` and `#[input(create = {R})]` above it"
)]
pub trait Create<R>: Sized + Send + 'static {
    /// The columns, in the order in which [`bind`](Create::bind) gives their values.
    const COLUMNS: &'static [&'static str];

    /// What clients call the members, in the same order: a refusal points at one by it. Where there are none, they are called
    /// like the columns.
    const NAMES: &'static [&'static str] = &[];

    /// Where the statement is kept: a static of this implementation's own.
    fn statement() -> &'static StatementCell;

    /// Gives one value for each column, by `values.push::<R::Database, _>(self.title)?`.
    ///
    /// # Errors
    /// As [`Values::push`] says.
    fn bind(self, values: &mut Values) -> Result<()>;
}

/// An input that changes plain columns of a row of `R`. `#[derive(SecureInput)]` with `#[input(update = R)]` writes it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an input that changes rows of `{R}`",
    label = "cannot change a row of this",
    note = "write `#[derive(SecureInput)]` and `#[input(update = {R})]` above it"
)]
pub trait Update<R>: Sized + Send + 'static {
    /// The columns, in the order in which [`bind`](Update::bind) gives their values. At least one.
    const ASSIGNMENTS: &'static [Assignment];

    /// What clients call the members, in the same order: a refusal points at one by it. Where there are none, they are called
    /// like the columns.
    const NAMES: &'static [&'static str] = &[];

    /// Where the statements are kept: a static of this implementation's own.
    fn statements() -> &'static StatementCell;

    /// Gives the value of each assignment, by
    /// `values.assign::<R::Database, V, _>(&ASSIGNMENT, self.title)?` where the column holds a `V`.
    ///
    /// # Errors
    /// As [`Values::push`] says.
    fn bind(self, values: &mut Values) -> Result<()>;
}

/// How an input sets one column of a row that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assignment {
    /// The column.
    pub column: &'static str,
    /// When it keeps what it holds.
    pub keep: Keep,
}

/// When an assignment leaves a column as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Never: the field sets it.
    Never,
    /// If the value is NULL: the field is an `Option`, and the column holds none.
    IfNull,
    /// If the field is absent: it is a [`Patch`], or an `Option` for a column of which NULL is a value.
    IfAbsent,
}

/// The type of an input's field that changes a column holding a `V`.
///
/// | field | column | absent | null | a value |
/// |---|---|---|---|---|
/// | `Patch<String>` | `String` | unchanged | refused | sets it |
/// | `Patch<Option<String>>` | `Option<String>` | unchanged | sets it to NULL | sets it |
/// | `String` | `String` | refused | refused | sets it |
/// | `Option<String>` | `Option<String>` | sets it to NULL | sets it to NULL | sets it |
/// | `Option<String>` | `String` | unchanged | unchanged | sets it |
///
/// [`Patch`] is the one for the body of a PATCH: it says the same of every column. The last one takes null for "unchanged",
/// which a client that means to empty the column is not told.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot change a column of type `{V}`",
    label = "not the column's type",
    note = "write `{V}`, which sets the column, or `Patch<{V}>`, which leaves it unchanged where the client does not send it"
)]
pub trait AssignedTo<V>: Sized {
    /// What is bound: NULL where the field is absent.
    type Value;

    /// When it leaves a column as it is. `IfNull` becomes `IfAbsent` where NULL is a value of the column.
    const KEEP: Keep;

    /// Whether this value means "unchanged".
    fn is_absent(&self) -> bool;

    /// What is bound of it.
    fn into_value(self) -> Self::Value;
}

#[diagnostic::do_not_recommend]
impl<V> AssignedTo<V> for V {
    type Value = V;
    const KEEP: Keep = Keep::Never;

    fn is_absent(&self) -> bool {
        false
    }

    fn into_value(self) -> V {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<V> AssignedTo<V> for Option<V> {
    type Value = Self;
    const KEEP: Keep = Keep::IfNull;

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn into_value(self) -> Self {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<V> AssignedTo<V> for Patch<V> {
    // Of the column's type even where it is absent: PostgreSQL wants to know the type of every NULL.
    type Value = Option<V>;
    const KEEP: Keep = Keep::IfAbsent;

    fn is_absent(&self) -> bool {
        Self::is_absent(self)
    }

    fn into_value(self) -> Option<V> {
        self.into_option()
    }
}

/// The type of an input's field that gives a column holding a `V` in a new row: `V` itself, or what a nullable one holds.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot give a column of type `{V}`",
    label = "not the column's type",
    note = "write `{V}`; a `Patch` is for `#[input(update = …)]`, because a new row has nothing to leave unchanged"
)]
pub trait InsertedInto<V>: Sized {
    /// What is bound.
    type Value;

    /// What is bound of it.
    fn into_value(self) -> Self::Value;
}

#[diagnostic::do_not_recommend]
impl<V> InsertedInto<V> for V {
    type Value = V;

    fn into_value(self) -> V {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<V> InsertedInto<Option<V>> for V {
    type Value = V;

    fn into_value(self) -> V {
        self
    }
}

impl Values {
    /// Adds the value of an assignment.
    ///
    /// # Errors
    /// As [`Values::push`] says.
    pub fn assign<D, V, F>(&mut self, assignment: &Assignment, value: F) -> Result<()>
    where
        F: AssignedTo<V, Value: Bind<D>>,
        bool: Bind<D>,
    {
        let is_absent = value.is_absent();
        self.assign_as::<D, _>(assignment, is_absent, value.into_value())
    }

    pub(crate) fn assign_as<D, B>(
        &mut self,
        assignment: &Assignment,
        is_absent: bool,
        value: B,
    ) -> Result<()>
    where
        B: Bind<D>,
        bool: Bind<D>,
    {
        if assignment.keep == Keep::IfAbsent {
            Bind::<D>::push_to(!is_absent, self)?;
        }
        value.push_to(self)
    }
}
