//! The only place that puts SQL text together: from constants, once for each resource and each input. Values are bound.
//!
//! Both databases read the same text. Names are quoted. Columns are qualified by their table, because SQLite takes a quoted
//! name that is no column for a text: otherwise a missing owner column would be compared as its own name. Not by an alias,
//! which SQLite does not know in `RETURNING`.
//! The library's values come first, so that the values of an input cannot shift those of the filter.

mod page;

use crate::{
    authz::{Filter, Reach},
    error::{Error, Result},
    policy::{Literal, ResourceInfo},
    rows::{Assignment, Keep, Referent},
};

/// The text of a statement and which values it takes: the library's, then the others.
#[derive(Debug)]
pub(super) struct Statement {
    #[cfg_attr(
        not(any(feature = "sqlite", feature = "postgres")),
        allow(dead_code, reason = "nothing runs it")
    )]
    pub(super) text: String,
    /// The library's values, in their order.
    pub(super) given: Vec<Given>,
    /// How many others there are: an input's, or a page's limit.
    pub(super) others: usize,
    /// Where a row that is written says whether the filter is true of it: a column after those of the resource.
    #[cfg_attr(
        not(any(feature = "sqlite", feature = "postgres")),
        allow(dead_code, reason = "nothing runs it")
    )]
    pub(super) within: Option<usize>,
}

/// A statement that writes what an input gives.
#[derive(Debug)]
pub(super) struct Write {
    pub(super) statement: Statement,
    /// Where the input sets columns that refer to rows.
    pub(super) look: Option<Look>,
}

/// Says of each row that an input refers to whether the caller reaches it; for a row that is changed only if it is within reach itself.
/// Asked when nothing was written, with the values of the write.
#[derive(Debug)]
pub(super) struct Look {
    pub(super) statement: Statement,
    /// Which of the input's columns each answer is about.
    pub(super) columns: Vec<usize>,
}

/// Tells what a column refers to.
pub(super) type RefersTo = fn(&str) -> Option<Referent>;

/// A value that the library gives to a statement. It is bound once, however often the text names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// The id of the row, or of the row before a page.
    Id,
    /// The id of a row that is made.
    NewId,
    /// The caller's tenant.
    Tenant,
    /// The caller, as an owner.
    Owner,
    /// A constant of the rule.
    Literal(Literal),
    /// The caller's tenant, as that of the rows that this column refers to.
    ReferentTenant(&'static str),
    /// The caller, as an owner of the rows that this column refers to.
    ReferentOwner(&'static str),
}

/// Which rows a statement is about, as far as its text tells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Confines<'a> {
    pub(super) reach: &'a Reach,
    /// Whether, of rows that belong to tenants, they are those of one.
    pub(super) one_tenant: bool,
}

/// What can be done without an input. The values begin with the id where there is one, the tenant, the owner, the constants.
#[derive(Debug)]
pub(super) struct ReadsOfReach {
    pub(super) get: Statement,
    /// Ends with the limit.
    pub(super) first_page: Statement,
    /// Begins with the id before the page, ends with the limit.
    pub(super) next_page: Statement,
    pub(super) count: Statement,
    pub(super) delete: Statement,
}

pub(super) fn reads(info: &ResourceInfo, confines: Confines<'_>) -> Result<ReadsOfReach> {
    let named = || Text::new(info, Some(Given::Id), confines);
    let unnamed = || Text::new(info, None, confines);

    let mut get = named()?;
    get.select().filter(Some(" = "), confines);

    let mut first_page = unnamed()?;
    first_page.page(None, confines);

    let mut next_page = named()?;
    next_page.page(Some(" > "), confines);

    let mut count = unnamed()?;
    count.push("SELECT COUNT(*) FROM ").table().filter(None, confines);

    let mut delete = named()?;
    delete.push("DELETE FROM ").table().filter(Some(" = "), confines);

    Ok(ReadsOfReach {
        get: get.finish(),
        first_page: first_page.finish(),
        next_page: next_page.finish(),
        count: count.finish(),
        delete: delete.finish(),
    })
}

/// `id` where the library generates it, the tenant and the owner where there are any, then the input's columns. Nothing is
/// inserted unless every row that it refers to is within reach.
pub(super) fn insert(
    info: &ResourceInfo,
    with_id: bool,
    confines: Confines<'_>,
    columns: &[&'static str],
    refers_to: RefersTo,
) -> Result<Write> {
    set_by_input(info, columns)?;
    // A new row is checked against a filter; its owner and its tenant are the caller's.
    let reach = match confines.reach {
        Reach::Filtered(_) => confines.reach,
        Reach::All | Reach::Owned => &Reach::All,
    };
    let stamped: Vec<_> = [
        with_id.then_some((info.id, Given::NewId)),
        info.tenant.map(|tenant| (tenant, Given::Tenant)),
        info.owner.map(|owner| (owner, Given::Owner)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut text = Text::new(info, None, Confines { reach, one_tenant: false })?;
    // The constants of a filter come after what is stamped.
    let constants = std::mem::take(&mut text.given);
    text.given = stamped.iter().map(|(_, given)| *given).collect();
    text.given.extend(constants.into_iter().filter(|given| *given != Given::Owner));
    text.refer(columns, confines, refers_to);

    let stamped_columns = stamped.iter().map(|(column, _)| *column);
    let all_columns: Vec<_> = stamped_columns.chain(columns.iter().copied()).collect();
    text.push("INSERT INTO ").table();
    if all_columns.is_empty() {
        text.push(" DEFAULT VALUES");
    } else {
        text.push(" (").list(&all_columns, ", ", |text, column| {
            text.name(column);
        });
        let stamped = stamped.iter().map(|(column, given)| (*column, Some(*given)));
        let values: Vec<_> = stamped.chain(columns.iter().map(|column| (*column, None))).collect();
        let is_checked = !text.references.is_empty();
        text.push(if is_checked { ") SELECT " } else { ") VALUES (" });
        text.list(&values, ", ", |text, (column, given)| match given {
            Some(given) => {
                text.given(*given);
            }
            None => {
                text.value(column);
            }
        });
        if is_checked {
            text.push(" WHERE ").reachable();
        } else {
            text.push(")");
        }
    }
    text.returning(reach);
    let look = text.look(|_| {});
    Ok(Write { statement: text.finish(), look })
}

/// What the filter takes, then the input's values. Nothing is changed unless every row that it refers to is within reach.
pub(super) fn update(
    info: &ResourceInfo,
    confines: Confines<'_>,
    assignments: &[Assignment],
    refers_to: RefersTo,
) -> Result<Write> {
    let columns: Vec<_> = assignments.iter().map(|assignment| assignment.column).collect();
    if columns.is_empty() {
        return Err(Error::internal("an input that changes nothing was given to an update"));
    }
    set_by_input(info, &columns)?;
    let mut text = Text::new(info, Some(Given::Id), confines)?;
    text.refer(&columns, confines, refers_to);
    text.push("UPDATE ").table().push(" SET ").list(assignments, ", ", |text, assignment| {
        text.name(assignment.column).push(" = ");
        match assignment.keep {
            Keep::Never => text.value(assignment.column),
            Keep::IfNull => text
                .push("COALESCE(")
                .value(assignment.column)
                .push(", ")
                .column(assignment.column)
                .push(")"),
            Keep::IfAbsent => text
                .push("CASE WHEN ")
                .other()
                .push(" THEN ")
                .value(assignment.column)
                .push(" ELSE ")
                .column(assignment.column)
                .push(" END"),
        };
    });
    text.filter(Some(" = "), confines);
    if !text.references.is_empty() {
        text.push(" AND ").reachable();
    }
    text.returning(confines.reach);
    let look = text.look(|text| {
        text.push(" FROM ").table().filter(Some(" = "), confines);
    });
    Ok(Write { statement: text.finish(), look })
}

/// For one row, whatever the filter says: whether it is of the tenant, then whether each comparison is true, 1 or 0, or NULL
/// where it is unknown. Begins with a 1, so that there is always something to select.
pub(super) fn trace(info: &ResourceInfo, confines: Confines<'_>) -> Result<Statement> {
    let mut text = Text::new(info, Some(Given::Id), confines)?;
    text.push("SELECT 1");
    if confines.one_tenant {
        text.truth(Text::tenant);
    }
    match confines.reach {
        Reach::All => {}
        Reach::Owned => {
            text.truth(|text| text.condition(&Filter::Owner { is: true }));
        }
        Reach::Filtered(filter) => {
            for comparison in filter.comparisons() {
                text.truth(|text| text.condition(comparison));
            }
        }
    }
    text.push(" FROM ").table();
    text.filter(Some(" = "), Confines { reach: &Reach::All, one_tenant: false });
    Ok(text.finish())
}

/// Inputs set plain columns of the resource, each once, whoever wrote the implementation.
fn set_by_input(info: &ResourceInfo, columns: &[&'static str]) -> Result<()> {
    let mut seen = Vec::with_capacity(columns.len());
    for column in columns {
        let plain = info.columns.iter().any(|known| known.name == *column)
            && *column != info.id
            && info.owner != Some(column)
            && info.tenant != Some(column);
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

/// A filter of a rule that was written by hand may compare what the resource does not have.
fn compares_columns_of(info: &ResourceInfo, filter: &Filter) -> Result<()> {
    for comparison in filter.comparisons() {
        let known = match comparison {
            Filter::Row { clause, .. } => {
                info.columns.iter().any(|column| column.name == clause.column)
            }
            _ => info.owner.is_some(),
        };
        if !known {
            return Err(Error::internal(format!(
                "the access rule compares a column that `{}` does not have",
                info.name
            )));
        }
    }
    Ok(())
}

/// Never true. What stands for a group of nothing, which says nothing in favour of a row.
const NEVER: &str = "(1 = 0)";

/// What the table of a row that is referred to is called beside that of the statement. No table has a name with a space, so
/// a column that it lacks is an error and never one of the statement's own row.
const REFERENT: &str = "referred to";

/// A column of an input that refers to a row.
#[derive(Clone)]
struct Reference {
    column: &'static str,
    /// Its place among the input's columns.
    place: usize,
    /// The placeholder of its value.
    value: usize,
    info: &'static ResourceInfo,
    /// The columns that are compared with the caller's tenant and the caller.
    tenant: Option<&'static str>,
    owner: Option<&'static str>,
}

/// A statement in the making. Which values the library gives is known from the start.
struct Text<'a> {
    info: &'a ResourceInfo,
    text: String,
    given: Vec<Given>,
    others: usize,
    within: Option<usize>,
    references: Vec<Reference>,
}

impl<'a> Text<'a> {
    /// The library's values: the id, the tenant, the owner, the constants.
    fn new(info: &'a ResourceInfo, id: Option<Given>, confines: Confines<'_>) -> Result<Self> {
        let mut given = Vec::from_iter(id);
        given.extend(info.tenant.filter(|_| confines.one_tenant).map(|_| Given::Tenant));
        match confines.reach {
            Reach::All => {}
            Reach::Owned if info.owner.is_none() => return Err(Error::forbidden()),
            Reach::Owned => given.push(Given::Owner),
            Reach::Filtered(filter) => {
                compares_columns_of(info, filter)?;
                given.extend(filter.names_owner().then_some(Given::Owner));
                for comparison in filter.comparisons() {
                    if let Filter::Row { clause, .. } = comparison {
                        let literal = Given::Literal(clause.value);
                        if !given.contains(&literal) {
                            given.push(literal);
                        }
                    }
                }
            }
        }
        let references = Vec::new();
        Ok(Self { info, text: String::new(), given, others: 0, within: None, references })
    }

    fn finish(self) -> Statement {
        Statement { text: self.text, given: self.given, others: self.others, within: self.within }
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
    fn column(&mut self, name: &str) -> &mut Self {
        let table = self.info.table.split_once('.').map_or(self.info.table, |(_, table)| table);
        self.name(table).push(".").name(name)
    }

    /// The placeholder of one of the library's values. One that it does not give is NULL, with which no comparison is true.
    fn given(&mut self, given: Given) -> &mut Self {
        match self.given.iter().position(|known| *known == given) {
            Some(position) => self.placeholder(position + 1),
            None => self.push("NULL"),
        }
    }

    /// The placeholder of the next value that is not the library's.
    fn other(&mut self) -> &mut Self {
        self.others += 1;
        self.placeholder(self.given.len() + self.others)
    }

    fn placeholder(&mut self, number: usize) -> &mut Self {
        self.text.push_str(&format!("${number}"));
        self
    }

    fn table(&mut self) -> &mut Self {
        self.table_of(self.info)
    }

    fn table_of(&mut self, info: &ResourceInfo) -> &mut Self {
        match info.table.split_once('.') {
            Some((schema, table)) => self.name(schema).push(".").name(table),
            None => self.name(info.table),
        }
    }

    fn list<T>(
        &mut self,
        items: &[T],
        between: &str,
        mut each: impl FnMut(&mut Self, &T),
    ) -> &mut Self {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.push(between);
            }
            each(self, item);
        }
        self
    }

    /// Every column of the resource, under its own name.
    fn columns(&mut self) -> &mut Self {
        self.list(self.info.columns, ", ", |text, column| {
            text.column(column.name).push(" AS ").name(column.name);
        })
    }

    fn select(&mut self) -> &mut Self {
        self.push("SELECT ").columns().push(" FROM ").table()
    }

    /// The row as it is written; under a filter, also whether it is within it. No derived column has a name with a space.
    fn returning(&mut self, reach: &Reach) -> &mut Self {
        self.push(" RETURNING ").columns();
        if let Reach::Filtered(filter) = reach {
            self.within = Some(self.info.columns.len());
            self.push(", CASE WHEN ")
                .condition(filter)
                .push(" THEN 1 ELSE 0 END AS ")
                .name("is within");
        }
        self
    }

    /// Which rows: every comparison and every group in its own parentheses.
    fn filter(&mut self, id: Option<&str>, confines: Confines<'_>) -> &mut Self {
        let info = self.info;
        let mut between = " WHERE ";
        if let Some(operator) = id {
            self.push(between).compare(info.id, operator, Given::Id);
            between = " AND ";
        }
        if confines.one_tenant && info.tenant.is_some() {
            self.push(between).tenant();
            between = " AND ";
        }
        match confines.reach {
            Reach::All => self,
            Reach::Owned => self.push(between).condition(&Filter::Owner { is: true }),
            Reach::Filtered(filter) => self.push(between).condition(filter),
        }
    }

    fn tenant(&mut self) -> &mut Self {
        match self.info.tenant {
            Some(tenant) => self.compare(tenant, " = ", Given::Tenant),
            None => self.push(NEVER),
        }
    }

    /// A filter is negated at its comparisons only, where `<>` is unknown for NULL as `=` is.
    fn condition(&mut self, filter: &Filter) -> &mut Self {
        let operator = |is: &bool| if *is { " = " } else { " <> " };
        match filter {
            Filter::Owner { is } => match self.info.owner {
                Some(owner) => self.compare(owner, operator(is), Given::Owner),
                None => self.push(NEVER),
            },
            Filter::Row { clause, is } => {
                self.compare(clause.column, operator(is), Given::Literal(clause.value))
            }
            Filter::All(filters) => self.group(filters, " AND "),
            Filter::Any(filters) => self.group(filters, " OR "),
        }
    }

    fn group(&mut self, filters: &[Filter], between: &str) -> &mut Self {
        if filters.is_empty() {
            return self.push(NEVER);
        }
        self.push("(").list(filters, between, |text, filter| {
            text.condition(filter);
        });
        self.push(")")
    }

    fn compare(&mut self, column: &str, operator: &str, given: Given) -> &mut Self {
        self.push("(").column(column).push(operator).given(given).push(")")
    }

    /// One more selected value: 1, 0 or NULL for what `condition` writes.
    fn truth(&mut self, condition: impl Fn(&mut Self) -> &mut Self) -> &mut Self {
        condition(self.push(", CASE WHEN ")).push(" THEN 1 WHEN NOT ");
        condition(self).push(" THEN 0 END")
    }

    /// Which of the input's columns refer to rows. Whom those have to belong to comes after the library's other values, before any
    /// of the input's.
    fn refer(&mut self, columns: &[&'static str], confines: Confines<'_>, refers_to: RefersTo) {
        for (place, column) in columns.iter().copied().enumerate() {
            let Some(Referent { info, .. }) = refers_to(column) else { continue };
            let tenant = info.tenant.filter(|_| confines.one_tenant);
            let owner = info.owner.filter(|_| !matches!(confines.reach, Reach::All));
            self.given.extend(tenant.map(|_| Given::ReferentTenant(column)));
            self.given.extend(owner.map(|_| Given::ReferentOwner(column)));
            self.references.push(Reference { column, place, value: 0, info, tenant, owner });
        }
    }

    /// The placeholder of the value of one of the input's columns.
    fn value(&mut self, column: &str) -> &mut Self {
        self.other();
        let value = self.given.len() + self.others;
        for reference in &mut self.references {
            if reference.column == column {
                reference.value = value;
            }
        }
        self
    }

    /// Whether the caller reaches every row that the input refers to.
    fn reachable(&mut self) -> &mut Self {
        let references = self.references.clone();
        self.list(&references, " AND ", |text, reference| {
            text.reaches(reference);
        })
    }

    /// NULL refers to nothing.
    fn reaches(&mut self, reference: &Reference) -> &mut Self {
        let Reference { column, value, info, tenant, owner, .. } = *reference;
        self.push("(").placeholder(value).push(" IS NULL OR EXISTS (SELECT 1 FROM ");
        self.table_of(info).push(" AS ").name(REFERENT).push(" WHERE ");
        self.referent(info.id).placeholder(value).push(")");
        if let Some(tenant) = tenant {
            self.push(" AND ").referent(tenant).given(Given::ReferentTenant(column)).push(")");
        }
        if let Some(owner) = owner {
            self.push(" AND ").referent(owner).given(Given::ReferentOwner(column)).push(")");
        }
        self.push("))")
    }

    /// The beginning of a comparison with a column of the row that is referred to.
    fn referent(&mut self, column: &str) -> &mut Self {
        self.push("(").name(REFERENT).push(".").name(column).push(" = ")
    }

    /// The statement that says which references are out of reach. `of` says for which row, if the write is about one that is there.
    fn look(&self, of: impl FnOnce(&mut Self)) -> Option<Look> {
        if self.references.is_empty() {
            return None;
        }
        let mut text = Self {
            info: self.info,
            text: String::new(),
            given: self.given.clone(),
            others: self.others,
            within: None,
            references: self.references.clone(),
        };
        text.push("SELECT ").list(&self.references, ", ", |text, reference| {
            text.push("CASE WHEN ").reaches(reference).push(" THEN 1 ELSE 0 END");
        });
        of(&mut text);
        let columns = self.references.iter().map(|reference| reference.place).collect();
        Some(Look { statement: text.finish(), columns })
    }
}
