//! What is wrong between a resource and its table. What depends on the field's type is left to the compiler.

use std::iter;

use proc_macro2::Span;
use quote::ToTokens;
use syn::{Attribute, Type};

use crate::{
    diag::{Mistakes, nearest},
    resource::{
        migrations::{
            members,
            read::Files,
            schema::{Dialect, Index, Schema, Table},
        },
        model::{Column, Database, Kind, Raw, RawField, Resource},
    },
};

/// What the compiler has to look at, and what it has to warn about.
#[derive(Default)]
pub(super) struct Compared {
    pub(super) columns: Vec<Declared>,
    pub(super) of_members: Vec<OfMembers>,
    pub(super) warnings: Vec<Warning>,
    /// The columns of each unique index that an upsert can name; nothing where the table is not known.
    pub(super) unique: Option<Vec<Vec<String>>>,
}

/// A field's column as migrations declare it.
pub(super) struct Declared {
    /// Which of the resource's columns it is.
    pub(super) position: usize,
    pub(super) column: super::schema::Column,
    pub(super) table: String,
    /// The databases that the migrations may be for.
    pub(super) dialects: Vec<Dialect>,
}

/// A column of the table of members, which is compared with a value of that type.
pub(super) struct OfMembers {
    pub(super) column: super::schema::Column,
    pub(super) dialects: Vec<Dialect>,
    pub(super) is: Comparison,
    pub(super) span: Span,
    pub(super) table: String,
}

/// What a column is compared with.
pub(super) enum Comparison {
    /// A value of a field's type.
    Type(Box<Type>),
    /// A constant, or a level.
    Literal(&'static str),
}

/// A warning, and what is written about lints where it points.
pub(super) struct Warning {
    pub(super) span: Span,
    pub(super) levels: Vec<Attribute>,
    pub(super) text: String,
}

pub(super) fn judge(
    raw: &Raw<'_>,
    resource: &Resource<'_>,
    files: &Files,
    mistakes: &mut Mistakes,
) -> Compared {
    let dialects: &[Dialect] = match resource.database {
        Database::Sqlite => &[Dialect::Sqlite],
        Database::Postgres => &[Dialect::Postgres],
        Database::Any => &[Dialect::Postgres, Dialect::Sqlite],
    };
    let schemas = dialects.iter().map(|dialect| Schema::read(*dialect, &files.files)).collect();
    let Some(schemas) = readable(schemas, raw, resource, mistakes) else {
        return Compared::default();
    };
    let dialects: Vec<_> = schemas.iter().map(|schema| schema.dialect).collect();
    let Some(schema) = schemas.first() else { return Compared::default() };
    let of_members = members::judge(raw, resource, schema, &dialects, files, mistakes);
    let Some(table) = found(&raw.table, &resource.table, schema, files, mistakes) else {
        return of_members;
    };
    for (field, column) in raw.fields.iter().zip(&resource.columns) {
        match table.column(&column.name) {
            Some(declared) => {
                kind(column, declared, table, mistakes);
                if column.in_id || matches!(column.kind, Kind::Owner | Kind::Tenant) {
                    equates(column.field, declared, table, &dialects, mistakes);
                }
            }
            None => no_column(field, column, table, mistakes),
        }
    }
    id(resource, table, mistakes);
    let mut warnings = warnings(raw, resource, table);
    warnings.extend(of_members.warnings);
    let soft_delete = resource.only(Kind::SoftDelete).map(|column| column.name.as_str());
    let unique = Some(table.arbiters(soft_delete).map(<[_]>::to_vec).collect());
    Compared { columns: declared(resource, table, &dialects), warnings, unique, ..of_members }
}

/// What says whose a row is, and which one it is, is compared by the library as well, byte by byte.
pub(super) fn equates(
    place: &dyn ToTokens,
    declared: &super::schema::Column,
    table: &Table,
    dialects: &[Dialect],
    mistakes: &mut Mistakes,
) {
    let Some(why) = declared.equates(dialects) else { return };
    let (name, of) = (&declared.name, &table.name);
    let null =
        if declared.not_null.sqlite || declared.not_null.postgres { " NOT NULL" } else { "" };
    mistakes.help(
        place,
        format!(
            "column `{name}` of table `{of}` {why} (`{}`): the database takes for the same what credentials and rules tell apart",
            declared.place
        ),
        format!("declare it `{name} TEXT{null}`"),
    );
}

/// The table of this name, whose columns are all known.
pub(super) fn found<'a>(
    place: &impl ToTokens,
    name: &str,
    schema: &'a Schema,
    files: &Files,
    mistakes: &mut Mistakes,
) -> Option<&'a Table> {
    let Some(table) = schema.table(name) else {
        no_table(place, name, schema, files, mistakes);
        return None;
    };
    if table.columns_elsewhere {
        mistakes.help(
            place,
            format!(
                "the columns of table `{}` do not all stand in `{}`: it is made of something else",
                table.name, table.place
            ),
            "state its columns there, or leave `migrations` out",
        );
        return None;
    }
    Some(table)
}

/// Each id is in one row.
fn id(resource: &Resource<'_>, table: &Table, mistakes: &mut Mistakes) {
    let columns: Vec<_> = resource.id().collect();
    let names: Vec<_> = columns.iter().map(|column| column.name.as_str()).collect();
    let Some(first) = columns.first() else { return };
    if table.is_unique(&names) || names.iter().any(|name| table.column(name).is_none()) {
        return;
    }
    let (of, list) = (&table.name, names.join(", "));
    let help = format!(
        "add a migration with `CREATE UNIQUE INDEX {}_by_{} ON {of} ({list});`",
        of.name,
        names.join("_and_")
    );
    let message = match names.as_slice() {
        [name] => format!(
            "id column `{name}` of table `{of}` is neither its primary key nor unique: an id could name several rows"
        ),
        names => format!(
            "id columns `{}` of table `{of}` are neither its primary key nor unique together: an id could name several rows",
            names.join("`, `")
        ),
    };
    mistakes.help(first.field, message, help);
}

/// What a column that no input sets holds in a new row.
fn kind(
    column: &Column<'_>,
    declared: &super::schema::Column,
    table: &Table,
    mistakes: &mut Mistakes,
) {
    let (name, of, place) = (&column.name, &table.name, &declared.place);
    let is_not_null = declared.not_null.sqlite && declared.not_null.postgres;
    let sql = &declared.declared;
    let (message, help) = match column.kind {
        Kind::SoftDelete if is_not_null => (
            format!(
                "column `{name}` of table `{of}` is NOT NULL (`{place}`): every row would be deleted"
            ),
            format!("declare it `{name} {sql}`"),
        ),
        Kind::SoftDelete if declared.filled => (
            format!(
                "column `{name}` of table `{of}` has a default (`{place}`): a new row would be deleted"
            ),
            format!("declare it `{name} {sql}`"),
        ),
        Kind::ReadOnly if is_not_null && !declared.filled => (
            format!(
                "column `{name}` of table `{of}` is NOT NULL without a default (`{place}`), and no input sets it: no row could be made"
            ),
            format!("declare it `{name} {sql} NOT NULL DEFAULT …`"),
        ),
        Kind::Generated if !declared.filled => (
            format!("column `{name}` of table `{of}` is not made by the database (`{place}`)"),
            format!(
                "declare it `{name} {sql} NOT NULL DEFAULT …`, or `GENERATED ALWAYS AS (…) STORED`; what a trigger or another program sets is `read_only`"
            ),
        ),
        _ => return,
    };
    mistakes.help(column.field, message, help);
}

/// Those of the schemas that can be relied on for this table; those that have it, if any does.
fn readable(
    schemas: Vec<Schema>,
    raw: &Raw<'_>,
    resource: &Resource<'_>,
    mistakes: &mut Mistakes,
) -> Option<Vec<Schema>> {
    let of_members = resource.member.as_ref().map(|member| member.table.value());
    let tables: Vec<&str> =
        iter::once(resource.table.as_str()).chain(of_members.as_deref()).collect();
    let (clear, unclear): (Vec<_>, Vec<_>) =
        schemas.into_iter().partition(|schema| schema.unclear_about(&tables).is_none());
    if clear.is_empty() {
        // The dialect that most of it is written in has the message that helps.
        let schema = unclear.iter().min_by_key(|schema| schema.unclear.len())?;
        let statement = schema.unclear_about(&tables)?;
        let (place, why) = (&statement.place, &statement.why);
        let help = match resource.database {
            Database::Any => "correct it; if it is right, leave `migrations` out",
            Database::Sqlite => "correct it for SQLite; if it is right, leave `migrations` out",
            Database::Postgres => {
                "correct it for PostgreSQL; if it is right, leave `migrations` out"
            }
        };
        mistakes.help(&raw.migrations, format!("`{place}` cannot be understood: {why}"), help);
        return None;
    }
    let has = |schema: &Schema| tables.iter().filter(|table| schema.table(table).is_some()).count();
    let most = clear.iter().map(has).max().unwrap_or_default();
    Some(clear.into_iter().filter(|schema| has(schema) == most).collect())
}

fn no_table(
    place: &impl ToTokens,
    table: &str,
    schema: &Schema,
    files: &Files,
    mistakes: &mut Mistakes,
) {
    let folder = files.folder.value();
    if schema.views.iter().any(|view| schema.same(view, table)) {
        mistakes.help(
            place,
            format!(
                "`{table}` is a view, whose columns the migrations in `{folder}` do not declare"
            ),
            "name the table, or leave `migrations` out",
        );
        return;
    }
    let names: Vec<String> = schema.tables.iter().map(|table| table.name.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let message = format!("no migration in `{folder}` leaves a table `{table}`");
    match nearest(table, &names) {
        Some(near) => {
            mistakes.help(place, message, format_args!("did you mean `\"{near}\"`?"));
        }
        None => mistakes.help(
            place,
            message,
            format_args!("add a migration with `CREATE TABLE {table} (…);`"),
        ),
    }
}

fn no_column(field: &RawField<'_>, column: &Column<'_>, table: &Table, mistakes: &mut Mistakes) {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let message = format!("table `{}` has no column `{}`", table.name, column.name);
    let quote = if field.rename.is_some() { "\"" } else { "" };
    let help = match nearest(&column.name, &names) {
        Some(near) => format!("did you mean `{quote}{near}{quote}`?"),
        None => {
            format!(
                "add a migration with `ALTER TABLE {} ADD COLUMN {} …;`",
                table.name, column.name
            )
        }
    };
    let place: &dyn ToTokens = match &field.rename {
        Some(rename) => rename,
        None => field.name,
    };
    mistakes.help(place, message, help);
}

fn declared(resource: &Resource<'_>, table: &Table, dialects: &[Dialect]) -> Vec<Declared> {
    let columns = resource.columns.iter().enumerate();
    columns
        .filter_map(|(position, field)| {
            Some(Declared {
                position,
                column: table.column(&field.name)?.clone(),
                table: table.name.to_string(),
                dialects: dialects.to_vec(),
            })
        })
        .collect()
}

/// What is slow, and what tells of rows that a caller does not reach. A program with it is not wrong, so it compiles.
fn warnings(raw: &Raw<'_>, resource: &Resource<'_>, table: &Table) -> Vec<Warning> {
    let tenant = resource.only(Kind::Tenant);
    let owners: Vec<_> = resource.of_kind(Kind::Owner).collect();
    let mut warnings = Vec::new();
    // With a tenant the owner is looked for among its rows, so one index that begins with both serves both.
    let tenant_is_found = tenant.is_none_or(|tenant| table.finds(&[&tenant.name]));
    if let (Some(tenant), false) = (tenant, tenant_is_found) {
        let mut columns = vec![tenant.name.as_str()];
        columns.extend(owners.first().map(|owner| owner.name.as_str()));
        warnings.push(slow(raw, resource, table, tenant, "tenant", columns));
    }
    for owner in owners.iter().filter(|_| tenant_is_found) {
        let by_both = tenant.is_some_and(|tenant| table.finds(&[&tenant.name, &owner.name]));
        if !by_both && !table.finds(&[&owner.name]) {
            let mut columns: Vec<_> = tenant.iter().map(|tenant| tenant.name.as_str()).collect();
            columns.push(&owner.name);
            warnings.push(slow(raw, resource, table, owner, "owner", columns));
        }
    }
    let (confining, kind) = match (tenant, owners.as_slice()) {
        (Some(tenant), _) => (vec![tenant], "tenant"),
        (None, owners) => (owners.to_vec(), "owner"),
    };
    let Some(first) = confining.first() else { return warnings };
    // No client chooses an id of one column, so that it asks for none; of several it does.
    let unchosen = resource.only(Kind::Id);
    for index in table.indexes.iter().filter(|index| index.unique) {
        if !confining.iter().copied().chain(unchosen).any(|column| index.has(&column.name)) {
            warnings.push(tells(raw, resource, table, index, first, kind));
        }
    }
    warnings
}

fn slow(
    raw: &Raw<'_>,
    resource: &Resource<'_>,
    table: &Table,
    column: &Column<'_>,
    kind: &str,
    columns: Vec<&str>,
) -> Warning {
    let (name, of) = (&column.name, &table.name);
    // The id comes last: pages go by it.
    let id = resource.id().map(|id| id.name.as_str()).filter(|id| !columns.contains(id));
    let columns: Vec<_> = columns.iter().copied().chain(id).collect();
    let text = format!(
        "no index of table `{of}` begins with its {kind} column `{name}`, so that statements look at the rows of others\nhelp: add a migration with `CREATE INDEX {}_by_{name} ON {of} ({});`",
        of.name,
        columns.join(", "),
    );
    warning(raw, Some(column), column.field.span(), text)
}

fn tells(
    raw: &Raw<'_>,
    resource: &Resource<'_>,
    table: &Table,
    index: &Index,
    confining: &Column<'_>,
    kind: &str,
) -> Warning {
    let names: Vec<&str> =
        index.columns.iter().map(|name| name.as_deref().unwrap_or("…")).collect();
    let names = names.join(", ");
    let text = format!(
        "`{names}` is unique in table `{}` whatever the {kind} (`{}`), so that a 409 tells of rows that the caller does not reach\nhelp: begin it with the {kind}: `UNIQUE ({}, {names})`; if the values are public, `#[allow(deprecated)]`",
        table.name, index.place, confining.name,
    );
    let column = resource.columns.iter().find(|column| index.has(&column.name));
    let span = column.map_or_else(|| resource.name.span(), |column| column.field.span());
    warning(raw, column, span, text)
}

/// Lints are allowed above a field, or above the struct.
pub(super) fn warning(
    raw: &Raw<'_>,
    column: Option<&Column<'_>>,
    span: Span,
    text: String,
) -> Warning {
    let field =
        raw.fields.iter().find(|field| column.is_some_and(|column| column.field == field.name));
    let levels = raw.levels.iter().chain(field.into_iter().flat_map(|field| &field.levels));
    Warning { span, levels: levels.copied().cloned().collect(), text }
}
