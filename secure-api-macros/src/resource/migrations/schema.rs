//! What migrations lead to, as far as it is about tables.

use std::fmt;

use sqlparser::ast::{Ident, ObjectName};

use crate::resource::migrations::{
    split::Piece,
    types::{PostgresType, SqliteType, is_citext, is_time, tells_apart},
};

/// In which SQL migrations are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// Whether two names that statements use are the same.
    pub(super) fn same(self, a: &str, b: &str) -> bool {
        match self {
            Self::Sqlite => a.eq_ignore_ascii_case(b),
            // Folded when they were read.
            Self::Postgres => a == b,
        }
    }
}

/// Where something stands.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// The tables after all migrations, read as one dialect.
pub(super) struct Schema {
    pub(super) dialect: Dialect,
    pub(super) tables: Vec<Table>,
    pub(super) views: Vec<String>,
    pub(super) unclear: Vec<Unclear>,
}

/// A statement about tables that could not be read. It matters if it is about the table that is asked for.
pub(super) struct Unclear {
    /// Nothing where it may be about any table.
    pub(super) piece: Option<Piece>,
    pub(super) place: Place,
    pub(super) why: String,
}

/// The name of a table. The schema that is searched by itself is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) schema: Option<String>,
    pub(super) name: String,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// A table.
pub(super) struct Table {
    pub(super) name: Name,
    /// What it was called before.
    pub(super) former: Vec<String>,
    pub(super) columns: Vec<Column>,
    pub(super) indexes: Vec<Index>,
    /// Whether the columns of its primary key are NOT NULL on SQLite, as the standard says: it is STRICT, or has no row ids.
    pub(super) keys_are_not_null: bool,
    /// Whether columns of it stand in a query or in another table.
    pub(super) columns_elsewhere: bool,
    /// Where it is made.
    pub(super) place: Place,
}

/// A column.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    /// Its type, as it is written.
    pub(super) declared: String,
    pub(super) sqlite: SqliteType,
    pub(super) postgres: PostgresType,
    pub(super) not_null: NotNull,
    /// Whether it holds something where an insert leaves it out: it has a default, or the database makes it.
    pub(super) filled: bool,
    /// By which its text is compared, where one is stated.
    pub(super) collation: Option<Name>,
    pub(super) place: Place,
}

/// Whether a column is never NULL. A primary key of SQLite may be.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct NotNull {
    pub(super) sqlite: bool,
    pub(super) postgres: bool,
}

/// An index, or a constraint that has one.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) name: Option<String>,
    /// Its columns in order; nothing in the place of an expression.
    pub(super) columns: Vec<Option<String>>,
    pub(super) unique: bool,
    /// Whether it is about some of the rows only.
    pub(super) partial: bool,
    /// Whether the database finds equal values by it.
    pub(super) finds_equal: bool,
    /// What `ON CONFLICT` names it by, if it is unique.
    pub(super) arbiter: Option<Arbiter>,
    pub(super) place: Place,
}

/// The columns of an index of nothing else, under whatever collation. What is looked at late is none.
#[derive(Debug)]
pub(super) struct Arbiter {
    pub(super) columns: Vec<String>,
    /// Of which column a NULL stands in every row that the index is about, if it is about those only.
    pub(super) of_null: Option<String>,
}

impl Schema {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self { dialect, tables: Vec::new(), views: Vec::new(), unclear: Vec::new() }
    }

    pub(super) fn same(&self, a: &str, b: &str) -> bool {
        self.dialect.same(a, b)
    }

    fn same_table(&self, a: &Name, b: &Name) -> bool {
        let schemas = match (&a.schema, &b.schema) {
            (Some(a), Some(b)) => self.same(a, b),
            (None, None) => true,
            _ => false,
        };
        schemas && self.same(&a.name, &b.name)
    }

    pub(super) fn position(&self, name: &Name) -> Option<usize> {
        self.tables.iter().position(|table| self.same_table(&table.name, name))
    }

    /// The table that a resource names: as the table is spelt, because that is how statements spell it.
    pub(super) fn table(&self, name: &str) -> Option<&Table> {
        let name = self.resource_name(name);
        self.tables.iter().find(|table| table.name == name)
    }

    fn resource_name(&self, name: &str) -> Name {
        match name.split_once('.') {
            Some((schema, name)) => Name { schema: self.searched(schema), name: name.to_owned() },
            None => Name { schema: None, name: name.to_owned() },
        }
    }

    /// The first statement that could not be read and may be about one of these tables.
    pub(super) fn unclear_about(&self, names: &[&str]) -> Option<&Unclear> {
        names.iter().find_map(|name| self.unclear_about_one(name))
    }

    fn unclear_about_one(&self, name: &str) -> Option<&Unclear> {
        let plain = self.resource_name(name).name;
        let table = self.table(name);
        let indexes = table.into_iter().flat_map(|table| &table.indexes);
        let names: Vec<&str> = table
            .into_iter()
            .flat_map(|table| &table.former)
            .chain(indexes.filter_map(|index| index.name.as_ref()))
            .chain([&plain])
            .map(String::as_str)
            .collect();
        self.unclear.iter().find(|unclear| match &unclear.piece {
            Some(piece) => names.iter().any(|name| piece.mentions(name)),
            None => true,
        })
    }

    /// PostgreSQL folds a name that is not quoted; SQLite keeps it, and compares without case.
    pub(super) fn ident(&self, ident: &Ident) -> String {
        match (self.dialect, ident.quote_style) {
            (Dialect::Postgres, None) => ident.value.to_lowercase(),
            _ => ident.value.clone(),
        }
    }

    /// A name, without the database that it may begin with.
    pub(super) fn name(&self, name: &ObjectName) -> Name {
        let mut parts = name.0.iter().rev().filter_map(|part| part.as_ident());
        let table = parts.next().map(|ident| self.ident(ident)).unwrap_or_default();
        let schema = parts.next().map(|ident| self.ident(ident));
        Name { schema: schema.and_then(|schema| self.searched(&schema)), name: table }
    }

    fn searched(&self, schema: &str) -> Option<String> {
        let default = match self.dialect {
            Dialect::Sqlite => "main",
            Dialect::Postgres => "public",
        };
        (!self.same(schema, default)).then(|| schema.to_owned())
    }
}

impl Table {
    /// Whether the same values of these columns are in one row at most.
    pub(super) fn is_unique(&self, columns: &[&str]) -> bool {
        let is_one =
            |name: &Option<String>| name.as_deref().is_some_and(|name| columns.contains(&name));
        self.indexes
            .iter()
            .any(|index| index.unique && !index.partial && index.columns.iter().all(is_one))
    }

    /// Whether an index begins with these columns, in whatever order: each is compared by `=`.
    pub(super) fn finds(&self, columns: &[&str]) -> bool {
        self.indexes.iter().any(|index| {
            let first = index.columns.get(..columns.len()).unwrap_or_default();
            // A query of every row of somebody's is not about those of a partial index.
            !index.partial
                && index.finds_equal
                && !first.is_empty()
                && columns.iter().all(|column| first.iter().flatten().any(|name| name == column))
        })
    }

    /// The columns of each index that a row which is there can be found by in an insert. Where rows are kept when they are deleted, the
    /// index may leave those out.
    pub(super) fn arbiters(&self, soft_delete: Option<&str>) -> impl Iterator<Item = &[String]> {
        self.indexes.iter().filter(|index| index.unique).filter_map(move |index| {
            let arbiter = index.arbiter.as_ref()?;
            let leaves_out = arbiter.of_null.as_deref();
            let is_about_it = !index.partial || leaves_out.is_some() && leaves_out == soft_delete;
            is_about_it.then_some(arbiter.columns.as_slice())
        })
    }

    pub(super) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

impl Column {
    /// What makes the database take two texts for one, if anything does as far as the migrations tell.
    pub(super) fn equates(&self, dialects: &[Dialect]) -> Option<String> {
        match &self.collation {
            Some(collation) if !dialects.iter().all(|dialect| tells_apart(*dialect, collation)) => {
                Some(format!("has the collation `{collation}`"))
            }
            _ if dialects.contains(&Dialect::Postgres) && is_citext(&self.declared) => {
                Some(format!("is {}", self.declared))
            }
            _ => None,
        }
    }

    /// Whether it says a moment.
    pub(super) fn is_time(&self, dialect: Dialect) -> bool {
        is_time(dialect, &self.declared)
    }
}

impl Index {
    /// Whether this column is in it, itself and not in an expression.
    pub(super) fn has(&self, column: &str) -> bool {
        self.columns.iter().flatten().any(|name| name == column)
    }
}
