//! A statement in the making: names, values, and the conditions that say which rows it is about.

use std::borrow::Cow;

use super::{
    Confines, Dialect, Given, Statement,
    references::Reference,
    written::{Held, Moment, NewValue},
};
use crate::{
    authz::{Filter, Reach},
    error::{Error, Result},
    policy::{Literal, MemberClause, OwnerColumn, ResourceInfo, is_one_table},
};

/// Never true. What stands for a group of nothing, which says nothing in favour of a row.
pub(super) const NEVER: &str = "(1 = 0)";

/// True. What stands for a comparison that is made once the row is written.
const ALWAYS: &str = "(1 = 1)";

/// What the table of a row that is referred to is called beside that of the statement. No table has a name with a space, so
/// a column that it lacks is an error and never one of the statement's own row.
const REFERENT: &str = "referred to";

/// The same for a table that says who is a member.
pub(super) const MEMBER: &str = "member of";

/// A statement in the making. Values are numbered when it is finished: the library's come first, so that those of an input cannot
/// shift them.
pub(super) struct Text {
    info: &'static ResourceInfo,
    dialect: Dialect,
    types: &'static str,
    pieces: Vec<Piece>,
    pub(super) given: Vec<Given>,
    pub(super) others: usize,
    within: Option<usize>,
    /// Of which moment the statement's own row is that a condition is about.
    pub(super) moment: Moment,
    /// What the statement gives to columns of its row.
    pub(super) values: Vec<(&'static str, NewValue)>,
    pub(super) held: Option<Held>,
    pub(super) conflicts_are_refusals: bool,
    pub(super) references: Vec<Reference>,
}

#[derive(Clone)]
enum Piece {
    Fragment(Cow<'static, str>),
    /// A value of the library's, by its place in the list.
    Given(usize),
    /// Any other, by its place among them.
    Other(usize),
}

/// A table whose rows a condition is about: the statement's own, or that of a row which a column of the input refers to.
#[derive(Clone, Copy)]
pub(super) struct Subject {
    pub(super) info: &'static ResourceInfo,
    pub(super) referred_by: Option<&'static str>,
}

impl Subject {
    fn tenant(self) -> Given {
        self.referred_by.map_or(Given::Tenant, Given::ReferentTenant)
    }

    fn owner(self) -> Given {
        self.referred_by.map_or(Given::Owner, Given::ReferentOwner)
    }

    fn member(self) -> Given {
        self.referred_by.map_or(Given::Member, Given::ReferentMember)
    }
}

impl Text {
    pub(super) fn new(info: &'static ResourceInfo, confines: Confines<'_>) -> Result<Self> {
        if matches!(confines.reach, Reach::Owned(_)) && info.owners.is_empty() {
            return Err(Error::forbidden());
        }
        if let Some(filter) = filter_of(confines.reach) {
            compares_columns_of(info, &filter)?;
        }
        Ok(Self { types: confines.types, ..Self::empty(info, confines.dialect) })
    }

    pub(super) const fn empty(info: &'static ResourceInfo, dialect: Dialect) -> Self {
        Self {
            info,
            dialect,
            types: "",
            pieces: Vec::new(),
            given: Vec::new(),
            others: 0,
            within: None,
            moment: Moment::Stored,
            values: Vec::new(),
            held: None,
            conflicts_are_refusals: false,
            references: Vec::new(),
        }
    }

    pub(super) const fn info(&self) -> &'static ResourceInfo {
        self.info
    }

    pub(super) const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// One that takes the same values.
    pub(super) fn beside(&self) -> Self {
        let Self { info, dialect, types, others, .. } = *self;
        Self { types, given: self.given.clone(), others, ..Self::empty(info, dialect) }
    }

    pub(super) const fn own(&self) -> Subject {
        Subject { info: self.info, referred_by: None }
    }

    pub(super) fn finish(self) -> Statement {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Fragment(fragment) => text.push_str(fragment),
                Piece::Given(place) => text.push_str(&format!("${}", place + 1)),
                Piece::Other(place) => {
                    text.push_str(&format!("${}", self.given.len() + place + 1));
                }
            }
        }
        // PostgreSQL is told the types of the values when a text is prepared, and takes any later one for of those types: another resource
        // of the same table, with other types, is another text. No name of a type has these signs in it.
        if self.dialect == Dialect::Postgres && !self.types.is_empty() {
            text.push_str(&format!(" /* {} */", self.types.replace(['*', '/'], "")));
        }
        let names = |named: &dyn Fn(&Piece) -> bool| self.pieces.iter().any(named);
        let names_all = (0..self.given.len())
            .all(|place| names(&|piece| matches!(piece, Piece::Given(named) if *named == place)))
            && (0..self.others).all(|place| {
                names(&|piece| matches!(piece, Piece::Other(named) if *named == place))
            });
        let Self { given, others, within, conflicts_are_refusals, .. } = self;
        Statement { text, given, others, within, conflicts_are_refusals, names_all }
    }

    pub(super) fn push(&mut self, fragment: &'static str) -> &mut Self {
        self.pieces.push(Piece::Fragment(Cow::Borrowed(fragment)));
        self
    }

    /// A quoted name. The names are constants of the program; doubling the quote keeps any constant a name.
    pub(super) fn name(&mut self, name: &str) -> &mut Self {
        let quoted = format!("\"{}\"", name.replace('"', "\"\""));
        self.pieces.push(Piece::Fragment(Cow::Owned(quoted)));
        self
    }

    /// A column of the statement's own table, where a text could stand.
    pub(super) fn column(&mut self, name: &str) -> &mut Self {
        self.column_of(self.own(), name)
    }

    /// A column of a row; of the statement's own, what it is going to hold, where a condition is about that.
    pub(super) fn column_of(&mut self, of: Subject, name: &str) -> &mut Self {
        match self.to_be(name).filter(|_| of.referred_by.is_none()) {
            Some(value) => self.new_value(name, value),
            None => self.stored_of(of, name),
        }
    }

    /// What a column of the statement's own row holds.
    pub(super) fn stored(&mut self, name: &str) -> &mut Self {
        self.stored_of(self.own(), name)
    }

    fn stored_of(&mut self, of: Subject, name: &str) -> &mut Self {
        let table = match of.referred_by {
            Some(_) => REFERENT,
            None => of.info.table.split_once('.').map_or(of.info.table, |(_, table)| table),
        };
        self.name(table).push(".").name(name)
    }

    /// The placeholder of one of the library's values.
    pub(super) fn given(&mut self, given: Given) -> &mut Self {
        let known = self.given.iter().position(|known| *known == given);
        let place = known.unwrap_or_else(|| {
            self.given.push(given);
            self.given.len() - 1
        });
        self.pieces.push(Piece::Given(place));
        self
    }

    /// The placeholder of the next value that is not the library's.
    pub(super) fn other(&mut self) -> &mut Self {
        self.others += 1;
        self.other_at(self.others - 1)
    }

    /// The same placeholder once more.
    pub(super) fn other_at(&mut self, place: usize) -> &mut Self {
        self.pieces.push(Piece::Other(place));
        self
    }

    /// Not more rows than one of the other values says. SQLite's planner looks at the value of a bare placeholder here, and
    /// prepares the statement anew whenever another one is bound.
    pub(super) fn at_most(&mut self, limit: usize) -> &mut Self {
        let fragment = match self.dialect {
            Dialect::Sqlite => " LIMIT +",
            Dialect::Postgres => " LIMIT ",
        };
        self.push(fragment).other_at(limit)
    }

    pub(super) fn table(&mut self) -> &mut Self {
        self.table_named(self.info.table)
    }

    /// A table, with its schema.
    pub(super) fn table_named(&mut self, table: &str) -> &mut Self {
        match table.split_once('.') {
            Some((schema, table)) => self.name(schema).push(".").name(table),
            None => self.name(table),
        }
    }

    /// The table of rows that are referred to, under the name that its columns have.
    pub(super) fn referent(&mut self, table: &str) -> &mut Self {
        self.table_named(table).push(" AS ").name(REFERENT)
    }

    pub(super) fn list<T>(
        &mut self,
        items: &[T],
        between: &'static str,
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
    pub(super) fn columns(&mut self) -> &mut Self {
        self.list(self.info.columns, ", ", |text, column| {
            text.column(column.name).push(" AS ").name(column.name);
        })
    }

    pub(super) fn select(&mut self) -> &mut Self {
        self.push("SELECT ").columns().push(" FROM ").table()
    }

    /// The row as it is written; under a filter, also whether it is within it. No derived column has a name with a space.
    pub(super) fn returning(&mut self, reach: &Reach) -> &mut Self {
        self.push(" RETURNING ").columns();
        if let Reach::Filtered(filter) = reach {
            self.within = Some(self.info.columns.len());
            self.moment = Moment::Written;
            self.push(", CASE WHEN ")
                .condition(filter)
                .push(" THEN 1 ELSE 0 END AS ")
                .name("is within");
            self.moment = Moment::Stored;
        }
        self
    }

    /// The row with an id, whoever reaches it, unless it is deleted.
    pub(super) fn named(&mut self) -> &mut Self {
        let own = self.own();
        self.push(" WHERE ").id().alive(own)
    }

    /// The row with an id, if it is within reach.
    pub(super) fn one(&mut self, confines: Confines<'_>) -> &mut Self {
        self.named().confined(confines)
    }

    /// The rows within reach that come after an id.
    pub(super) fn after(&mut self, confines: Confines<'_>) -> &mut Self {
        let id = self.info.id;
        self.push(" WHERE ");
        match id {
            [id] => self.compare(self.own(), id, " > ", Given::Id(0)),
            columns => {
                let places: Vec<_> = (0..columns.len()).collect();
                self.push("((")
                    .list(columns, ", ", |text, column| {
                        text.column(column);
                    })
                    .push(") > (")
                    .list(&places, ", ", |text, place| {
                        text.given(Given::Id(*place));
                    })
                    .push("))")
            }
        };
        self.alive(self.own()).listed(confines, |_| {})
    }

    /// The rows within reach.
    pub(super) fn every(&mut self, confines: Confines<'_>) -> &mut Self {
        self.all_of(|text| {
            text.alive(text.own()).confined(confines);
        })
    }

    /// The rows of which all is true that `conditions` writes, each after a conjunction.
    pub(super) fn all_of(&mut self, conditions: impl FnOnce(&mut Self)) -> &mut Self {
        self.beginning(" WHERE ", conditions)
    }

    /// The same, with something else in place of the first conjunction.
    pub(super) fn beginning(
        &mut self,
        first: &'static str,
        conditions: impl FnOnce(&mut Self),
    ) -> &mut Self {
        let starts = self.pieces.len();
        conditions(self);
        if let Some(piece) = self.pieces.get_mut(starts) {
            *piece = Piece::Fragment(Cow::Borrowed(first));
        }
        self
    }

    /// Each column of the id, compared with that of the row that is meant.
    fn id(&mut self) -> &mut Self {
        let columns: Vec<_> = self.info.id.iter().enumerate().collect();
        self.list(&columns, " AND ", |text, (place, column)| {
            text.compare(text.own(), column, " = ", Given::Id(*place));
        })
    }

    /// What is deleted is not there.
    pub(super) fn alive(&mut self, of: Subject) -> &mut Self {
        match of.info.soft_delete {
            Some(deleted) => self.push(" AND ").push("(").column_of(of, deleted).push(" IS NULL)"),
            None => self,
        }
    }

    /// The tenant and the reach.
    pub(super) fn confined(&mut self, confines: Confines<'_>) -> &mut Self {
        if confines.one_tenant && self.info.tenant.is_some() {
            let own = self.own();
            self.push(" AND ").tenant(own);
        }
        match filter_of(confines.reach) {
            Some(filter) => self.push(" AND ").condition(&filter),
            None => self,
        }
    }

    pub(super) fn tenant(&mut self, of: Subject) -> &mut Self {
        match of.info.tenant {
            Some(tenant) => self.compare(of, tenant, " = ", of.tenant()),
            None => self.push(NEVER),
        }
    }

    /// Whether a row that is referred to is of the tenant of the one that refers to it.
    pub(super) fn tenant_of_row(&mut self, of: Subject) -> &mut Self {
        match (of.info.tenant, self.info.tenant) {
            (Some(tenant), Some(of_row)) => {
                self.push("(").column_of(of, tenant).push(" = ").column(of_row).push(")")
            }
            _ => self.push(NEVER),
        }
    }

    /// A filter is negated at its comparisons only, where `<>` is unknown for NULL as `=` is.
    pub(super) fn condition(&mut self, filter: &Filter) -> &mut Self {
        let operator = |is: &bool| if *is { " = " } else { " <> " };
        let own = self.own();
        match filter {
            comparison if self.is_filled_in(comparison) => self.push(ALWAYS),
            Filter::Owner { column, is } => match column.of(own.info) {
                Some(owner) => self.compare(own, owner, operator(is), Given::Owner),
                // No endpoint leaves open which column is meant, but a job does: any of them.
                None if *column == OwnerColumn::Declared && *is => self.owner(own),
                None => self.push(NEVER),
            },
            Filter::Member(clause) => self.member(own, *clause),
            Filter::Row { clause, is } => {
                self.compare(own, clause.column, operator(is), Given::Literal(clause.value))
            }
            Filter::All(filters) => self.group(filters, " AND "),
            Filter::Any(filters) => self.group(filters, " OR "),
        }
    }

    fn group(&mut self, filters: &[Filter], between: &'static str) -> &mut Self {
        if filters.is_empty() {
            return self.push(NEVER);
        }
        self.push("(").list(filters, between, |text, filter| {
            text.condition(filter);
        });
        self.push(")")
    }

    /// Whether the caller owns the row, by any of its columns.
    pub(super) fn owner(&mut self, of: Subject) -> &mut Self {
        match of.info.owners {
            [] => self.push(NEVER),
            [owner] => self.compare(of, owner, " = ", of.owner()),
            owners => {
                self.push("(").list(owners, " OR ", |text, owner| {
                    text.compare(of, owner, " = ", of.owner());
                });
                self.push(")")
            }
        }
    }

    /// Whether the table of members names the caller for the row. What it says of nobody, of an unknown level, of another tenant or of a
    /// time that has passed is no membership, and neither is a NULL in any of it.
    pub(super) fn member(&mut self, of: Subject, clause: MemberClause) -> &mut Self {
        let Some(member) = of.info.member else { return self.push(NEVER) };
        let Some(levels) = member.levels_from(clause.level) else { return self.push(NEVER) };
        self.push("EXISTS (SELECT 1 FROM ").table_named(member.table).push(" AS ").name(MEMBER);
        self.push(" WHERE ").of_member(member.user).push(" = ").given(of.member()).push(")");
        for (column, key) in member.keys {
            self.push(" AND (").column_of(of, column).push(" = ");
            self.name(MEMBER).push(".").name(key).push(")");
        }
        if let (Some(tenant), Some(of_row)) = (member.tenant, of.info.tenant) {
            self.push(" AND ").of_member(tenant).push(" = ").column_of(of, of_row).push(")");
        }
        if let Some((column, names)) = levels {
            self.push(" AND ").of_member(column).push(" IN (").list(names, ", ", |text, name| {
                text.given(Given::Literal(Literal::Text(name)));
            });
            self.push("))");
        }
        for row in member.filter {
            self.push(" AND ").of_member(row.column).push(" = ");
            self.given(Given::Literal(row.value)).push(")");
        }
        if let Some(expiry) = member.expiry {
            self.push(" AND (").seconds(expiry).push(" > ").given(Given::Now).push(")");
        }
        if let Some(deleted) = member.soft_delete {
            self.push(" AND ").of_member(deleted).push(" IS NULL)");
        }
        let is_there = matches!(self.moment, Moment::ToBeChanged | Moment::Written);
        if is_there && is_one_table(member.table, of.info.table) {
            // SQLite sees the row as it is written, PostgreSQL as it was: on neither does it make its own writer a member.
            self.push(" AND NOT (").list(of.info.id, " AND ", |text, id| {
                text.of_member(id).push(" = ").column_of(of, id).push(")");
            });
            self.push(")");
        }
        self.push(")")
    }

    /// Whether the table of members is the statement's own.
    pub(super) fn members_are_its_own(&self) -> bool {
        self.info.member.is_some_and(|member| is_one_table(member.table, self.info.table))
    }

    /// A time in the table of members, in seconds since 1970; NULL where it is none.
    fn seconds(&mut self, column: &str) -> &mut Self {
        let pieces: &[&'static str] = match self.dialect {
            // SQLite takes small numbers for days, and text such as `now` for times.
            Dialect::Sqlite => &[
                "CASE WHEN typeof(",
                ") IN ('integer', 'real') THEN unixepoch(",
                ", 'unixepoch', 'subsec') WHEN ",
                " GLOB '[0-9][0-9][0-9][0-9]-*' THEN unixepoch(",
                ", 'subsec') END",
            ],
            Dialect::Postgres => &["EXTRACT(EPOCH FROM ", ")"],
        };
        for (place, piece) in pieces.iter().enumerate() {
            if place > 0 {
                self.name(MEMBER).push(".").name(column);
            }
            self.push(piece);
        }
        self
    }

    /// The beginning of a comparison with a column of the table of members.
    pub(super) fn of_member(&mut self, column: &str) -> &mut Self {
        self.push("(").name(MEMBER).push(".").name(column)
    }

    pub(super) fn compare(
        &mut self,
        of: Subject,
        column: &str,
        operator: &'static str,
        given: Given,
    ) -> &mut Self {
        self.push("(").column_of(of, column).push(operator).given(given).push(")")
    }
}

/// What is compared of each row, if anything is.
pub(in crate::rows) fn filter_of(reach: &Reach) -> Option<Cow<'_, Filter>> {
    match reach {
        Reach::All => None,
        Reach::Owned(column) => Some(Cow::Owned(Filter::Owner { column: *column, is: true })),
        Reach::Filtered(filter) => Some(Cow::Borrowed(filter)),
    }
}

/// A filter of a rule that was written by hand may compare what the resource does not have.
fn compares_columns_of(info: &ResourceInfo, filter: &Filter) -> Result<()> {
    for comparison in filter.comparisons() {
        let known = match comparison {
            Filter::Row { clause, .. } => info.column(clause.column).is_some(),
            Filter::Owner { column: OwnerColumn::Declared, .. } => !info.owners.is_empty(),
            Filter::Owner { column, .. } => column.of(info).is_some(),
            Filter::Member(clause) => {
                info.member.is_some_and(|member| member.levels_from(clause.level).is_some())
            }
            Filter::All(_) | Filter::Any(_) => true,
        };
        if !known {
            return Err(Error::internal(format!(
                "the access rule compares what `{}` does not have",
                info.name
            )));
        }
    }
    Ok(())
}
