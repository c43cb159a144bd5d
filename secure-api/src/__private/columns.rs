//! Constant judgments of row clauses, of `transfer` and of `#[path]`, by the resources that an endpoint takes.

use super::{arguments::at, words::Words};
use crate::{
    constant::{contains, same},
    policy::{
        ArgumentKind, Clause, Holds, Literal, MemberClause, OwnerColumn, ResourceInfo, RowArgument,
        RowClause,
    },
};

/// The first argument from this position on that reaches rows, and the position after it.
const fn rows_from(arguments: &[ArgumentKind], from: usize) -> Option<(RowArgument, usize)> {
    let mut position = from;
    while let Some(kind) = at(arguments, position) {
        position += 1;
        if let ArgumentKind::Rows(rows) = kind {
            return Some((rows, position));
        }
    }
    None
}

/// Whether any argument reaches rows.
#[must_use]
pub const fn takes_rows(arguments: &[ArgumentKind]) -> bool {
    rows_from(arguments, 0).is_some()
}

/// Whether an argument reaches rows of this resource.
#[must_use]
pub const fn is_taken(arguments: &[ArgumentKind], resource: &ResourceInfo) -> bool {
    let mut from = 0;
    while let Some((rows, next)) = rows_from(arguments, from) {
        if is_same(rows.resource, resource) {
            return true;
        }
        from = next;
    }
    false
}

/// Whether all rows are of these resources.
#[must_use]
pub const fn every_row_is_of(arguments: &[ArgumentKind], resources: &[&ResourceInfo]) -> bool {
    let mut from = 0;
    while let Some((rows, next)) = rows_from(arguments, from) {
        let mut rest = resources;
        let mut is_named = false;
        while let [resource, others @ ..] = rest {
            is_named = is_named || is_same(rows.resource, resource);
            rest = others;
        }
        if !is_named {
            return false;
        }
        from = next;
    }
    true
}

/// Whether the two are one resource, as far as a constant can tell.
const fn is_same(one: &ResourceInfo, other: &ResourceInfo) -> bool {
    same(one.name, other.name)
        && same(one.table, other.table)
        && same_columns(one.id, other.id)
        && same_columns(one.owners, other.owners)
        && same_column(one.tenant, other.tenant)
        && same_column(one.soft_delete, other.soft_delete)
        && same_column(one.version, other.version)
}

pub(super) const fn same_columns(mut one: &[&str], mut other: &[&str]) -> bool {
    while let ([a, ones @ ..], [b, others @ ..]) = (one, other) {
        if !same(a, b) {
            return false;
        }
        (one, other) = (ones, others);
    }
    one.is_empty() && other.is_empty()
}

pub(super) const fn same_column(one: Option<&str>, other: Option<&str>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => same(one, other),
        (None, None) => true,
        _ => false,
    }
}

/// Which arguments an owner column is looked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owning {
    /// All that reach rows.
    Rows,
    /// Those that give a row to another owner.
    Transfers,
}

impl Owning {
    const fn concerns(self, rows: RowArgument) -> bool {
        matches!(self, Self::Rows) || rows.transfers
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Rows => "owner",
            Self::Transfers => "transfer",
        }
    }
}

/// What the compiler says of `owner` in an endpoint without rows, or with rows that have no owner.
#[must_use]
pub const fn no_owner(arguments: &[ArgumentKind], name: &str) -> Option<Words> {
    if !takes_rows(arguments) {
        return Some(Words::of(&[
            "`owner` decides about rows, but ",
            name,
            " takes none\nhelp: take `Owned<…>` for one row or `Scoped<…>` for several, or remove `owner`",
        ]));
    }
    if !all_have_owner(arguments, Owning::Rows) {
        return Some(Words::of(&[
            "`owner` in the rule of ",
            name,
            ", but a resource that it takes has no owner column\nhelp: write `#[resource(owner)]` on that column",
        ]));
    }
    None
}

/// The same, and which owner column is meant, where the clause names none.
#[must_use]
pub const fn no_clear_owner(arguments: &[ArgumentKind], name: &str) -> Option<Words> {
    match no_owner(arguments, name) {
        Some(words) => Some(words),
        None => several_owners(arguments, Owning::Rows, name),
    }
}

/// Whether every resource has an owner column of which a row is given to another owner.
#[must_use]
pub const fn transfers_have_owner(arguments: &[ArgumentKind]) -> bool {
    all_have_owner(arguments, Owning::Transfers)
}

const fn all_have_owner(arguments: &[ArgumentKind], of: Owning) -> bool {
    let mut from = 0;
    while let Some((rows, next)) = rows_from(arguments, from) {
        if of.concerns(rows) && rows.resource.owners.is_empty() {
            return false;
        }
        from = next;
    }
    true
}

/// What the compiler says where a column is not named, and could be several.
#[must_use]
pub const fn several_owners(arguments: &[ArgumentKind], of: Owning, name: &str) -> Option<Words> {
    let mut from = 0;
    while let Some((rows, next)) = rows_from(arguments, from) {
        let (resource, key) = (rows.resource, of.key());
        if of.concerns(rows) && resource.owners.len() > 1 {
            let words = Words::of(&[
                "`",
                resource.name,
                "` has several owner columns, and `",
                key,
                "` of ",
                name,
                " names none of them",
            ]);
            return Some(helped(words, key, resource.owners));
        }
        from = next;
    }
    None
}

/// What the compiler says where a column is named that is no owner column. One that there is none of has a message of its own.
#[must_use]
pub const fn no_owner_column(
    arguments: &[ArgumentKind],
    of: Owning,
    column: &str,
    name: &str,
) -> Option<Words> {
    let mut from = 0;
    while let Some((rows, next)) = rows_from(arguments, from) {
        let (resource, key) = (rows.resource, of.key());
        if of.concerns(rows) && !resource.owners.is_empty() && !is_owned_by(resource, column) {
            let words = Words::of(&[
                "`",
                column,
                "` is not an owner column of `",
                resource.name,
                "`, which ",
                name,
                " takes",
            ]);
            return Some(match resource.owners {
                [_] => words.and(&[
                    "\nhelp: write `",
                    key,
                    "` for the column that each resource declares with `#[resource(owner)]`",
                ]),
                owners => helped(words, key, owners),
            });
        }
        from = next;
    }
    None
}

const fn helped(words: Words, key: &str, owners: &[&str]) -> Words {
    words.and(&["\nhelp: write one of "]).list(&["`", key, " = \""], owners, "\"`")
}

/// Whether this is an owner column of the resource.
#[must_use]
pub const fn is_owned_by(resource: &ResourceInfo, column: &str) -> bool {
    contains(resource.owners, column)
}

/// Whether the argument at this position gives its row to another owner.
pub(super) const fn transfers_row(arguments: &[ArgumentKind], position: usize) -> bool {
    matches!(at(arguments, position), Some(ArgumentKind::Rows(rows)) if rows.transfers)
}

/// Whether any argument does.
#[must_use]
pub const fn takes_transfer(arguments: &[ArgumentKind]) -> bool {
    let mut from = 0;
    while let Some((rows, next)) = rows_from(arguments, from) {
        if rows.transfers {
            return true;
        }
        from = next;
    }
    false
}

/// Whether every resource that is reached says who its members are.
#[must_use]
pub const fn rows_have_members(arguments: &[ArgumentKind]) -> bool {
    let mut from = 0;
    while let Some((rows, next)) = rows_from(arguments, from) {
        if rows.resource.member.is_none() {
            return false;
        }
        from = next;
    }
    true
}

/// What the compiler says of a level that a resource does not declare. One without members has a message of its own.
#[must_use]
pub const fn unknown_level(arguments: &[ArgumentKind], level: &str) -> Option<Words> {
    let mut from = 0;
    while let Some((rows, next)) = rows_from(arguments, from) {
        let resource = rows.resource;
        if let Some(member) = resource.member {
            let names = match member.levels {
                Some(levels) => levels.names,
                None => &[],
            };
            if !contains(names, level) {
                let unknown = Words::of(&[
                    "`",
                    level,
                    "` is not a level of the members of `",
                    resource.name,
                    "`",
                ]);
                return Some(match names {
                    [] => unknown.and(&[", which declares no levels\nhelp: write `member`"]),
                    names => unknown.and(&["\nhelp: write one of "]).list(&["`\""], names, "\"`"),
                });
            }
        }
        from = next;
    }
    None
}

/// What the compiler says where `#[path]` names more captures than the id of this argument's row has columns, or less.
#[must_use]
pub const fn miscounted_captures(
    arguments: &[ArgumentKind],
    position: usize,
    named: usize,
) -> Option<Words> {
    match at(arguments, position) {
        Some(ArgumentKind::Rows(rows)) if rows.loads_row && rows.resource.id.len() != named => {
            let (name, id) = (rows.resource.name, rows.resource.id);
            let count = if id.len() > named { "fewer" } else { "more" };
            let words = Words::of(&["`#[path]` names ", count, " captures than the id of `", name]);
            let words = words.and(&["` has columns\nhelp: write `#[path("]).list(&["\""], id, "\"");
            Some(words.and(&[")]`"]))
        }
        _ => None,
    }
}

/// Whether every owner column that this names is one of every resource.
#[must_use]
pub const fn owners_fit(arguments: &[ArgumentKind], clause: &Clause) -> bool {
    fit(arguments, clause, Question::OwnerColumns)
}

/// Whether it names the owner column of every resource that has several.
#[must_use]
pub const fn owners_are_clear(arguments: &[ArgumentKind], clause: &Clause) -> bool {
    fit(arguments, clause, Question::WhichOwner)
}

/// Whether every resource says who its members are, and on the levels that this names.
#[must_use]
pub const fn members_fit(arguments: &[ArgumentKind], clause: &Clause) -> bool {
    fit(arguments, clause, Question::Members)
}

/// Whether every resource has the column of every comparison, and holds in it what it is compared with.
#[must_use]
pub const fn rows_fit(arguments: &[ArgumentKind], clause: &Clause) -> bool {
    fit(arguments, clause, Question::Comparisons)
}

/// What is asked of each clause of a rule.
#[derive(Clone, Copy)]
enum Question {
    OwnerColumns,
    WhichOwner,
    Members,
    Comparisons,
}

const fn fit(arguments: &[ArgumentKind], clause: &Clause, question: Question) -> bool {
    let mut rest = clause.inner();
    while let [inner, others @ ..] = rest {
        if !fit(arguments, inner, question) {
            return false;
        }
        rest = others;
    }
    let mut from = 0;
    while let Some((rows, next)) = rows_from(arguments, from) {
        let resource = rows.resource;
        let fits = match (clause, question) {
            (Clause::Owner(column), Question::OwnerColumns) => owner_fits(resource, column),
            (Clause::Owner(OwnerColumn::Declared), Question::WhichOwner) => {
                resource.owners.len() <= 1
            }
            (Clause::Member(member), Question::Members) => member_fits(resource, member),
            (Clause::Row(row), Question::Comparisons) => row_fits(resource, row),
            _ => true,
        };
        if !fits {
            return false;
        }
        from = next;
    }
    true
}

const fn owner_fits(resource: &ResourceInfo, column: &OwnerColumn) -> bool {
    match column {
        OwnerColumn::Declared => !resource.owners.is_empty(),
        OwnerColumn::Named(column) => is_owned_by(resource, column),
        OwnerColumn::Each(columns) => match owner_column(columns, resource) {
            Some(column) => is_owned_by(resource, column),
            None => false,
        },
    }
}

/// The column that is named for this resource.
pub(super) const fn owner_column(
    columns: &[(&'static ResourceInfo, &'static str)],
    resource: &ResourceInfo,
) -> Option<&'static str> {
    let mut rest = columns;
    while let [(named, column), others @ ..] = rest {
        if is_same(named, resource) {
            return Some(column);
        }
        rest = others;
    }
    None
}

const fn member_fits(resource: &ResourceInfo, clause: &MemberClause) -> bool {
    match (resource.member, clause.level) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(member), Some(level)) => match member.levels {
            Some(levels) => contains(levels.names, level),
            None => false,
        },
    }
}

const fn row_fits(resource: &ResourceInfo, row: &RowClause) -> bool {
    match column(resource, row.column) {
        Some(holds) => matches!(
            (holds, &row.value),
            (Holds::Text | Holds::Other, Literal::Text(_))
                | (Holds::Integer, Literal::Integer(_))
                | (Holds::Boolean, Literal::Boolean(_))
        ),
        None => false,
    }
}

/// Whether every resource has this column.
#[must_use]
pub const fn rows_have_column(arguments: &[ArgumentKind], name: &str) -> bool {
    let mut from = 0;
    while let Some((rows, next)) = rows_from(arguments, from) {
        if column(rows.resource, name).is_none() {
            return false;
        }
        from = next;
    }
    true
}

const fn column(resource: &ResourceInfo, name: &str) -> Option<Holds> {
    let mut rest = resource.columns;
    while let [column, others @ ..] = rest {
        if same(column.name, name) {
            return Some(column.holds);
        }
        rest = others;
    }
    None
}
