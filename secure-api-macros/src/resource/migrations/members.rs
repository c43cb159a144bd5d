//! What is wrong between `member(…)` and the table that it names.

use quote::ToTokens;
use syn::{LitStr, Type, ext::IdentExt as _, spanned::Spanned as _};

use crate::{
    diag::{Mistakes, nearest},
    resource::{
        member::{Literal, Member},
        migrations::{
            judge::{self, Compared, Comparison, OfMembers},
            read::Files,
            schema::{Column, Dialect, Schema, Table},
        },
        model::{Kind, Raw, Resource},
    },
};

pub(super) fn judge(
    raw: &Raw<'_>,
    resource: &Resource<'_>,
    schema: &Schema,
    dialects: &[Dialect],
    files: &Files,
    mistakes: &mut Mistakes,
) -> Compared {
    let Some(member) = &resource.member else { return Compared::default() };
    let place = &member.table;
    let Some(table) = judge::found(place, &place.value(), schema, files, mistakes) else {
        return Compared::default();
    };
    let mut compared = Compared::default();
    let mut compare =
        |place: &dyn ToTokens, name: &str, is: Comparison, mistakes: &mut Mistakes| {
            if let Some(column) = column(place, name, table, mistakes) {
                judge::equates(place, column, table, dialects, mistakes);
                compared.of_members.push(OfMembers {
                    column: column.clone(),
                    dialects: dialects.to_vec(),
                    is,
                    span: place.to_token_stream().span(),
                    table: table.name.to_string(),
                });
            }
        };
    for (own, key) in &member.keys {
        if let Some(ty) = type_of(resource, |column| column.name == *own) {
            compare(key, &key.value(), Comparison::Type(Box::new(ty)), mistakes);
        }
    }
    compare(
        &member.user,
        &member.user.value(),
        Comparison::Type(Box::new(member.user_type.clone())),
        mistakes,
    );
    if let Some(tenant) = &member.tenant
        && let Some(ty) = type_of(resource, |column| column.kind == Kind::Tenant)
    {
        compare(tenant, &tenant.value(), Comparison::Type(Box::new(ty)), mistakes);
    }
    if let Some(levels) = &member.levels {
        let name = levels.column.unraw().to_string();
        compare(&levels.column, &name, Comparison::Literal("Text"), mistakes);
    }
    for (filtered, value) in &member.filter {
        let stored = match value {
            Literal::Text(_) => "Text",
            Literal::Integer(_) => "I64",
            Literal::Boolean(_) => "Boolean",
        };
        compare(filtered, &filtered.unraw().to_string(), Comparison::Literal(stored), mistakes);
    }
    if let Some(expiry) = &member.expiry {
        self::expiry(expiry, table, dialects, mistakes);
    }
    if let Some(deleted) = &member.soft_delete {
        column(deleted, &deleted.value(), table, mistakes);
    }
    index(raw, member, table, &mut compared);
    compared
}

fn type_of(
    resource: &Resource<'_>,
    is: impl Fn(&crate::resource::model::Column<'_>) -> bool,
) -> Option<Type> {
    resource.columns.iter().find(|column| is(column)).map(|column| column.ty.clone())
}

fn column<'a>(
    place: &dyn ToTokens,
    name: &str,
    table: &'a Table,
    mistakes: &mut Mistakes,
) -> Option<&'a Column> {
    let column = table.column(name);
    if column.is_none() {
        let known: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let message = format!("table `{}` has no column `{name}`", table.name);
        let quote = if syn::parse2::<LitStr>(place.to_token_stream()).is_ok() { "\"" } else { "" };
        let help = match nearest(name, &known) {
            Some(near) => format!("did you mean `{quote}{near}{quote}`?"),
            None => {
                format!("add a migration with `ALTER TABLE {} ADD COLUMN {name} …;`", table.name)
            }
        };
        mistakes.help(place, message, help);
    }
    column
}

/// A time that both the database and the statement understand.
fn expiry(expiry: &LitStr, table: &Table, dialects: &[Dialect], mistakes: &mut Mistakes) {
    let Some(column) = column(expiry, &expiry.value(), table, mistakes) else { return };
    if dialects.iter().any(|dialect| column.is_time(*dialect)) {
        return;
    }
    let help = match dialects {
        [Dialect::Sqlite] => "declare it `TEXT`, in the form of ISO 8601, or `INTEGER`, in seconds",
        _ => "declare it `TIMESTAMPTZ`",
    };
    let (name, of) = (&column.name, &table.name);
    mistakes.help(
        expiry,
        format!(
            "column `{name}` of table `{of}` is {} (`{}`), which says no moment",
            column.declared, column.place
        ),
        help,
    );
}

/// Every row that is looked at looks for the caller among its members.
fn index(raw: &Raw<'_>, member: &Member, table: &Table, compared: &mut Compared) {
    let keys = member.keys.iter().map(|(_, key)| key.value());
    let columns: Vec<_> = std::iter::once(member.user.value()).chain(keys).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let has_all = columns.iter().all(|name| table.column(name).is_some());
    if !has_all || table.finds(&columns) {
        return;
    }
    let (of, list) = (&table.name, columns.join(", "));
    let text = format!(
        "no index of table `{of}` begins with `{}`, so that every row that is looked at looks at the members of others\nhelp: add a migration with `CREATE INDEX {}_by_{} ON {of} ({list});`",
        columns.join("` and `"),
        of.name,
        columns.join("_and_"),
    );
    compared.warnings.push(judge::warning(raw, None, member.table.span(), text));
}
