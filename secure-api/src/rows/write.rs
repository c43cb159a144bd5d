//! What inputs give: the values of a new row, or changes of one.

use crate::{
    error::Result,
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
    /// If the field is absent: it is an `Option<Option<_>>`, since NULL is a value of the column.
    IfAbsent,
}

/// The type of an input's field that changes a column holding a `V`: `V` itself sets it, `Option<V>` leaves it unchanged
/// where it is `None`. For a nullable column, `Option<String>` sets it, to NULL too, and `Option<Option<String>>` leaves it
/// unchanged where it is `None`.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot change a column of type `{V}`",
    label = "not the column's type",
    note = "write `{V}`, which sets the column, or `Option<{V}>`, which leaves it unchanged where it is absent"
)]
pub trait AssignedTo<V>: Sized {
    /// Whether `None` means "unchanged".
    const KEEP_IF_NULL: bool;

    /// Whether this value means "unchanged".
    fn is_absent(&self) -> bool;
}

impl<V> AssignedTo<V> for V {
    const KEEP_IF_NULL: bool = false;

    fn is_absent(&self) -> bool {
        false
    }
}

impl<V> AssignedTo<V> for Option<V> {
    const KEEP_IF_NULL: bool = true;

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

/// The type of an input's field that gives a column holding a `V` in a new row: `V` itself, or what a nullable one holds.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot give a column of type `{V}`",
    label = "not the column's type",
    note = "write `{V}`"
)]
pub trait InsertedInto<V> {}

impl<V> InsertedInto<V> for V {}
impl<V> InsertedInto<Option<V>> for V {}

impl Values {
    /// Adds the value of an assignment.
    ///
    /// # Errors
    /// As [`Values::push`] says.
    pub fn assign<D, V, F>(&mut self, assignment: &Assignment, value: F) -> Result<()>
    where
        F: AssignedTo<V> + Bind<D>,
        bool: Bind<D>,
    {
        let is_absent = value.is_absent();
        self.assign_as::<D, F>(assignment, is_absent, value)
    }

    pub(crate) fn assign_as<D, F>(
        &mut self,
        assignment: &Assignment,
        is_absent: bool,
        value: F,
    ) -> Result<()>
    where
        F: Bind<D>,
        bool: Bind<D>,
    {
        if assignment.keep == Keep::IfAbsent {
            Bind::<D>::push_to(!is_absent, self)?;
        }
        value.push_to(self)
    }
}
