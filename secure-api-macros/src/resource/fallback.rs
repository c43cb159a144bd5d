//! A stub beside compile errors, so that code which uses the type has nothing more to say. It never runs: it fits no database.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, ext::IdentExt};

use crate::{
    krate,
    resource::{
        check::ID_MAX,
        emit, member,
        model::{Column, Database, Kind, Raw, Resource},
    },
};

/// As much of the resource as was understood.
pub(super) fn stub(item: &DeriveInput, raw: Option<&Raw<'_>>) -> TokenStream {
    if !item.generics.params.is_empty() {
        // Its bounds would fail, and say so.
        return TokenStream::new();
    }
    let krate = krate::stated("resource", &item.attrs);
    let private = krate::private(krate.as_ref());
    let database = quote!(type Database = #private::NoDatabase;);
    let columns = raw.map(columns).unwrap_or_default();
    let owner = columns.iter().find(|column| column.kind == Kind::Owner).map(|owner| &owner.ty);
    let nobody = || syn::parse_quote!(#private::NoOwner);
    let member = raw.and_then(|raw| raw.member.as_ref());
    let member = member.map(|member| member::stub(member, owner, nobody()));
    let resource = Resource {
        name: &item.ident,
        table: String::new(),
        database: Database::Any,
        krate,
        member,
        columns,
    };
    emit::with_database(&resource, &database)
}

fn columns<'a>(raw: &Raw<'a>) -> Vec<Column<'a>> {
    let mut in_id = 0;
    raw.fields
        .iter()
        .map(|field| {
            let mut column = field.column(field.name.unraw().to_string(), raw.has_composite_id());
            // There are no ids of more.
            in_id += usize::from(column.in_id);
            column.in_id &= in_id <= ID_MAX;
            column
        })
        .collect()
}
