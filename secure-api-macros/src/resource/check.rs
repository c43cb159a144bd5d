//! Judges what was read. Checks that do not depend on each other all get to speak.

use syn::{Ident, LitStr, ext::IdentExt};

use crate::{
    diag::{Mistakes, nearest},
    resource::{
        member,
        model::{Column, Database, Mark, Raw, RawField, Resource},
    },
};

/// The longest name that PostgreSQL does not cut off.
const NAME_MAX: usize = 63;

/// The most columns that an id can have.
pub(super) const ID_MAX: usize = 4;

/// The resource, if nothing is wrong with it.
pub(super) fn check<'a>(raw: &Raw<'a>, mistakes: &mut Mistakes) -> Option<Resource<'a>> {
    let table = table(raw, mistakes);
    let database = database(raw.database.as_ref(), mistakes);
    roles(raw, mistakes);
    for field in &raw.fields {
        sqlx(field, mistakes);
    }
    let columns = columns(raw, mistakes);
    let member = match (&raw.member, &columns) {
        (Some(raw_member), Some(columns)) => {
            Some(member::check(raw_member, raw.name, columns, mistakes)?)
        }
        _ => None,
    };
    Some(Resource {
        name: raw.name,
        table: table?,
        database: database?,
        krate: raw.krate.clone(),
        member,
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
    is_table(table, mistakes).then(|| table.value())
}

/// Whether this is the name of a table, with or without its schema.
pub(super) fn is_table(table: &LitStr, mistakes: &mut Mistakes) -> bool {
    let name = table.value();
    if name.split('.').count() <= 2 && name.split('.').all(is_name) {
        return true;
    }
    mistakes.help(
        table,
        format!("`{name}` is not the name of a table"),
        format_args!(
            "a name is letters, digits and `_`, at most {NAME_MAX}, and may follow a schema: `\"documents\"` or `\"app.documents\"`"
        ),
    );
    false
}

/// Whether this is the name of a column.
pub(super) fn is_column(column: &LitStr, mistakes: &mut Mistakes) -> bool {
    let name = column.value();
    if !is_name(&name) {
        mistakes.at(column, no_column_name(&name));
        return false;
    }
    true
}

fn no_column_name(name: &str) -> String {
    format!(
        "`{name}` is not the name of a column\nhelp: a name is letters, digits and `_`, at most {NAME_MAX}"
    )
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

/// An id, at most one column of what there is one of, and no two kinds on one field.
fn roles(raw: &Raw<'_>, mistakes: &mut Mistakes) {
    if raw.marked(Mark::Id).next().is_none() {
        let help = match raw.fields.iter().find(|field| field.name == "id") {
            Some(_) => "write `#[resource(id)]` above the field `id`".to_owned(),
            None => "write `#[resource(id)]` above the field of its primary key".to_owned(),
        };
        mistakes.help(raw.name, format!("resource `{}` has no id", raw.name), help);
    }
    if let Some((_, place)) = raw.marked(Mark::Id).nth(ID_MAX) {
        mistakes.at_span(
            place,
            format_args!(
                "the id of resource `{}` has more than {ID_MAX} columns\nhelp: give the table a column that is its id, and make these unique together",
                raw.name
            ),
        );
    }
    for (mark, what, help) in [
        (Mark::Tenant, "tenant", "keep the one whose rows nobody else may see"),
        (Mark::Version, "version", "keep the one that counts every change of the row"),
        (Mark::SoftDelete, "time of deletion", "keep the one that says when the row was deleted"),
    ] {
        let mut places = raw.marked(mark);
        let Some((first, _)) = places.next() else { continue };
        for (_, place) in places {
            let (resource, first) = (raw.name, first.name);
            mistakes.at_span(
                place,
                format_args!("resource `{resource}` has a {what} already: `{first}`\nhelp: {help}"),
            );
        }
    }
    for field in &raw.fields {
        one_kind(field, raw.has_composite_id(), mistakes);
        unread(field, mistakes);
    }
}

/// A column is set by one: an id of several columns leaves open who sets them.
fn one_kind(field: &RawField<'_>, has_composite_id: bool, mistakes: &mut Mistakes) {
    let kinds: Vec<_> = field.marks.iter().filter(|(mark, _)| mark.is_kind()).collect();
    let [(first, _), rest @ ..] = kinds.as_slice() else { return };
    let (first, rest) = match rest {
        [(second @ (Mark::Owner | Mark::Tenant), _), rest @ ..]
            if *first == Mark::Id && has_composite_id =>
        {
            (second, rest)
        }
        rest => (first, rest),
    };
    let [(second, place), ..] = rest else { return };
    let name = field.name;
    let message = match (first, second) {
        (Mark::Id, Mark::Owner) => format!(
            "`{name}` cannot be the id and the owner: a new row gets an id of its own\nhelp: give the table a column for the owner"
        ),
        (Mark::Id | Mark::Owner, Mark::Tenant) => format!(
            "`{name}` cannot be the {} and the tenant: a tenant has many rows, of many owners\nhelp: give the table a column for the tenant",
            first.word()
        ),
        _ => format!(
            "`{name}` cannot be `{}` and `{}`: each says who sets the column\nhelp: keep one of them",
            first.word(),
            second.word()
        ),
    };
    mistakes.at_span(*place, message);
}

/// Who may compare a column may find out what it holds.
fn unread(field: &RawField<'_>, mistakes: &mut Mistakes) {
    let Some(option) = &field.unread else { return };
    let searched = [Mark::Filter, Mark::Sort].into_iter();
    let Some((mark, place)) = searched.filter_map(|mark| Some((mark, field.place(mark)?))).next()
    else {
        return;
    };
    mistakes.at_span(
        place,
        format_args!(
            "`{0}` is in no answer (`{option}`), and `{1}` would let callers find out what it holds\nhelp: remove `{1}`, or `{option}` if answers may hold it",
            field.name,
            mark.word()
        ),
    );
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
            no_column_name(&name)
        } else if let Some(twin) = twin {
            format!(
                "`{}` is the column `{name}` already\nhelp: give each field its own column",
                twin.field
            )
        } else {
            columns.push(field.column(name, raw.has_composite_id()));
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
