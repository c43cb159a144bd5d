//! What is wrong between a resource and its table. What depends on the field's type is left to the compiler.

use proc_macro2::Span;
use quote::ToTokens;
use syn::Attribute;

use crate::{
    diag::{Mistakes, nearest},
    resource::{
        migrations::{
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
    pub(super) warnings: Vec<Warning>,
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
    let Some(schema) = schemas.into_iter().next() else { return Compared::default() };
    let Some(position) = schema.tables.iter().position(|table| {
        schema.table(&resource.table).is_some_and(|found| std::ptr::eq(found, table))
    }) else {
        no_table(raw, resource, &schema, files, mistakes);
        return Compared::default();
    };
    let mut tables = schema.tables;
    let table = tables.swap_remove(position);
    if table.columns_elsewhere {
        mistakes.help(
            &raw.table,
            format!(
                "the columns of table `{}` do not all stand in `{}`: it is made of something else",
                table.name, table.place
            ),
            "state its columns there, or leave `migrations` out",
        );
        return Compared::default();
    }

    for (field, column) in raw.fields.iter().zip(&resource.columns) {
        if table.column(&column.name).is_none() {
            no_column(field, column, &table, mistakes);
        }
    }
    if let Some(id) = resource.only(Kind::Id)
        && table.column(&id.name).is_some()
        && !table.is_unique(&id.name)
    {
        let (name, of) = (&id.name, &table.name);
        mistakes.help(
            id.field,
            format!("id column `{name}` of table `{of}` is neither its primary key nor unique: an id could name several rows"),
            format_args!("add a migration with `CREATE UNIQUE INDEX {}_by_{name} ON {of} ({name});`", of.name),
        );
    }
    let warnings = warnings(raw, resource, &table);
    Compared { columns: declared(resource, table, &dialects), warnings }
}

/// Those of the schemas that can be relied on for this table; those that have it, if any does.
fn readable(
    schemas: Vec<Schema>,
    raw: &Raw<'_>,
    resource: &Resource<'_>,
    mistakes: &mut Mistakes,
) -> Option<Vec<Schema>> {
    let table = resource.table.as_str();
    let (clear, unclear): (Vec<_>, Vec<_>) =
        schemas.into_iter().partition(|schema| schema.unclear_about(table).is_none());
    if clear.is_empty() {
        // The dialect that most of it is written in has the message that helps.
        let schema = unclear.iter().min_by_key(|schema| schema.unclear.len())?;
        let statement = schema.unclear_about(table)?;
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
    let has_it = clear.iter().any(|schema| schema.table(table).is_some());
    Some(clear.into_iter().filter(|schema| !has_it || schema.table(table).is_some()).collect())
}

fn no_table(
    raw: &Raw<'_>,
    resource: &Resource<'_>,
    schema: &Schema,
    files: &Files,
    mistakes: &mut Mistakes,
) {
    let (table, folder) = (&resource.table, files.folder.value());
    if schema.views.iter().any(|view| schema.same(view, table)) {
        mistakes.help(
            &raw.table,
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
            mistakes.help(&raw.table, message, format_args!("did you mean `\"{near}\"`?"));
        }
        None => mistakes.help(
            &raw.table,
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

fn declared(resource: &Resource<'_>, mut table: Table, dialects: &[Dialect]) -> Vec<Declared> {
    let name = table.name.to_string();
    let columns = resource.columns.iter().enumerate();
    columns
        .filter_map(|(position, field)| {
            let found = table.columns.iter().position(|column| column.name == field.name)?;
            Some(Declared {
                position,
                column: table.columns.swap_remove(found),
                table: name.clone(),
                dialects: dialects.to_vec(),
            })
        })
        .collect()
}

/// What is slow, and what tells of rows that a caller does not reach. A program with it is not wrong, so it compiles.
fn warnings(raw: &Raw<'_>, resource: &Resource<'_>, table: &Table) -> Vec<Warning> {
    let tenant = resource.only(Kind::Tenant);
    let owner = resource.only(Kind::Owner);
    let mut warnings = Vec::new();
    // With a tenant the owner is looked for among its rows, so one index that begins with both serves both.
    let tenant_is_found = tenant.is_none_or(|tenant| is_found(table, &[&tenant.name]));
    if let (Some(tenant), false) = (tenant, tenant_is_found) {
        let mut columns = vec![tenant.name.as_str()];
        columns.extend(owner.map(|owner| owner.name.as_str()));
        warnings.push(slow(raw, resource, table, tenant, "tenant", columns));
    }
    if let (Some(owner), true) = (owner, tenant_is_found) {
        let by_both = tenant.is_some_and(|tenant| is_found(table, &[&tenant.name, &owner.name]));
        if !by_both && !is_found(table, &[&owner.name]) {
            let mut columns: Vec<_> = tenant.iter().map(|tenant| tenant.name.as_str()).collect();
            columns.push(&owner.name);
            warnings.push(slow(raw, resource, table, owner, "owner", columns));
        }
    }
    let (Some(confining), Some(id)) = (tenant.or(owner), resource.only(Kind::Id)) else {
        return warnings;
    };
    let kind = if tenant.is_some() { "tenant" } else { "owner" };
    for index in table.indexes.iter().filter(|index| index.unique) {
        // No client chooses an id, so that it asks for none.
        if !index.has(&confining.name) && !index.has(&id.name) {
            warnings.push(tells(raw, resource, table, index, confining, kind));
        }
    }
    warnings
}

/// Whether an index begins with these columns, in whatever order: each is compared by `=`.
fn is_found(table: &Table, columns: &[&str]) -> bool {
    table.indexes.iter().any(|index| {
        // A query of every row of somebody's is not about those of a partial index.
        !index.partial
            && index.finds_equal
            && index.columns.len() >= columns.len()
            && index
                .columns
                .iter()
                .take(columns.len())
                .all(|column| column.as_deref().is_some_and(|column| columns.contains(&column)))
    })
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
    let id = resource.only(Kind::Id).map(|id| id.name.as_str());
    let columns: Vec<_> = columns.into_iter().chain(id).collect();
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
fn warning(raw: &Raw<'_>, column: Option<&Column<'_>>, span: Span, text: String) -> Warning {
    let field =
        raw.fields.iter().find(|field| column.is_some_and(|column| column.field == field.name));
    let levels = raw.levels.iter().chain(field.into_iter().flat_map(|field| &field.levels));
    Warning { span, levels: levels.copied().cloned().collect(), text }
}
