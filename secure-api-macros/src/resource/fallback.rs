//! A stub beside compile errors, so that code which uses the type has nothing more to say. It never runs: it fits no database.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, ext::IdentExt};

use crate::{
    krate,
    resource::{
        emit,
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
    let resource = Resource {
        name: &item.ident,
        table: String::new(),
        database: Database::Any,
        krate,
        columns: raw.map(columns).unwrap_or_default(),
    };
    emit::with_database(&resource, &database)
}

fn columns<'a>(raw: &Raw<'a>) -> Vec<Column<'a>> {
    let (mut has_id, mut has_owner, mut has_tenant) = (false, false, false);
    raw.fields
        .iter()
        .map(|field| {
            let kind = if field.id.is_some() && !has_id {
                has_id = true;
                Kind::Id
            } else if field.owner.is_some() && field.id.is_none() && !has_owner {
                has_owner = true;
                Kind::Owner
            } else if field.tenant.is_some()
                && field.id.is_none()
                && field.owner.is_none()
                && !has_tenant
            {
                has_tenant = true;
                Kind::Tenant
            } else {
                Kind::Plain
            };
            Column {
                field: field.name,
                ty: field.ty.clone(),
                name: field.name.unraw().to_string(),
                kind,
            }
        })
        .collect()
}
