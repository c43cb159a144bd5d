//! What a column can be asked in a search.

use super::{
    Condition, Order,
    condition::{Comparison, MOST_VALUES},
};
use crate::rows::{Bind, Column, Filterable, Resource, Sortable};

/// The type of a value that a column holding a `V` is compared with: `V`, what it holds besides NULL, or `&str` for text.
///
/// A `None` is compared with as NULL is in SQL, which is never true; ask by [`is_null`](Column::is_null).
#[diagnostic::on_unimplemented(
    message = "a column of type `{V}` is not compared with `{Self}`",
    label = "not what the column holds",
    note = "compare it with a value of its own type; a nullable one with what it holds, a text with `&str`"
)]
pub trait ComparedWith<V> {
    /// What is bound.
    type Value;

    /// What is bound of it.
    fn into_value(self) -> Self::Value;
}

#[diagnostic::do_not_recommend]
impl<V> ComparedWith<V> for V {
    type Value = V;

    fn into_value(self) -> V {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<V> ComparedWith<Option<V>> for V {
    type Value = V;

    fn into_value(self) -> V {
        self
    }
}

#[diagnostic::do_not_recommend]
impl ComparedWith<String> for &str {
    type Value = String;

    fn into_value(self) -> String {
        self.to_owned()
    }
}

#[diagnostic::do_not_recommend]
impl ComparedWith<Option<String>> for &str {
    type Value = String;

    fn into_value(self) -> String {
        self.to_owned()
    }
}

/// The type of a column that holds text, or NULL.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` is no text to look into",
    label = "not a column of text",
    note = "only `String` and `Option<String>` are"
)]
pub trait HoldsText {}

#[diagnostic::do_not_recommend]
impl HoldsText for String {}

#[diagnostic::do_not_recommend]
impl HoldsText for Option<String> {}

/// A value that a search can keep until it is run on the databases `D`.
#[diagnostic::on_unimplemented(
    message = "a search cannot compare with a value of type `{Self}`",
    label = "not a value of a search",
    note = "it is `Clone + Send + Sync`, and stored in a column by `sqlx::Type` and `sqlx::Encode`"
)]
pub trait SearchValue<D>: Bind<D> + Clone + Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<D, V: Bind<D> + Clone + Send + Sync + 'static> SearchValue<D> for V {}

macro_rules! comparisons {
    ($($(#[$doc:meta])* $name:ident $operator:literal;)*) => {$(
        $(#[$doc])*
        pub fn $name<T>(&self, value: T) -> Condition<R>
        where
            K: Filterable,
            T: ComparedWith<V, Value: SearchValue<R::Database>>,
        {
            self.compared(Comparison::By($operator), value)
        }
    )*};
}

/// Comparisons, for the columns that the resource declares by `#[resource(filter)]`. What is compared is bound, and what decides is the database: its
/// order, and for `eq`, `ne` and the order of texts its collation.
impl<R: Resource, V, K> Column<R, V, K> {
    comparisons! {
        /// Whether it holds this value.
        eq " = ";
        /// Whether it holds another value. Unknown where it holds NULL.
        ne " <> ";
        /// Whether what it holds comes before this.
        lt " < ";
        /// Whether what it holds is this, or comes before it.
        le " <= ";
        /// Whether what it holds comes after this.
        gt " > ";
        /// Whether what it holds is this, or comes after it.
        ge " >= ";
    }

    /// Whether it holds one of these values, of which there are up to 1,000. Never, if there are none.
    pub fn is_in<T>(&self, values: impl IntoIterator<Item = T>) -> Condition<R>
    where
        K: Filterable,
        T: ComparedWith<V, Value: SearchValue<R::Database>>,
    {
        let values = values.into_iter().take(MOST_VALUES + 1).map(T::into_value);
        let values: Vec<_> = values.collect();
        Condition::comparing(self.name(), Comparison::In(values.len()), move |bound| {
            // So that a list of each length is not a statement of its own.
            let padding = padded(values.len()) - values.len();
            let padding = values.last().into_iter().cycle().take(padding);
            values.iter().chain(padding).try_for_each(|value| value.clone().push_to(bound))
        })
    }

    /// Whether this stands somewhere in its text, in the same case. Empty text stands in every text.
    pub fn contains(&self, text: &str) -> Condition<R>
    where
        K: Filterable,
        V: HoldsText,
        String: SearchValue<R::Database>,
    {
        self.compared_with(Comparison::Contains, text.to_owned())
    }

    /// Whether its text begins with this, in the same case. Every text begins with the empty one.
    pub fn starts_with(&self, text: &str) -> Condition<R>
    where
        K: Filterable,
        V: HoldsText,
        String: SearchValue<R::Database>,
    {
        self.compared_with(Comparison::StartsWith, text.to_owned())
    }

    /// Whether it holds NULL. Never unknown.
    pub fn is_null(&self) -> Condition<R>
    where
        K: Filterable,
    {
        Condition::comparing(self.name(), Comparison::Null(true), |_| Ok(()))
    }

    /// Whether it holds a value. Never unknown.
    pub fn is_not_null(&self) -> Condition<R>
    where
        K: Filterable,
    {
        Condition::comparing(self.name(), Comparison::Null(false), |_| Ok(()))
    }

    fn compared<T>(&self, comparison: Comparison, value: T) -> Condition<R>
    where
        T: ComparedWith<V, Value: SearchValue<R::Database>>,
    {
        self.compared_with(comparison, value.into_value())
    }

    fn compared_with<T: SearchValue<R::Database>>(
        &self,
        comparison: Comparison,
        value: T,
    ) -> Condition<R> {
        Condition::comparing(self.name(), comparison, move |values| value.clone().push_to(values))
    }
}

/// Orders, for the columns that the resource declares by `#[resource(sort)]`.
impl<R: Resource, V, K> Column<R, V, K> {
    /// The order of what it holds, the least first.
    pub fn asc(&self) -> Order<R>
    where
        K: Sortable,
    {
        Order::new(self.name(), self.is_nullable(), false)
    }

    /// The order of what it holds, the greatest first.
    pub fn desc(&self) -> Order<R>
    where
        K: Sortable,
    {
        Order::new(self.name(), self.is_nullable(), true)
    }
}

/// How many places a list of values gets in the text of a statement.
pub(in crate::rows) const fn padded(values: usize) -> usize {
    if values == 0 { 0 } else { values.next_power_of_two() }
}
