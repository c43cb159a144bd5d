//! The only place that puts SQL text together: from constants, once for each resource and each input. Values are bound.
//!
//! Both databases read the same text. Names are quoted. Columns are qualified by their table, because SQLite takes a quoted
//! name that is no column for a text: otherwise a missing owner column would be compared as its own name. Not by an alias,
//! which SQLite does not know in `RETURNING`.
//! The library's values come first, so that the values of an input cannot shift those of the filter.

use std::{any::TypeId, fmt, sync::OnceLock};

use crate::{
    authz::Reach,
    error::{Error, Result},
    policy::ResourceInfo,
    rows::{Assignment, Keep},
};

/// The text of a statement and how many values it takes.
#[derive(Debug)]
pub(super) struct Statement {
    #[cfg_attr(
        not(any(feature = "sqlite", feature = "postgres")),
        allow(dead_code, reason = "nothing runs it")
    )]
    pub(super) text: String,
    pub(super) values: usize,
}

/// The statements of one resource that need no input. Kept in a static that `#[derive(Resource)]` writes.
pub struct Statements(OnceLock<(TypeId, Reads)>);

/// The statements of one input on one resource. Kept in a static that `#[derive(SecureInput)]` writes.
pub struct StatementCell(OnceLock<(TypeId, ByReach<Statement>)>);

/// A statement for each reach. Without an owner column there is none for [`Reach::Owned`].
struct ByReach<T> {
    all: T,
    owned: Option<T>,
}

type Reads = ByReach<ReadsOfReach>;

/// What can be done without an input. `id` comes first, then the owner, then what else there is.
pub(super) struct ReadsOfReach {
    /// `id`, owner.
    pub(super) get: Statement,
    /// Owner, limit.
    pub(super) first_page: Statement,
    /// The id before the page, owner, limit.
    pub(super) next_page: Statement,
    /// Owner.
    pub(super) count: Statement,
    /// `id`, owner.
    pub(super) delete: Statement,
}

impl<T> ByReach<T> {
    fn new(info: &ResourceInfo, mut assemble: impl FnMut(Option<&'static str>) -> T) -> Self {
        Self { all: assemble(None), owned: info.owner.map(|owner| assemble(Some(owner))) }
    }

    /// Nobody owns rows of a resource without an owner column.
    fn of(&self, reach: &Reach) -> Result<&T> {
        match reach {
            Reach::All => Ok(&self.all),
            Reach::Owned => self.owned.as_ref().ok_or_else(Error::forbidden),
            Reach::Filtered(_) => Err(Error::internal("no statement for this filter")),
        }
    }
}

impl Statements {
    /// Nothing so far: they are put together when they are first needed.
    #[must_use]
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    pub(super) fn of<R: 'static>(
        &'static self,
        info: &ResourceInfo,
        reach: &Reach,
    ) -> Result<&'static ReadsOfReach> {
        let (owner, statements) = self
            .0
            .get_or_init(|| (TypeId::of::<R>(), ByReach::new(info, |owner| reads(info, owner))));
        own::<R>(*owner)?;
        statements.of(reach)
    }
}

impl StatementCell {
    /// Nothing so far: they are put together when they are first needed.
    #[must_use]
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// The insert of input `C` into resource `R`.
    pub(super) fn insert<R: 'static, C: 'static>(
        &'static self,
        info: &ResourceInfo,
        with_id: bool,
        columns: &[&'static str],
    ) -> Result<&'static Statement> {
        // An error is not kept: it is a bug in a hand-written implementation, and every request says so.
        if self.0.get().is_none() {
            set_by_input(info, columns)?;
        }
        let (owner, statements) = self.0.get_or_init(|| {
            (
                TypeId::of::<(R, C)>(),
                // An insert reaches no rows: it is the same for every reach.
                ByReach { all: insert(info, with_id, columns), owned: None },
            )
        });
        own::<(R, C)>(*owner)?;
        Ok(&statements.all)
    }

    /// The update of resource `R` by input `U`.
    pub(super) fn update<R: 'static, U: 'static>(
        &'static self,
        info: &ResourceInfo,
        reach: &Reach,
        assignments: &[Assignment],
    ) -> Result<&'static Statement> {
        if self.0.get().is_none() {
            let columns: Vec<_> = assignments.iter().map(|assignment| assignment.column).collect();
            if columns.is_empty() {
                return Err(Error::internal(
                    "an input that changes nothing was given to an update",
                ));
            }
            set_by_input(info, &columns)?;
        }
        let (owner, statements) = self.0.get_or_init(|| {
            (TypeId::of::<(R, U)>(), ByReach::new(info, |owner| update(info, owner, assignments)))
        });
        own::<(R, U)>(*owner)?;
        statements.of(reach)
    }
}

/// A static that two types share (a hand-written implementation, a static in a generic one) would give one the statements of
/// the other.
fn own<T: 'static>(owner: TypeId) -> Result<()> {
    if owner == TypeId::of::<T>() {
        Ok(())
    } else {
        Err(Error::internal("two types share the static that holds their statements"))
    }
}

/// Inputs set plain columns of the resource, each once, whoever wrote the implementation.
fn set_by_input(info: &ResourceInfo, columns: &[&'static str]) -> Result<()> {
    let mut seen = Vec::with_capacity(columns.len());
    for column in columns {
        let plain = info.columns.iter().any(|known| known.name == *column)
            && *column != info.id
            && info.owner.is_none_or(|owner| owner != *column);
        if !plain || seen.contains(column) {
            return Err(Error::internal(format!(
                "an input for `{}` sets `{column}`, which it may not",
                info.name
            )));
        }
        seen.push(*column);
    }
    Ok(())
}

fn reads(info: &ResourceInfo, owner: Option<&str>) -> ReadsOfReach {
    let mut get = Text::new();
    get.select(info).filter(info, Some(Compare::Is(info.id)), owner);

    let mut first_page = Text::new();
    first_page.select(info).filter(info, None, owner).page(info);

    let mut next_page = Text::new();
    next_page.select(info).filter(info, Some(Compare::After(info.id)), owner).page(info);

    let mut count = Text::new();
    count.push("SELECT COUNT(*) FROM ").table(info).filter(info, None, owner);

    let mut delete = Text::new();
    delete.push("DELETE FROM ").table(info).filter(info, Some(Compare::Is(info.id)), owner);

    ReadsOfReach {
        get: get.finish(),
        first_page: first_page.finish(),
        next_page: next_page.finish(),
        count: count.finish(),
        delete: delete.finish(),
    }
}

/// `id` where the library generates it, the owner where there is one, then the input's columns.
fn insert(info: &ResourceInfo, with_id: bool, columns: &[&'static str]) -> Statement {
    let given: Vec<_> = with_id
        .then_some(info.id)
        .into_iter()
        .chain(info.owner)
        .chain(columns.iter().copied())
        .collect();
    let mut text = Text::new();
    text.push("INSERT INTO ").table(info);
    if given.is_empty() {
        text.push(" DEFAULT VALUES");
    } else {
        text.push(" (").list(&given, |text, column| {
            text.name(column);
        });
        text.push(") VALUES (").list(&given, |text, _| {
            text.value();
        });
        text.push(")");
    }
    text.returning(info);
    text.finish()
}

/// `id`, owner, then the input's values.
fn update(info: &ResourceInfo, owner: Option<&str>, assignments: &[Assignment]) -> Statement {
    // The filter's values come first although its text comes last.
    let mut filter = Text::new();
    filter.filter(info, Some(Compare::Is(info.id)), owner);

    let mut text = Text { values: filter.values, ..Text::new() };
    text.push("UPDATE ").table(info).push(" SET ").list(assignments, |text, assignment| {
        text.name(assignment.column).push(" = ");
        match assignment.keep {
            Keep::Never => text.value(),
            Keep::IfNull => {
                text.push("COALESCE(").value().push(", ").column(info, assignment.column).push(")")
            }
            Keep::IfAbsent => text
                .push("CASE WHEN ")
                .value()
                .push(" THEN ")
                .value()
                .push(" ELSE ")
                .column(info, assignment.column)
                .push(" END"),
        };
    });
    text.push(&filter.text).returning(info);
    text.finish()
}

/// A statement in the making.
struct Text {
    text: String,
    values: usize,
}

/// A comparison of a column with the next value.
#[derive(Clone, Copy)]
enum Compare<'a> {
    Is(&'a str),
    After(&'a str),
}

impl Text {
    const fn new() -> Self {
        Self { text: String::new(), values: 0 }
    }

    fn finish(self) -> Statement {
        Statement { text: self.text, values: self.values }
    }

    fn push(&mut self, fragment: &str) -> &mut Self {
        self.text.push_str(fragment);
        self
    }

    /// A quoted name. The names are constants of the program; doubling the quote keeps any constant a name.
    fn name(&mut self, name: &str) -> &mut Self {
        self.text.push('"');
        self.text.push_str(&name.replace('"', "\"\""));
        self.text.push('"');
        self
    }

    /// A column, where a text could stand.
    fn column(&mut self, info: &ResourceInfo, name: &str) -> &mut Self {
        let table = info.table.split_once('.').map_or(info.table, |(_, table)| table);
        self.name(table).push(".").name(name)
    }

    /// The placeholder of the next value.
    fn value(&mut self) -> &mut Self {
        self.values += 1;
        self.text.push_str(&format!("${}", self.values));
        self
    }

    fn table(&mut self, info: &ResourceInfo) -> &mut Self {
        match info.table.split_once('.') {
            Some((schema, table)) => self.name(schema).push(".").name(table),
            None => self.name(info.table),
        }
    }

    fn list<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) -> &mut Self {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            each(self, item);
        }
        self
    }

    /// Every column of the resource, under its own name.
    fn columns(&mut self, info: &ResourceInfo) -> &mut Self {
        self.list(info.columns, |text, column| {
            text.column(info, column.name).push(" AS ").name(column.name);
        })
    }

    fn select(&mut self, info: &ResourceInfo) -> &mut Self {
        self.push("SELECT ").columns(info).push(" FROM ").table(info)
    }

    fn returning(&mut self, info: &ResourceInfo) -> &mut Self {
        self.push(" RETURNING ").columns(info)
    }

    /// Which rows: every comparison in its own parentheses.
    fn filter(
        &mut self,
        info: &ResourceInfo,
        id: Option<Compare<'_>>,
        owner: Option<&str>,
    ) -> &mut Self {
        let comparisons: Vec<_> = id.into_iter().chain(owner.map(Compare::Is)).collect();
        for (index, comparison) in comparisons.iter().enumerate() {
            self.push(if index == 0 { " WHERE (" } else { " AND (" });
            match comparison {
                Compare::Is(column) => self.column(info, column).push(" = "),
                Compare::After(column) => self.column(info, column).push(" > "),
            };
            self.value().push(")");
        }
        self
    }

    fn page(&mut self, info: &ResourceInfo) -> &mut Self {
        self.push(" ORDER BY ").column(info, info.id).push(" LIMIT ").value()
    }
}

impl Default for Statements {
    fn default() -> Self {
        Self::new()
    }
}

impl Default for StatementCell {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Statements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Statements")
    }
}

impl fmt::Debug for StatementCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StatementCell")
    }
}
