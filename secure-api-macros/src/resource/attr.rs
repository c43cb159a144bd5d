//! Reads `#[resource(…)]`, and of `#[sqlx(…)]` what changes the mapping.

use syn::{Attribute, Data, DeriveInput, Fields, LitStr, Meta};

use crate::{
    diag::{Mistakes, unknown},
    krate, options, own_name,
    resource::{
        member,
        model::{Mark, Raw, RawField},
    },
};

const ABOVE_STRUCT: &[&str] = &["table", "database", "member", "migrations", "crate"];
const TABLE: &str = "#[resource(table = \"documents\")]";

/// Reads it all; nothing where the shape is not one of a resource.
pub(super) fn read<'a>(item: &'a DeriveInput, mistakes: &mut Mistakes) -> Option<Raw<'a>> {
    let name = &item.ident;
    if !item.generics.params.is_empty() {
        mistakes.help(
            &item.generics,
            format!("resource `{name}` cannot be generic: it is one table's row"),
            format_args!("write one struct for each table: `struct {name} {{ … }}`"),
        );
        return None;
    }
    let fields = match &item.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => &fields.named,
            Fields::Unnamed(_) | Fields::Unit => {
                shape(name, "its fields need the names of the columns", mistakes);
                return None;
            }
        },
        Data::Enum(_) => {
            shape(name, "it is an enum", mistakes);
            return None;
        }
        Data::Union(_) => {
            shape(name, "it is a union", mistakes);
            return None;
        }
    };

    let krate = krate::stated("resource", &item.attrs);
    let mut seen = None;
    let mut raw = Raw {
        name,
        table: None,
        names_table: false,
        database: None,
        member: None,
        migrations: None,
        levels: levels(&item.attrs),
        krate,
        fields: Vec::new(),
    };
    for option in options::read("resource", &item.attrs, TABLE, mistakes) {
        match options::key(&option).as_str() {
            "table" => {
                let table = options::text(&option, "table = \"documents\"", mistakes);
                options::once(&mut raw.table, table, &option, mistakes);
                raw.names_table = true;
            }
            "database" => {
                let database = options::text(&option, "database = \"sqlite\"", mistakes);
                options::once(&mut raw.database, database, &option, mistakes);
            }
            "member" => {
                let member = member::read(&option, mistakes);
                options::once(&mut raw.member, member, &option, mistakes);
            }
            "migrations" => {
                let folder = options::text(&option, "migrations = \"migrations\"", mistakes);
                options::once(&mut raw.migrations, folder, &option, mistakes);
            }
            "crate" => krate::once(&mut seen, &option, mistakes),
            key if Mark::of(key).is_some() => mistakes.help(
                option.path(),
                format!("`{key}` belongs above a field"),
                format_args!("write `#[resource({key})]` above the field of that column"),
            ),
            key => mistakes.at(option.path(), unknown("option of `resource`", key, ABOVE_STRUCT)),
        }
    }
    sqlx_above_struct(&item.attrs, mistakes);
    raw.fields = fields
        .iter()
        .filter_map(|field| {
            // Named fields have names.
            let name = field.ident.as_ref()?;
            let mut raw = RawField {
                name,
                ty: own_name::written_out(&field.ty, item),
                marks: Vec::new(),
                unread: unread(&field.attrs),
                rename: None,
                sqlx: Vec::new(),
                levels: levels(&field.attrs),
            };
            for option in options::read("resource", &field.attrs, "#[resource(id)]", mistakes) {
                read_field_option(&option, &mut raw, mistakes);
            }
            raw.marks.sort_by_key(|(mark, _)| *mark);
            for option in sqlx_options(&field.attrs) {
                if option.path().is_ident("rename") {
                    raw.rename = text(&option);
                } else {
                    raw.sqlx.push(option);
                }
            }
            Some(raw)
        })
        .collect();
    Some(raw)
}

fn read_field_option(option: &Meta, field: &mut RawField<'_>, mistakes: &mut Mistakes) {
    let key = options::key(option);
    if let Some(mark) = Mark::of(&key) {
        let place = options::flag(option, mistakes);
        let mut slot = field.place(mark);
        let is_new = slot.is_none();
        options::once(&mut slot, Some(place), option, mistakes);
        if is_new {
            field.marks.push((mark, place));
        }
    } else if ABOVE_STRUCT.contains(&key.as_str()) {
        let value = match key.as_str() {
            "member" => "(…)",
            "crate" => " = …",
            _ => " = \"…\"",
        };
        mistakes.help(
            option.path(),
            format!("`{key}` belongs above the struct"),
            format_args!("move `#[resource({key}{value})]` above it"),
        );
    } else {
        let known = Mark::ALL.map(Mark::word);
        mistakes.at(option.path(), unknown("option of `resource`", &key, &known));
    }
}

/// The option of serde that leaves the field out of every answer.
fn unread(attributes: &[Attribute]) -> Option<String> {
    let mut ignored = Mistakes::default();
    let options = options::read("serde", attributes, "", &mut ignored);
    let keys = options.iter().map(options::key);
    keys.into_iter().find(|key| key == "skip" || key == "skip_serializing")
}

/// The attributes that say how loud lints are, which what the derive writes does not inherit.
fn levels(attributes: &[Attribute]) -> Vec<&Attribute> {
    let is_level = |attribute: &&Attribute| {
        ["allow", "warn", "deny", "forbid"].iter().any(|level| attribute.path().is_ident(level))
    };
    attributes.iter().filter(is_level).collect()
}

/// What changes the names or the presence of columns for a whole struct.
fn sqlx_above_struct(attributes: &[Attribute], mistakes: &mut Mistakes) {
    for option in sqlx_options(attributes) {
        if option.path().is_ident("rename_all") {
            mistakes.help(
                option.path(),
                "`rename_all` is not understood by `Resource`, which would name other columns",
                "write `#[sqlx(rename = \"…\")]` above each field whose column has another name",
            );
        }
    }
}

/// The options of sqlx. What is malformed is for `sqlx::FromRow` to say.
fn sqlx_options(attributes: &[Attribute]) -> Vec<Meta> {
    let mut ignored = Mistakes::default();
    options::read("sqlx", attributes, "", &mut ignored)
}

fn text(option: &Meta) -> Option<LitStr> {
    options::text(option, "", &mut Mistakes::default())
}

fn shape(name: &syn::Ident, why: &str, mistakes: &mut Mistakes) {
    mistakes.help(
        name,
        format!("`{name}` cannot be a resource: {why}"),
        format_args!(
            "write a struct with one named field for each column: `struct {name} {{ id: Uuid, … }}`"
        ),
    );
}
