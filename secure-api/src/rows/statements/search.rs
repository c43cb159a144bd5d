//! Statements of searches. They are made for each call, because an application puts conditions together as it likes; what they are made of are
//! names of columns that the resource declares for it, and placeholders.

use super::{
    Confines, Dialect, Given, Statement,
    text::{NEVER, Text},
};
use crate::{
    error::{Error, Result},
    policy::ResourceInfo,
    rows::search::{Comparison, Node, OrderedBy, Sought, padded, too_much},
};

/// A page of the rows within reach that are sought, after those that come before it if it is not the first. The values begin with the id before the page
/// and what the filter takes; then come those of the condition, those of the row before the page in the columns of the order, and the limit.
pub(in crate::rows) fn page(
    info: &'static ResourceInfo,
    confines: Confines<'_>,
    sought: Sought<'_>,
    is_first: bool,
) -> Result<Statement> {
    declared(info, sought)?;
    let mut text = Text::new(info, confines)?;
    let keys = keys(info, sought.order);
    text.select();
    text.sought(confines, sought.condition, (!is_first).then_some(keys.as_slice()));
    text.push(" ORDER BY ").list(&keys, ", ", |text, key| {
        text.column(key.column).push(if key.descending { " DESC" } else { "" });
    });
    let limit = text.others;
    text.others += 1;
    text.at_most(limit);
    Ok(text.finish())
}

/// How many rows within reach are sought.
pub(in crate::rows) fn count(
    info: &'static ResourceInfo,
    confines: Confines<'_>,
    sought: Sought<'_>,
) -> Result<Statement> {
    declared(info, sought)?;
    let mut text = Text::new(info, confines)?;
    text.push("SELECT COUNT(*) FROM ").table().sought(confines, sought.condition, None);
    Ok(text.finish())
}

/// Whether a row within reach is sought: 1 or 0.
pub(in crate::rows) fn exists(
    info: &'static ResourceInfo,
    confines: Confines<'_>,
    sought: Sought<'_>,
) -> Result<Statement> {
    declared(info, sought)?;
    let mut text = Text::new(info, confines)?;
    text.push("SELECT CASE WHEN EXISTS (SELECT 1 FROM ").table();
    text.sought(confines, sought.condition, None).push(") THEN 1 ELSE 0 END");
    Ok(text.finish())
}

/// A text that is another one for every other condition, as far as its values do not tell.
pub(in crate::rows) fn condition(
    info: &'static ResourceInfo,
    dialect: Dialect,
    sought: Sought<'_>,
) -> String {
    let mut text = Text::empty(info, dialect);
    if let Some(condition) = sought.condition {
        text.meets(condition, None);
    }
    text.finish().text
}

/// A text that is another one for every other order.
pub(in crate::rows) fn order(
    info: &'static ResourceInfo,
    dialect: Dialect,
    sought: Sought<'_>,
) -> String {
    let mut text = Text::empty(info, dialect);
    text.list(sought.order, ", ", |text, by| {
        text.column(by.column).push(if by.descending { " DESC" } else { "" });
    });
    text.finish().text
}

/// Columns may have been made by hand, past what the resource declares. SQLite would take one that is not there for a text.
fn declared(info: &'static ResourceInfo, sought: Sought<'_>) -> Result<()> {
    let filtered = sought.condition.map_or(Ok(()), |condition| compares_declared(info, condition));
    filtered?;
    for by in sought.order {
        let declared = info.column(by.column).is_some_and(|column| column.sort);
        // NULL is neither before nor after anything: rows would be on no page.
        if !declared || by.nullable {
            return Err(undeclared(info, by.column));
        }
    }
    Ok(())
}

fn compares_declared(info: &'static ResourceInfo, node: &Node) -> Result<()> {
    match node {
        Node::Compare { column, .. } => match info.column(column) {
            Some(known) if known.filter => Ok(()),
            _ => Err(undeclared(info, column)),
        },
        Node::All(nodes) | Node::Any(nodes) => {
            nodes.iter().try_for_each(|node| compares_declared(info, node))
        }
        Node::Not(node) => compares_declared(info, node),
        Node::TooMuch => Err(too_much()),
    }
}

fn undeclared(info: &ResourceInfo, column: &str) -> Error {
    Error::internal(format!("a search of `{}` may not use `{column}`", info.name))
}

/// A column that rows are in the order of, and what the row before the page holds in it.
#[derive(Clone, Copy)]
struct Key {
    column: &'static str,
    descending: bool,
    before: Before,
}

impl Key {
    /// Whether a comparison says where the rows begin that are in the order of this column.
    fn begins_by(&self, column: &str, comparison: Comparison) -> bool {
        let Comparison::By(operator) = comparison else { return false };
        let bounds = if self.descending { ["<", "<="] } else { [">", ">="] };
        self.column == column && bounds.contains(&operator.trim())
    }
}

#[derive(Clone, Copy)]
enum Before {
    /// One of the values that the cursor keeps.
    Kept(usize),
    /// A column of the id.
    Id(usize),
}

/// The columns of the order, then those of the id that are not among them, in the direction of the last.
fn keys(info: &'static ResourceInfo, order: &[OrderedBy]) -> Vec<Key> {
    let sorted = order.iter().enumerate().map(|(place, by)| Key {
        column: by.column,
        descending: by.descending,
        before: Before::Kept(place),
    });
    let descending = order.last().is_some_and(|by| by.descending);
    let is_sorted = |column: &str| order.iter().any(|by| by.column == column);
    let id = info.id.iter().enumerate().filter(|(_, column)| !is_sorted(column));
    let id = id.map(|(place, column)| Key { column, descending, before: Before::Id(place) });
    sorted.chain(id).collect()
}

impl Text {
    /// The rows within reach that meet a condition, and that come after the row before the page if there is one.
    fn sought(
        &mut self,
        confines: Confines<'_>,
        condition: Option<&Node>,
        after: Option<&[Key]>,
    ) -> &mut Self {
        self.all_of(|text| {
            text.alive(text.own()).listed(confines, |text| {
                if let Some(condition) = condition {
                    text.push(" AND ").meets(condition, after.and_then(<[Key]>::first));
                }
            });
            if let Some(keys) = after {
                let first = text.others;
                text.others +=
                    keys.iter().filter(|key| matches!(key.before, Before::Kept(_))).count();
                text.push(" AND ").comes_after(keys, first);
            }
        })
    }

    /// Every comparison and every group stands in parentheses.
    ///
    /// A page that begins after a row begins in an index where that row is. What the condition says of where rows of that column begin would be another place
    /// to begin, from which either database reads up to the row on every page, so it is out of the planner's sight.
    fn meets(&mut self, node: &Node, after: Option<&Key>) -> &mut Self {
        match node {
            Node::Compare { column, comparison, .. } => {
                match after.is_some_and(|key| key.begins_by(column, *comparison)) {
                    true => self.push("(").is(column, *comparison).push(" IS TRUE)"),
                    false => self.is(column, *comparison),
                }
            }
            Node::All(nodes) => self.joined(nodes, " AND ", after),
            // No place to begin.
            Node::Any(nodes) => self.joined(nodes, " OR ", None),
            Node::Not(node) => self.push("(NOT ").meets(node, None).push(")"),
            // It is refused before.
            Node::TooMuch => self.push(NEVER),
        }
    }

    fn joined(&mut self, nodes: &[Node], between: &'static str, after: Option<&Key>) -> &mut Self {
        self.push("(").list(nodes, between, |text, node| {
            text.meets(node, after);
        });
        self.push(")")
    }

    fn is(&mut self, column: &str, comparison: Comparison) -> &mut Self {
        match comparison {
            Comparison::By(operator) => {
                self.push("(").column(column).push(operator).other().push(")")
            }
            Comparison::In(0) => self.push(NEVER),
            Comparison::In(values) => {
                let values = vec![(); padded(values)];
                self.push("(").column(column).push(" IN (").list(&values, ", ", |text, ()| {
                    text.other();
                });
                self.push("))")
            }
            // Neither reads signs of a pattern in what is looked for.
            Comparison::Contains => {
                let place = match self.dialect() {
                    Dialect::Sqlite => "(instr(",
                    Dialect::Postgres => "(strpos(",
                };
                self.push(place).column(column).push(", ").other().push(") > 0)")
            }
            Comparison::StartsWith => {
                let exactly = match self.dialect() {
                    Dialect::Sqlite => " COLLATE BINARY)",
                    Dialect::Postgres => " COLLATE \"C\")",
                };
                self.push("(substr(").column(column).push(", 1, length(").other().push(")) = ");
                self.other_at(self.others - 1).push(exactly)
            }
            Comparison::Null(true) => self.push("(").column(column).push(" IS NULL)"),
            Comparison::Null(false) => self.push("(").column(column).push(" IS NOT NULL)"),
        }
    }

    /// Whether a row comes after the one before the page, in the order of these columns. Comparing rows is what an index understands, as long as the
    /// directions are the same; where they change, what the first column says at least stands beside the rest, for the same reason.
    fn comes_after(&mut self, keys: &[Key], first: usize) -> &mut Self {
        let Some((key, rest)) = keys.split_first() else { return self.push(NEVER) };
        if rest.iter().all(|other| other.descending == key.descending) {
            return self.row_after(keys, first);
        }
        let (after, not_before) = if key.descending { (" < ", " <= ") } else { (" > ", " >= ") };
        self.push("((").column(key.column).push(not_before).before(*key, first).push(") AND ((");
        self.column(key.column).push(after).before(*key, first).push(") OR ");
        self.comes_after(rest, first).push("))")
    }

    fn row_after(&mut self, keys: &[Key], first: usize) -> &mut Self {
        let is_descending = keys.first().is_some_and(|key| key.descending);
        let is_row = keys.len() > 1;
        self.push(if is_row { "((" } else { "(" }).list(keys, ", ", |text, key| {
            text.column(key.column);
        });
        self.push(if is_row { ")" } else { "" });
        self.push(if is_descending { " < " } else { " > " });
        self.push(if is_row { "(" } else { "" }).list(keys, ", ", |text, key| {
            text.before(*key, first);
        });
        self.push(if is_row { "))" } else { ")" })
    }

    /// What the row before the page holds.
    fn before(&mut self, key: Key, first: usize) -> &mut Self {
        match key.before {
            Before::Kept(place) => self.other_at(first + place),
            Before::Id(column) => self.given(Given::Id(column)),
        }
    }
}
