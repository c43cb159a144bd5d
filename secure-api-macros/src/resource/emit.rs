//! Writes the implementation of a checked resource.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Ident, ext::IdentExt};

use crate::resource::model::{Column, Database, Kind, Resource};

/// Constants, and where its statements are kept. Everything stands in `const _`, so that it adds no name to the module.
pub(super) fn emit(resource: &Resource<'_>) -> TokenStream {
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
    with_database(resource, &database)
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
    let id = resource.only(Kind::Id);
    let id_type = id.map_or_else(
        || quote!(::core::primitive::i64),
        |id| {
            let ty = &id.ty;
            quote!(#ty)
        },
    );
    let id_body = id.map_or_else(
        // Only in the stub of a resource that was refused, beside its compile error.
        || quote!(::core::unimplemented!()),
        |id| {
            let field = id.field;
            quote!(::core::clone::Clone::clone(&self.#field))
        },
    );
    let [owner_type, tenant_type] = [Kind::Owner, Kind::Tenant].map(|kind| {
        resource.only(kind).map_or_else(
            || quote!(#private::NoOwner),
            |column| {
                let ty = &column.ty;
                quote!(#ty)
            },
        )
    });

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
                type Member = #private::NoOwner;
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
                    ::core::option::Option::None
                }
            }
        };
    }
}

/// The struct that rustc names when it suggests another column.
fn columns_name(name: &Ident) -> Ident {
    format_ident!("__Secure{}Columns", name.unraw(), span = Span::call_site())
}

fn column_definition(of: &Resource<'_>, column: &Column<'_>) -> TokenStream {
    let (private, resource) = (of.private(), of.name);
    let Column { field, ty, kind, .. } = column;
    let kind = kind_name(*kind);
    quote!(pub #field: #private::Column<#resource, #ty, #private::#kind>,)
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
    let id = names(resource, Kind::Id);
    let owners = names(resource, Kind::Owner);
    let tenant = match resource.only(Kind::Tenant) {
        Some(column) => {
            let name = column.name.as_str();
            quote!(::core::option::Option::Some(#name))
        }
        None => quote!(::core::option::Option::None),
    };
    let columns = resource.columns.iter().map(|column| {
        let Column { ty, name, kind, .. } = column;
        let kind = kind_name(*kind);
        quote!(#private::ColumnInfo {
            name: #name,
            holds: #private::ValueType::<#ty>::HOLDS,
            kind: #private::ColumnKind::#kind,
            filter: false,
            sort: false,
        })
    });
    quote! {
        const INFO: &'static #private::ResourceInfo = &#private::ResourceInfo {
            name: #name,
            table: #table,
            id: &[#(#id),*],
            owners: &[#(#owners),*],
            tenant: #tenant,
            member: ::core::option::Option::None,
            soft_delete: ::core::option::Option::None,
            version: ::core::option::Option::None,
            columns: &[#(#columns),*],
        };
    }
}

/// The columns of a kind.
fn names<'a>(resource: &'a Resource<'_>, kind: Kind) -> impl Iterator<Item = &'a str> {
    let columns = resource.columns.iter().filter(move |column| column.kind == kind);
    columns.map(|column| column.name.as_str())
}

fn kind_name(kind: Kind) -> Ident {
    let name = match kind {
        Kind::Id => "Id",
        Kind::Owner => "Owner",
        Kind::Tenant => "Tenant",
        Kind::Plain => "Plain",
    };
    Ident::new(name, Span::call_site())
}

/// What the columns that inputs set refer to, which only the compiler knows too.
fn refers_to(resource: &Resource<'_>) -> TokenStream {
    let private = resource.private();
    let plain = resource.columns.iter().filter(|column| column.kind == Kind::Plain);
    let arms = plain.map(|column| {
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

/// The plain columns that are not nullable, which only the compiler knows: a type may be an alias.
fn required(resource: &Resource<'_>) -> TokenStream {
    let private = resource.private();
    let plain: Vec<_> =
        resource.columns.iter().filter(|column| column.kind == Kind::Plain).collect();
    let count = plain.len();
    let columns = plain.iter().map(|column| {
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
