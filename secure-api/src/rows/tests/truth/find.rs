//! Random searches, as the reference sees them and as the library does.

use proptest::{collection::vec, option, prelude::*, sample::select};
use uuid::Uuid;

use super::{
    family::Member,
    reference::Shape,
    world::{PROJECTS, RANKS, STATUSES, TEXTS, TITLES, Table, YEARS},
};
use crate::rows::{
    AnyDatabase, Column, ComparedWith, Condition, Filterable, Filtered, HoldsText, Order, Plain,
    Search, SearchValue, Sorted,
};

#[derive(Debug, Clone)]
pub(super) struct Find {
    pub(super) asked: Option<Asked>,
    pub(super) order: Vec<By>,
    pub(super) limit: u32,
}

/// What is asked of a row.
#[derive(Debug, Clone)]
pub(super) enum Asked {
    Title(Text<&'static str>),
    Status(Text<Option<&'static str>>),
    Year(Compare<Option<i64>>),
    Project(Compare<Option<i64>>),
    Public(Compare<Option<bool>>),
    Rank(Compare<i64>),
    All(Box<Self>, Box<Self>),
    Any(Box<Self>, Box<Self>),
    Not(Box<Self>),
}

/// What is asked of a column.
#[derive(Debug, Clone)]
pub(super) enum Compare<V> {
    /// Whether it holds less, as much or more than this, and whether one of these is asked for at all.
    Than {
        less: bool,
        equal: bool,
        more: bool,
        value: V,
    },
    In(Vec<V>),
    Null(bool),
}

/// What is asked of one that holds text.
#[derive(Debug, Clone)]
pub(super) enum Text<V> {
    As(Compare<V>),
    Contains(&'static str),
    StartsWith(&'static str),
}

/// A column that rows are in the order of.
#[derive(Debug, Clone, Copy)]
pub(super) struct By {
    pub(super) column: &'static str,
    pub(super) descending: bool,
}

pub(super) fn finds(shape: &'static Shape) -> impl Strategy<Value = Find> {
    let asked = leaves().prop_recursive(3, 5, 2, |inner| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            2 => two.clone().prop_map(|(one, other)| Asked::All(one.into(), other.into())),
            3 => two.prop_map(|(one, other)| Asked::Any(one.into(), other.into())),
            2 => inner.prop_map(|asked| Asked::Not(asked.into())),
        ]
    });
    let mut columns = vec!["title", "title", "rank", "rank", "rank"];
    columns.push(if shape.table == Table::Things { "id" } else { "number" });
    if shape.counts_changes {
        columns.push("version");
    }
    let by = (select(columns), any::<bool>());
    let by = by.prop_map(|(column, descending)| By { column, descending });
    (option::weighted(0.85, asked), vec(by, 0..4), select(vec![1, 1, 2, 3, 100])).prop_map(
        |(asked, mut order, limit)| {
            // A column that stands twice stands where it stands first.
            let mut seen = Vec::new();
            order.retain(|by| {
                let is_new = !seen.contains(&by.column);
                seen.push(by.column);
                is_new
            });
            Find { asked, order, limit }
        },
    )
}

fn leaves() -> impl Strategy<Value = Asked> {
    prop_oneof![
        6 => texts(&TITLES).prop_map(Asked::Title),
        6 => maybe_texts().prop_map(Asked::Status),
        2 => compare(maybe(&YEARS)).prop_map(Asked::Year),
        1 => compare(maybe(&PROJECTS)).prop_map(Asked::Project),
        1 => compare(maybe(&[true, false])).prop_map(Asked::Public),
        2 => compare(select(RANKS.to_vec())).prop_map(Asked::Rank),
    ]
}

/// Seldom NULL, which nothing equals.
fn maybe<T: Copy + std::fmt::Debug + 'static>(
    values: &[T],
) -> impl Strategy<Value = Option<T>> + Clone + use<T> {
    option::weighted(0.93, select(values.to_vec()))
}

fn compare<V: Clone + std::fmt::Debug + 'static>(
    values: impl Strategy<Value = V> + Clone + 'static,
) -> impl Strategy<Value = Compare<V>> {
    let operators = vec![
        (false, true, false),
        (false, true, false),
        (true, false, true),
        (true, false, false),
        (true, true, false),
        (false, false, true),
        (false, true, true),
    ];
    let than = (select(operators), values.clone());
    let than =
        than.prop_map(|((less, equal, more), value)| Compare::Than { less, equal, more, value });
    prop_oneof![
        6 => than,
        2 => vec(values, 0..4).prop_map(Compare::In),
        1 => any::<bool>().prop_map(Compare::Null),
    ]
}

/// Those that rows hold as often as all the others.
fn some_text(common: &[&'static str]) -> impl Strategy<Value = &'static str> + Clone + use<> {
    prop_oneof![select(common.to_vec()), select(TEXTS.to_vec())]
}

fn within<V: Clone + std::fmt::Debug + 'static>(
    compare: impl Strategy<Value = Compare<V>> + 'static,
    text: impl Strategy<Value = &'static str> + Clone + 'static,
) -> impl Strategy<Value = Text<V>> {
    prop_oneof![
        compare.prop_map(Text::As),
        text.clone().prop_map(Text::Contains),
        text.prop_map(Text::StartsWith),
    ]
}

fn texts(common: &[&'static str]) -> impl Strategy<Value = Text<&'static str>> + use<> {
    within(compare(some_text(common)), some_text(common))
}

fn maybe_texts() -> impl Strategy<Value = Text<Option<&'static str>>> {
    let text = some_text(&STATUSES);
    within(compare(option::weighted(0.93, text.clone())), text)
}

/// The columns that the resources of the family have in common.
type Of<R, V> = Column<R, V, Filtered<Plain>>;

fn column<R, V>(name: &'static str, nullable: bool) -> Of<R, V> {
    Column::new(name, nullable, |_| panic!("nobody asks for a value"))
}

impl Find {
    pub(super) fn search<R: Member>(&self) -> Search<R> {
        let all = match &self.asked {
            Some(asked) => Search::filter(asked.condition()),
            None => Search::all(),
        };
        self.order.iter().fold(all, |search, by| search.sort(by.order()))
    }
}

impl By {
    fn order<R: Member>(self) -> Order<R> {
        fn of<R: Member, V>(by: By) -> Order<R> {
            let column = Column::<R, V, Sorted<Plain>>::new(by.column, false, |_| {
                panic!("nobody asks for a value")
            });
            if by.descending { column.desc() } else { column.asc() }
        }
        match self.column {
            "id" => of::<R, Uuid>(self),
            "title" => of::<R, String>(self),
            _ => of::<R, i64>(self),
        }
    }
}

impl Asked {
    fn condition<R: Member>(&self) -> Condition<R> {
        match self {
            Self::Title(text) => text.of(&column::<R, String>("title", false)),
            Self::Status(text) => {
                text.map(|text| text.map(str::to_owned))
                    .of(&column::<R, Option<String>>("status", true))
            }
            Self::Year(compare) => compare.of(&column::<R, Option<i64>>("year", true)),
            Self::Project(compare) => compare.of(&column::<R, Option<i64>>("project_id", true)),
            Self::Public(compare) => compare.of(&column::<R, Option<bool>>("public", true)),
            Self::Rank(compare) => compare.of(&column::<R, i64>("rank", false)),
            Self::All(one, other) => one.condition().and(other.condition()),
            Self::Any(one, other) => one.condition().or(other.condition()),
            Self::Not(asked) => asked.condition().not(),
        }
    }
}

impl<T: Clone> Compare<T> {
    fn of<R: Member, V, K: Filterable>(&self, column: &Column<R, V, K>) -> Condition<R>
    where
        T: ComparedWith<V, Value: SearchValue<AnyDatabase>>,
    {
        match self.clone() {
            Self::Than { less, equal, more, value } => match (less, equal, more) {
                (false, true, false) => column.eq(value),
                (true, false, true) => column.ne(value),
                (true, false, false) => column.lt(value),
                (true, true, false) => column.le(value),
                (false, false, true) => column.gt(value),
                (false, true, true) => column.ge(value),
                other => panic!("{other:?} is no comparison"),
            },
            Self::In(values) => column.is_in(values),
            Self::Null(true) => column.is_null(),
            Self::Null(false) => column.is_not_null(),
        }
    }

    fn map<U>(&self, map: impl Fn(T) -> U) -> Compare<U> {
        match self.clone() {
            Self::Than { less, equal, more, value } => {
                Compare::Than { less, equal, more, value: map(value) }
            }
            Self::In(values) => Compare::In(values.into_iter().map(map).collect()),
            Self::Null(is_null) => Compare::Null(is_null),
        }
    }
}

impl<T: Clone> Text<T> {
    fn of<R: Member, V: HoldsText, K: Filterable>(&self, column: &Column<R, V, K>) -> Condition<R>
    where
        T: ComparedWith<V, Value: SearchValue<AnyDatabase>>,
    {
        match self {
            Self::As(compare) => compare.of(column),
            Self::Contains(text) => column.contains(text),
            Self::StartsWith(text) => column.starts_with(text),
        }
    }

    fn map<U>(&self, map: impl Fn(T) -> U) -> Text<U> {
        match self {
            Self::As(compare) => Text::As(compare.map(map)),
            Self::Contains(text) => Text::Contains(text),
            Self::StartsWith(text) => Text::StartsWith(text),
        }
    }
}
