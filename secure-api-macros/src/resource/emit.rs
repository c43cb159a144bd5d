//! Writes the implementation of a checked resource.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::{Ident, ext::IdentExt, spanned::Spanned as _};

use crate::resource::model::{Column, Database, Kind, Resource};

/// Constants, and where its statements are kept. Everything stands in `const _`, so that it adds no name to the module. `unique` is what
/// migrations say of the table's indexes.
pub(super) fn emit(resource: &Resource<'_>, unique: &TokenStream) -> TokenStream {
    // With the span of the name, so that the compiler points there when the row cannot be read.
    let span = resource.name.span();
    let private: TokenStream = resource
        .private()
        .into_iter()
        .map(|mut token| {
            token.set_span(span);
            token
        })
        .collect();
    let database = match resource.database {
        Database::Any => quote_spanned!(span=> AnyDatabase),
        Database::Sqlite => quote_spanned!(span=> SqliteOnly),
        Database::Postgres => quote_spanned!(span=> PostgresOnly),
    };
    let database = quote_spanned!(span=> type Database = #private::#database;);
    with_database(resource, &quote!(#database #unique))
}

/// The same, for a stub too.
pub(super) fn with_database(resource: &Resource<'_>, database: &TokenStream) -> TokenStream {
    let private = resource.private();
    let name = resource.name;
    let columns = columns_name(name);
    let definitions = resource.columns.iter().map(|column| column_definition(resource, column));
    let values = resource.columns.iter().map(|column| column_value(resource, column));
    let info = info(resource);
    let required = required(resource);
    let refers_to = refers_to(resource);
    let (id_type, id_body) = id(resource);
    let nobody = || quote!(#private::NoOwner);
    let [owner_type, tenant_type] = [Kind::Owner, Kind::Tenant]
        .map(|kind| resource.only(kind).map_or_else(nobody, |column| column.ty.to_token_stream()));
    let member = resource.member.as_ref();
    let member_type = member.map_or_else(nobody, |member| member.user_type.to_token_stream());
    let version = match resource.only(Kind::Version) {
        Some(Column { field, ty, .. }) => {
            // With the span of the type, so that the compiler points there when it counts nothing.
            let version = quote_spanned!(ty.span()=> #private::version::<#ty>);
            quote!(::core::option::Option::Some(#version(&self.#field)))
        }
        None => quote!(::core::option::Option::None),
    };

    quote! {
        const _: () = {
            use #private::Otherwise as _;

            #[allow(dead_code, private_interfaces, reason = "it has one field for each column, used or not")]
            pub struct #columns {
                #(#definitions)*
            }

            #[automatically_derived]
            impl #private::Resource for #name {
                #info
                #required
                type Id = #id_type;
                type Owner = #owner_type;
                type Tenant = #tenant_type;
                type Member = #member_type;
                #database
                type Columns = #columns;
                const COLUMNS: #columns = #columns { #(#values)* };
                #refers_to

                fn statements() -> &'static #private::Statements {
                    static __SECURE_STATEMENTS: #private::Statements = #private::Statements::new();
                    &__SECURE_STATEMENTS
                }

                fn id(&self) -> Self::Id {
                    #id_body
                }

                fn version(&self) -> ::core::option::Option<::core::primitive::i64> {
                    #version
                }
            }
        };
    }
}

/// The type of the id, and how a row says its own.
fn id(resource: &Resource<'_>) -> (TokenStream, TokenStream) {
    let types: Vec<_> = resource.id().map(|column| &column.ty).collect();
    let clones: Vec<_> = resource
        .id()
        .map(|Column { field, .. }| quote!(::core::clone::Clone::clone(&self.#field)))
        .collect();
    match (types.as_slice(), clones.as_slice()) {
        // Only in the stub of a resource that was refused, beside its compile error.
        ([], _) => (quote!(::core::primitive::i64), quote!(::core::unimplemented!())),
        ([ty], [clone]) => (quote!(#ty), quote!(#clone)),
        ([first, ..], _) => {
            // With the span of a type, so that the compiler points there when one of them is none of an id.
            (quote_spanned!(first.span()=> (#(#types,)*)), quote!((#(#clones,)*)))
        }
    }
}

/// The struct that rustc names when it suggests another column.
fn columns_name(name: &Ident) -> Ident {
    format_ident!("__Secure{}Columns", name.unraw(), span = Span::call_site())
}

fn column_definition(of: &Resource<'_>, column: &Column<'_>) -> TokenStream {
    let (private, resource) = (of.private(), of.name);
    let Column { field, ty, kind, filter, sort, .. } = column;
    let kind = format_ident!("{kind:?}");
    let mut kind = quote!(#private::#kind);
    if sort.is_some() {
        kind = quote!(#private::Sorted<#kind>);
    }
    if filter.is_some() {
        kind = quote!(#private::Filtered<#kind>);
    }
    quote!(pub #field: #private::Column<#resource, #ty, #kind>,)
}

fn column_value(of: &Resource<'_>, column: &Column<'_>) -> TokenStream {
    let private = of.private();
    let Column { field, ty, name, .. } = column;
    quote!(#field: #private::Column::new(#name, #private::ValueType::<#ty>::NULLABLE, |__secure_row| &__secure_row.#field),)
}

fn info(resource: &Resource<'_>) -> TokenStream {
    let private = resource.private();
    let name = resource.name.unraw().to_string();
    let table = &resource.table;
    let id = resource.id().map(|column| column.name.as_str());
    let owners = resource.of_kind(Kind::Owner).map(|column| column.name.as_str());
    let [tenant, soft_delete, version] =
        [Kind::Tenant, Kind::SoftDelete, Kind::Version].map(|kind| match resource.only(kind) {
            Some(column) => {
                let name = column.name.as_str();
                quote!(::core::option::Option::Some(#name))
            }
            None => quote!(::core::option::Option::None),
        });
    let member = match &resource.member {
        Some(member) => {
            let member = member.info(&private);
            quote!(::core::option::Option::Some(&#member))
        }
        None => quote!(::core::option::Option::None),
    };
    let columns = resource.columns.iter().map(|column| {
        let Column { ty, name, kind, filter, sort, .. } = column;
        let (filter, sort) = (filter.is_some(), sort.is_some());
        let kind = match kind {
            Kind::IdPart => Kind::Id,
            kind => *kind,
        };
        // The variants have the runtime's names.
        let kind = format_ident!("{kind:?}");
        quote!(#private::ColumnInfo {
            name: #name,
            holds: #private::ValueType::<#ty>::HOLDS,
            kind: #private::ColumnKind::#kind,
            filter: #filter,
            sort: #sort,
        })
    });
    quote! {
        const INFO: &'static #private::ResourceInfo = &#private::ResourceInfo {
            name: #name,
            table: #table,
            id: &[#(#id),*],
            owners: &[#(#owners),*],
            tenant: #tenant,
            member: #member,
            soft_delete: #soft_delete,
            version: #version,
            columns: &[#(#columns),*],
        };
    }
}

/// What the columns that inputs set refer to, which only the compiler knows too.
fn refers_to(resource: &Resource<'_>) -> TokenStream {
    let private = resource.private();
    let set = resource.columns.iter().filter(|column| column.kind.is_set_by_input());
    let arms = set.map(|column| {
        let Column { ty, name, .. } = column;
        quote!(#name => #private::ValueType::<#ty>::REFERS_TO,)
    });
    quote! {
        fn refers_to(__secure_column: &::core::primitive::str) -> ::core::option::Option<#private::Referent> {
            match __secure_column {
                #(#arms)*
                _ => ::core::option::Option::None,
            }
        }
    }
}

/// The columns that inputs set and that are not nullable, which only the compiler knows: a type may be an alias.
fn required(resource: &Resource<'_>) -> TokenStream {
    let private = resource.private();
    let set = resource.columns.iter().filter(|column| column.kind.is_set_by_input());
    let set: Vec<_> = set.collect();
    let count = set.len();
    let columns = set.iter().map(|column| {
        let Column { ty, name, .. } = column;
        quote!((#name, #private::ValueType::<#ty>::NULLABLE))
    });
    quote! {
        const REQUIRED: &'static [&'static ::core::primitive::str] = {
            const __SECURE_REQUIRED: #private::Required<#count> = #private::Required::new([#(#columns),*]);
            __SECURE_REQUIRED.list()
        };
    }
}
