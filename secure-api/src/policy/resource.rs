//! What an argument of an endpoint is, and which resource it reaches.

use super::RowClause;

/// What the pipeline vouches for in an argument of an endpoint.
#[derive(Debug, Clone, Copy)]
pub enum ArgumentKind {
    /// Comes from the server, not from the client: state, the principal.
    Server,
    /// Rows of a resource.
    Rows(RowArgument),
    /// Validated input that is not the body: query, path.
    Input(InputArgument),
    /// The validated body.
    Body(InputArgument),
    /// Whatever the client sent, unchecked.
    Unchecked,
}

/// An argument that is validated input.
#[derive(Debug, Clone, Copy)]
pub struct InputArgument {
    /// Where it stands in the request.
    pub source: InputSource,
    /// Why the input cannot stand there, if it cannot.
    pub misfit: Option<&'static str>,
    /// The fields that it leaves without a bound. A function, because an input may contain itself, which a constant could not say.
    pub unbounded: fn() -> Vec<Unbounded>,
    /// The resources whose ids it holds, as a [`Ref`](crate::Ref).
    pub refers_to: fn() -> Vec<&'static ResourceInfo>,
}

impl InputArgument {
    /// Every field has a bound, fits there, and refers to nothing.
    #[must_use]
    pub const fn bounded(source: InputSource) -> Self {
        Self { source, misfit: None, unbounded: Vec::new, refers_to: Vec::new }
    }
}

/// Where an input stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InputSource {
    /// The body, as JSON.
    Json,
    /// The body, as a form.
    Form,
    /// The body, as parts.
    Multipart,
    /// The query.
    Query,
    /// The captures of the path.
    Path,
    /// Header fields.
    Headers,
}

/// A field of an input without a bound.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Unbounded {
    /// The input's name and the field's, such as `NewNote.text`.
    pub field: String,
    /// Why that is right.
    pub reason: &'static str,
}

/// An argument that reaches rows.
#[derive(Debug, Clone, Copy)]
pub struct RowArgument {
    /// The resource.
    pub resource: &'static ResourceInfo,
    /// Whether it loads one row, whose id stands in the path.
    pub loads_row: bool,
    /// Whether it can give the row to another owner.
    pub transfers: bool,
    /// The resources that columns of it refer to, as a [`Ref`](crate::Ref): a statement that writes them asks whether their rows are there. A
    /// function, because a resource may refer to itself, which a constant could not say.
    pub refers_to: fn() -> Vec<&'static ResourceInfo>,
}

impl RowArgument {
    /// The path captures that it reads an id from: those that are named, else `id`, or for an id of several columns those called like them.
    #[must_use]
    pub const fn captures(&self, named: &'static [&'static str]) -> &'static [&'static str] {
        match (named, self.resource.id) {
            ([], [_]) => &["id"],
            ([], columns) => columns,
            (named, _) => named,
        }
    }
}

/// A resource, as `#[derive(Resource)]` describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ResourceInfo {
    /// The type's name, for messages.
    pub name: &'static str,
    /// The table.
    pub table: &'static str,
    /// The columns that are the id together, in their order. Usually one.
    pub id: &'static [&'static str],
    /// The columns that say who owns a row. An endpoint names one where there are several.
    pub owners: &'static [&'static str],
    /// The tenant column, where there is one. Every statement carries it.
    pub tenant: Option<&'static str>,
    /// Who is a member, where rows have any.
    pub member: Option<&'static MemberInfo>,
    /// The column that says when a row was deleted, where rows are kept. Every statement carries it.
    pub soft_delete: Option<&'static str>,
    /// The column that counts a row's changes, where there is one.
    pub version: Option<&'static str>,
    /// Every column, in the order of the type's fields.
    pub columns: &'static [ColumnInfo],
}

impl ResourceInfo {
    /// The only owner column, if there is exactly one.
    #[must_use]
    pub const fn owner(&self) -> Option<&'static str> {
        match self.owners {
            [owner] => Some(owner),
            _ => None,
        }
    }

    /// The column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&'static ColumnInfo> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// The table that says who is a member of rows, and on what level. Whoever is named there by none of its rows is none: an unknown level,
/// a NULL, an expiry that has passed, and another tenant's row grant nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MemberInfo {
    /// The table.
    pub table: &'static str,
    /// Columns of the resource, each with the column of this table that holds the same: by default the id.
    pub keys: &'static [(&'static str, &'static str)],
    /// The column that names the member, as owner columns name owners.
    pub user: &'static str,
    /// The column that holds the tenant of the resource, where there is one.
    pub tenant: Option<&'static str>,
    /// What else has to be true of such a row.
    pub filter: &'static [RowClause],
    /// The levels, where there are any.
    pub levels: Option<MemberLevels>,
    /// The column that says when it ends, where it does: a time, of which NULL has passed.
    pub expiry: Option<&'static str>,
    /// The column that says when it was deleted, where its rows are kept. What is deleted is no membership.
    pub soft_delete: Option<&'static str>,
}

impl MemberInfo {
    /// The column of the levels, and those from this one on, or all; a second `None` where there are no levels. `None` for a level that is
    /// not declared.
    pub(crate) fn levels_from(
        &self,
        level: Option<&str>,
    ) -> Option<Option<(&'static str, &'static [&'static str])>> {
        match (self.levels, level) {
            (None, None) => Some(None),
            (None, Some(_)) => None,
            (Some(MemberLevels { column, names }), level) => {
                let lowest = match level {
                    Some(level) => names.iter().position(|name| *name == level)?,
                    None => 0,
                };
                names.get(lowest..).map(|names| Some((column, names)))
            }
        }
    }
}

/// The levels of members, the lowest first. Each includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MemberLevels {
    /// The column that holds one of them, as text.
    pub column: &'static str,
    /// Their names.
    pub names: &'static [&'static str],
}

/// A column of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ColumnInfo {
    /// Its name in the table.
    pub name: &'static str,
    /// What it holds, so that a rule compares it with a literal of that kind.
    pub holds: Holds,
    /// Who sets it.
    pub kind: ColumnKind,
    /// Whether a search may compare it.
    pub filter: bool,
    /// Whether a search may be in its order.
    pub sort: bool,
}

/// What a column is, and so who sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    /// A part of the id: the library sets it, or the database.
    Id,
    /// An owner: the library sets it.
    Owner,
    /// The tenant: the library sets it.
    Tenant,
    /// The version: the library counts it.
    Version,
    /// The time of deletion: the library sets it.
    SoftDelete,
    /// No input sets it: it holds what the table's default or another program says.
    ReadOnly,
    /// The database makes it: of other columns, or for each row.
    Generated,
    /// Inputs set it.
    Plain,
}

/// What kind of literal a column can be compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holds {
    /// Text.
    Text,
    /// Whole numbers.
    Integer,
    /// `true` and `false`.
    Boolean,
    /// A type of the application's own. Compared with text, as an enum that is stored as text is.
    Other,
}

/// Whether two names may be those of one table. `SQLite` does not look at the case of letters, and a table's schema may go without saying.
pub(crate) fn is_one_table(one: &str, other: &str) -> bool {
    let ((schema, table), (other_schema, other)) = (in_schema(one), in_schema(other));
    let is_one_schema = match (schema, other_schema) {
        (Some(schema), Some(other)) => schema.eq_ignore_ascii_case(other),
        _ => true,
    };
    is_one_schema && table.eq_ignore_ascii_case(other)
}

fn in_schema(table: &str) -> (Option<&str>, &str) {
    table.split_once('.').map_or((None, table), |(schema, table)| (Some(schema), table))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_may_be_those_of_one_table() {
        for other in ["members", "Members", "app.members", "APP.MEMBERS"] {
            assert!(is_one_table("app.members", other), "{other}");
            assert!(is_one_table(other, "app.members"), "{other}");
        }
        for other in ["member", "app.member", "old.members", "appmembers", "app.members.members"] {
            assert!(!is_one_table("app.members", other), "{other}");
        }
    }
}
