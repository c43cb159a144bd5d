//! What reading means.

use std::cmp::Ordering;

use super::{
    super::{
        find::{Asked, By, Compare, Find, Text},
        world::{Id, Row},
    },
    Reference, Truth, known, shown,
};

impl Reference<'_> {
    pub(super) fn shown(&self, row: &Row) -> String {
        shown(self.shape.columns.iter().map(|column| row.text(column)))
    }

    /// The rows that are reached, in the order of their ids.
    pub(in super::super) fn reached(&self) -> Vec<&Row> {
        let mut rows: Vec<_> = self.world.rows(self.shape.table).iter().collect();
        rows.retain(|row| self.is_reached(row));
        rows.sort_by_key(|row| row.id);
        rows
    }

    pub(super) fn read(&self, ids: &[Id]) -> Vec<String> {
        let rows = self.reached();
        let got = ids.iter().map(|id| match rows.iter().find(|row| row.id == *id) {
            Some(row) => self.shown(row),
            None => "404".to_owned(),
        });
        got.chain(self.listed(&rows)).collect()
    }

    pub(super) fn find_all(&self, find: &Find) -> Vec<String> {
        let mut rows = self.reached();
        if let Some(asked) = &find.asked {
            rows.retain(|row| meets(row, asked) == 1);
        }
        rows.sort_by(|one, other| in_order(one, other, &find.order));
        self.listed(&rows).collect()
    }

    fn listed(&self, rows: &[&Row]) -> impl Iterator<Item = String> {
        let lines: Vec<_> = rows.iter().map(|row| self.shown(row)).collect();
        let some = if rows.is_empty() { "none" } else { "some" };
        ["listed".to_owned()]
            .into_iter()
            .chain(lines)
            .chain([format!("{some}: {} in all", rows.len())])
    }
}

/// Where all of these are equal, the id decides, in the direction of the last.
fn in_order(one: &Row, other: &Row, order: &[By]) -> Ordering {
    let id = By { column: "id", descending: order.last().is_some_and(|by| by.descending) };
    for by in order.iter().chain([&id]) {
        let ordering = match by.column {
            "title" => one.title.as_bytes().cmp(other.title.as_bytes()),
            "rank" => one.rank.cmp(&other.rank),
            "version" => one.version.cmp(&other.version),
            "number" => number(one).cmp(&number(other)),
            "id" => one.id.cmp(&other.id),
            other => panic!("nothing is in the order of {other}"),
        };
        if ordering != Ordering::Equal {
            return if by.descending { ordering.reverse() } else { ordering };
        }
    }
    Ordering::Equal
}

fn number(row: &Row) -> Option<i64> {
    match row.id {
        Id::Parcel(_, number) => Some(number),
        Id::Thing(_) => None,
    }
}

fn meets(row: &Row, asked: &Asked) -> Truth {
    match asked {
        Asked::Title(text) => is_text(Some(row.title), text, |title| Some(*title)),
        Asked::Status(text) => is_text(row.status, text, |status| *status),
        Asked::Year(compare) => is(row.year, compare, |year| *year),
        Asked::Project(compare) => is(row.project, compare, |project| *project),
        Asked::Public(compare) => is(row.public, compare, |public| *public),
        Asked::Rank(compare) => is(Some(row.rank), compare, |rank| Some(*rank)),
        Asked::All(one, other) => meets(row, one).min(meets(row, other)),
        Asked::Any(one, other) => meets(row, one).max(meets(row, other)),
        Asked::Not(asked) => -meets(row, asked),
    }
}

fn is<T: Ord, V>(held: Option<T>, compare: &Compare<V>, value_of: fn(&V) -> Option<T>) -> Truth {
    match compare {
        Compare::Than { less, equal, more, value } => match (held, value_of(value)) {
            (Some(held), Some(value)) => known(match held.cmp(&value) {
                Ordering::Less => *less,
                Ordering::Equal => *equal,
                Ordering::Greater => *more,
            }),
            _ => 0,
        },
        // As one `=` after the other, any of which is enough; of none it is not asked at all.
        Compare::In(values) => values
            .iter()
            .map(|value| match (&held, value_of(value)) {
                (Some(held), Some(value)) => known(*held == value),
                _ => 0,
            })
            .max()
            .unwrap_or(-1),
        Compare::Null(is_null) => known(held.is_none() == *is_null),
    }
}

fn is_text<V>(
    held: Option<&str>,
    text: &Text<V>,
    value_of: fn(&V) -> Option<&'static str>,
) -> Truth {
    match (text, held) {
        (Text::As(Compare::Than { less, equal, more, value }), held) => {
            let (less, equal, more) = (*less, *equal, *more);
            let than = Compare::Than { less, equal, more, value: value_of(value) };
            is(held, &than, |value| *value)
        }
        (Text::As(Compare::In(values)), held) => {
            is(held, &Compare::In(values.iter().map(value_of).collect()), |value| *value)
        }
        (Text::As(Compare::Null(is_null)), held) => known(held.is_none() == *is_null),
        (_, None) => 0,
        (Text::Contains(text), Some(held)) => known(held.contains(text)),
        (Text::StartsWith(text), Some(held)) => known(held.starts_with(text)),
    }
}
