//! Searches: which of the rows within reach, and in which order.

mod columns;
mod condition;

use std::{fmt, marker::PhantomData};

use crate::{error::Result, rows::Values};

pub(super) use self::{
    columns::padded,
    condition::{Comparison, Node, too_much},
};
pub use self::{
    columns::{ComparedWith, HoldsText, SearchValue},
    condition::Condition,
};

/// How many columns one search can be in the order of.
const MOST_COLUMNS: usize = 3;

/// Which of the rows within reach are meant, and in which order: what [`page`](crate::Scoped::page), [`count`](crate::Scoped::count) and
/// [`exists`](crate::Scoped::exists) of [`Scoped`](crate::Scoped) take. A [`Condition`] becomes one by itself.
///
/// It names columns that the resource declares for it, and takes rows away from those that the access rule leaves, never adds any.
///
/// ```
/// use secure_api::{prelude::*, rows::Search};
/// # #[derive(Resource, sqlx::FromRow, serde::Serialize)]
/// # #[resource(table = "notes")]
/// # struct Note {
/// #     #[resource(id)] id: i64,
/// #     #[resource(owner)] owner_id: String,
/// #     #[resource(filter, sort)] title: String,
/// # }
///
/// async fn drafts(notes: Scoped<Note>, page: PageRequest) -> Result<Page<Note>> {
///     let title = Note::COLUMNS.title;
///     notes.page(Search::filter(title.starts_with("draft")).sort(title.desc()), &page).await
/// }
/// ```
///
/// # Order
///
/// Rows are in the order of the columns, the first one first, and where these are equal in the order of their ids, in the direction of the last column. Text
/// is in the order of the database's collation.
///
/// # Indexes
///
/// A page costs about as much as it shows, on page 1 and on page 1,000, if an index begins with the tenant, where there is one, goes on with what the rule and
/// the condition compare with `=`, then with the columns of the order, and ends with the id. One index is for both directions, as long as all columns of the
/// order have the same one.
///
/// | rule | search | index |
/// |---|---|---|
/// | `owner` | in the order of `amount` | `(owner_id, amount, id)` |
/// | `owner` | `status` is `"open"`, in the order of `amount` | `(owner_id, status, amount, id)` |
/// | `owner` | `status` is `"open"` | `(owner_id, status, id)` |
/// | `owner` | `amount` from 10 to 20, in its order | `(owner_id, amount, id)` |
/// | `role(admin)` | in the order of `amount` | `(amount, id)` |
///
/// Whatever else a condition says is asked of each row in that order until the page is full, so it costs little where it is true of many. Without
/// such an index a page reads all rows that the rule and the condition leave, and sorts them. So does one under a rule with an `or`
/// about rows, which no index can follow, unless the database takes the order alone, of every row, for less; and so does, on SQLite, one under
/// `member`: of the rows that the caller is a member of.
#[must_use = "a search does nothing before it is run"]
pub struct Search<R> {
    condition: Option<Condition<R>>,
    order: Vec<OrderedBy>,
    /// Whether it is to be in the order of too many columns.
    too_much: bool,
}

/// One column of the order of a search: [`asc`](crate::rows::Column::asc) or [`desc`](crate::rows::Column::desc).
#[must_use = "an order does nothing before a search has it"]
pub struct Order<R> {
    by: OrderedBy,
    of: PhantomData<fn() -> R>,
}

/// The same, whatever the resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OrderedBy {
    pub(super) column: &'static str,
    pub(super) nullable: bool,
    pub(super) descending: bool,
}

impl<R> Order<R> {
    const fn new(column: &'static str, nullable: bool, descending: bool) -> Self {
        Self { by: OrderedBy { column, nullable, descending }, of: PhantomData }
    }
}

impl<R> Search<R> {
    /// Every row, in the order of the ids.
    pub const fn all() -> Self {
        Self { condition: None, order: Vec::new(), too_much: false }
    }

    /// The rows of which this is true.
    pub const fn filter(condition: Condition<R>) -> Self {
        Self { condition: Some(condition), order: Vec::new(), too_much: false }
    }

    /// Those of them of which this is true as well.
    pub fn and(self, condition: Condition<R>) -> Self {
        let condition = match self.condition {
            Some(first) => first.and(condition),
            None => condition,
        };
        Self { condition: Some(condition), ..self }
    }

    /// In the order of this column where those before it are equal. Up to three; more are refused with 422 when the search is run. One that is there
    /// already changes nothing.
    pub fn sort(mut self, order: Order<R>) -> Self {
        if self.order.iter().any(|known| known.column == order.by.column) {
            return self;
        }
        if self.order.len() < MOST_COLUMNS {
            self.order.push(order.by);
        } else {
            self.too_much = true;
        }
        self
    }

    /// What a statement is made of.
    pub(super) fn sought(&self) -> Result<Sought<'_>> {
        if self.too_much {
            return Err(too_much());
        }
        let condition = self.condition.as_ref().map(Condition::node);
        Ok(Sought { condition, order: &self.order })
    }
}

/// A search, whatever the resource.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sought<'a> {
    pub(super) condition: Option<&'a Node>,
    pub(super) order: &'a [OrderedBy],
}

impl Sought<'static> {
    /// Every row, in the order of the ids.
    pub(super) const ALL: Self = Self { condition: None, order: &[] };
}

impl Sought<'_> {
    pub(super) const fn is_all(&self) -> bool {
        self.condition.is_none() && self.order.is_empty()
    }

    /// Adds the values of its condition to those of a statement.
    pub(super) fn bind(&self, values: &mut Values) -> Result<()> {
        self.condition.map_or(Ok(()), |condition| condition.bind(values))
    }
}

impl<R> From<Condition<R>> for Search<R> {
    fn from(condition: Condition<R>) -> Self {
        Self::filter(condition)
    }
}

// By hand: derives would ask the same of the resource.
impl<R> Clone for Search<R> {
    fn clone(&self) -> Self {
        let Self { condition, order, too_much } = self;
        Self { condition: condition.clone(), order: order.clone(), too_much: *too_much }
    }
}

impl<R> Clone for Order<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Order<R> {}

impl<R> fmt::Debug for Search<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Search")
            .field("condition", &self.condition)
            .field("order", &self.order)
            .finish_non_exhaustive()
    }
}

impl<R> fmt::Debug for Order<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.by.fmt(f)
    }
}
