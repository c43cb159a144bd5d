//! Judges what was read. Checks that do not depend on each other all get to speak.

use proc_macro2::Span;
use syn::{Ident, LitStr, ext::IdentExt};

use crate::{
    diag::{Mistakes, nearest},
    resource::model::{Column, Database, Kind, Raw, RawField, Resource},
};

/// The longest name that PostgreSQL does not cut off.
const NAME_MAX: usize = 63;

/// The resource, if nothing is wrong with it.
pub(super) fn check<'a>(raw: &Raw<'a>, mistakes: &mut Mistakes) -> Option<Resource<'a>> {
    let table = table(raw, mistakes);
    let database = database(raw.database.as_ref(), mistakes);
    roles(raw, mistakes);
    for field in &raw.fields {
        sqlx(field, mistakes);
    }
    let columns = columns(raw, mistakes);
    Some(Resource {
        name: raw.name,
        table: table?,
        database: database?,
        krate: raw.krate.clone(),
        columns: columns?,
    })
}

fn table(raw: &Raw<'_>, mistakes: &mut Mistakes) -> Option<String> {
    let Some(table) = &raw.table else {
        if !raw.names_table {
            mistakes.help(
                raw.name,
                format!("resource `{}` names no table", raw.name),
                format_args!("write `#[resource(table = \"{}\")]` above it", plural(raw.name)),
            );
        }
        return None;
    };
    let name = table.value();
    if name.split('.').count() <= 2 && name.split('.').all(is_name) {
        return Some(name);
    }
    mistakes.help(
        table,
        format!("`{name}` is not the name of a table"),
        format_args!(
            "a name is letters, digits and `_`, at most {NAME_MAX}, and may follow a schema: `\"documents\"` or `\"app.documents\"`"
        ),
    );
    None
}

fn database(written: Option<&LitStr>, mistakes: &mut Mistakes) -> Option<Database> {
    let Some(written) = written else { return Some(Database::Any) };
    match written.value().as_str() {
        "sqlite" => Some(Database::Sqlite),
        "postgres" => Some(Database::Postgres),
        other => {
            let message = format!("unknown database `{other}`");
            match nearest(other, &["sqlite", "postgres"]) {
                Some(near) => {
                    mistakes.help(written, message, format_args!("did you mean `\"{near}\"`?"));
                }
                None => mistakes.help(
                    written,
                    message,
                    "write `\"sqlite\"` or `\"postgres\"`, or leave it out if the type fits both",
                ),
            }
            None
        }
    }
}

/// One id, at most one owner and one tenant, and no two of them on one field.
fn roles(raw: &Raw<'_>, mistakes: &mut Mistakes) {
    let ids: Vec<_> = places(raw, |field| field.id);
    let owners: Vec<_> = places(raw, |field| field.owner);
    let tenants: Vec<_> = places(raw, |field| field.tenant);
    if ids.is_empty() {
        let help = match raw.fields.iter().find(|field| field.name == "id") {
            Some(_) => "write `#[resource(id)]` above the field `id`".to_owned(),
            None => "write `#[resource(id)]` above the field of its primary key".to_owned(),
        };
        mistakes.help(raw.name, format!("resource `{}` has no id", raw.name), help);
    }
    if let [(first, _), more @ ..] = ids.as_slice() {
        for (_, place) in more {
            let message = format!("resource `{}` has an id already: `{first}`", raw.name);
            let help = "keep one; an id of several columns is not supported, give the table a column that is its id";
            mistakes.at_span(*place, format_args!("{message}\nhelp: {help}"));
        }
    }
    if let [(first, _), more @ ..] = owners.as_slice() {
        for (_, place) in more {
            let message = format!("resource `{}` has an owner already: `{first}`", raw.name);
            mistakes.at_span(
                *place,
                format_args!("{message}\nhelp: keep the one that may read and change the row"),
            );
        }
    }
    if let [(first, _), more @ ..] = tenants.as_slice() {
        for (_, place) in more {
            let message = format!("resource `{}` has a tenant already: `{first}`", raw.name);
            mistakes.at_span(
                *place,
                format_args!("{message}\nhelp: keep the one whose rows nobody else may see"),
            );
        }
    }
    for field in &raw.fields {
        if let (Some(_), Some(place)) = (field.id, field.owner) {
            mistakes.at_span(
                place,
                format_args!(
                    "`{}` cannot be the id and the owner: a new row gets an id of its own\nhelp: give the table a column for the owner",
                    field.name
                ),
            );
        }
        let Some(place) = field.tenant else { continue };
        if field.id.is_some() || field.owner.is_some() {
            let other = if field.id.is_some() { "id" } else { "owner" };
            mistakes.at_span(
                place,
                format_args!(
                    "`{}` cannot be the {other} and the tenant: a tenant has many rows, of many owners\nhelp: give the table a column for the tenant",
                    field.name
                ),
            );
        }
    }
}

fn places<'a>(
    raw: &Raw<'a>,
    place: impl Fn(&RawField<'a>) -> Option<Span>,
) -> Vec<(&'a Ident, Span)> {
    raw.fields.iter().filter_map(|field| Some((field.name, place(field)?))).collect()
}

/// Every field is one column of its own type, because the library writes what it reads.
fn sqlx(field: &RawField<'_>, mistakes: &mut Mistakes) {
    for option in &field.sqlx {
        let path = option.path();
        let (why, help) = if path.is_ident("skip") {
            ("is no column", "remove the field, and put it into a type of your own beside the row")
        } else if path.is_ident("flatten") {
            ("would be several columns", "write the columns as fields of this struct")
        } else if path.is_ident("json") {
            (
                "would be read in another way than it is written",
                "give the field the type `sqlx::types::Json<…>`",
            )
        } else if path.is_ident("try_from") {
            (
                "would be read in another way than it is written",
                "implement `sqlx::Type`, `Encode` and `Decode` for the field's type",
            )
        } else {
            // `default` changes nothing: every statement names every column.
            continue;
        };
        let message = format!("`{}` is not for a resource: `{}` {why}", name_of(path), field.name);
        mistakes.help(path, message, help);
    }
}

fn columns<'a>(raw: &Raw<'a>, mistakes: &mut Mistakes) -> Option<Vec<Column<'a>>> {
    let mut columns: Vec<Column<'a>> = Vec::with_capacity(raw.fields.len());
    let mut all_named = true;
    for field in &raw.fields {
        let name = match &field.rename {
            Some(rename) => rename.value(),
            None => field.name.unraw().to_string(),
        };
        let twin = columns.iter().find(|column| column.name == name);
        let message = if !is_name(&name) {
            format!(
                "`{name}` is not the name of a column\nhelp: a name is letters, digits and `_`, at most {NAME_MAX}"
            )
        } else if let Some(twin) = twin {
            format!(
                "`{}` is the column `{name}` already\nhelp: give each field its own column",
                twin.field
            )
        } else {
            let kind = match (field.id, field.owner, field.tenant) {
                (Some(_), _, _) => Kind::Id,
                (None, Some(_), _) => Kind::Owner,
                (None, None, Some(_)) => Kind::Tenant,
                (None, None, None) => Kind::Plain,
            };
            columns.push(Column { field: field.name, ty: field.ty.clone(), name, kind });
            continue;
        };
        all_named = false;
        match &field.rename {
            Some(rename) => mistakes.at(rename, message),
            None => mistakes.at(field.name, message),
        }
    }
    all_named.then_some(columns)
}

fn is_name(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_alphanumeric() || letter == '_')
        && name.len() <= NAME_MAX
}

fn name_of(path: &syn::Path) -> String {
    path.get_ident().map(ToString::to_string).unwrap_or_default()
}

/// A guess at the table of a type, for help to paste: `NoteBook` is in `note_books`.
fn plural(name: &Ident) -> String {
    let mut table = String::new();
    for (index, letter) in name.unraw().to_string().chars().enumerate() {
        if letter.is_uppercase() && index > 0 {
            table.push('_');
        }
        table.extend(letter.to_lowercase());
    }
    table.push('s');
    table
}
