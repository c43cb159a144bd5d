//! What is left to the compiler: to follow the files, to compare types, and to warn.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::resource::{
    migrations::{
        judge::{Compared, Comparison, Declared, OfMembers, Warning},
        read::Files,
        schema::{self, Dialect},
    },
    model::{Column, Kind, Resource},
};

/// What stands in the implementation: the unique indexes of the table.
pub(super) fn unique(resource: &Resource<'_>, compared: &Compared) -> TokenStream {
    let Some(unique) = &compared.unique else { return TokenStream::new() };
    let private = resource.private();
    quote! {
        const UNIQUE: ::core::option::Option<#private::Unique> =
            ::core::option::Option::Some(&[#(&[#(#unique),*]),*]);
    }
}

pub(super) fn emit(resource: &Resource<'_>, files: &Files, compared: &Compared) -> TokenStream {
    let tracked = tracked(files);
    let columns = compared.columns.iter().filter_map(|declared| {
        let column = resource.columns.get(declared.position)?;
        Some(column_assertions(resource, column, declared))
    });
    let of_members =
        compared.of_members.iter().map(|column| member_assertion(&resource.private(), column));
    let warnings = compared.warnings.iter().map(warning);
    quote!(#tracked #(#columns)* #(#of_members)* #(#warnings)*)
}

/// Cargo compiles again when a file changes that the compiler has read. Nothing of it is left in the program.
fn tracked(files: &Files) -> TokenStream {
    let folder = files.folder.value();
    let paths = files.files.iter().map(|file| format!("/{folder}/{}", file.name));
    quote! {
        const _: &[&[::core::primitive::u8]] = &[#(
            ::core::include_bytes!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), #paths))
        ),*];
    }
}

fn column_assertions(of: &Resource<'_>, column: &Column<'_>, declared: &Declared) -> TokenStream {
    let private = of.private();
    let ty = &column.ty;
    let is = declaration(&private, &declared.column, &declared.dialects);
    let [wrong_type, may_be_null] = [wrong_type(column, declared), may_be_null(column, declared)]
        .map(|text| {
            // `panic!` reads its text as a format.
            let text = text.replace('{', "{{").replace('}', "}}");
            quote_spanned!(ty.span()=> ::core::panic!(#text))
        });
    quote! {
        const _: () = {
            use #private::Otherwise as _;
            const __SECURE_DECLARED: #private::Declared = #is;
            if !__SECURE_DECLARED.takes(#private::ValueType::<#ty>::STORED) {
                #wrong_type
            }
            if !__SECURE_DECLARED.is_read_by(#private::ValueType::<#ty>::NULLABLE) {
                #may_be_null
            }
        };
    }
}

/// A column of the members is read by nobody: it only has to be comparable, and NULL is equal to nothing.
fn member_assertion(private: &TokenStream, of: &OfMembers) -> TokenStream {
    let OfMembers { column, dialects, is, span, table } = of;
    let declared = declaration(private, column, dialects);
    let (value, what) = match is {
        Comparison::Type(ty) => (quote!(#private::ValueType::<#ty>::STORED), text(ty)),
        Comparison::Literal(stored) => {
            let what = match *stored {
                "Text" => "a text",
                "I64" => "a whole number",
                _ => "`true` or `false`",
            };
            let stored = format_ident!("{stored}");
            (quote!(#private::Stored::#stored), what.to_owned())
        }
    };
    let what = match is {
        Comparison::Type(_) => format!("a `{what}`"),
        Comparison::Literal(_) => what,
    };
    let message = format!(
        "column `{}` of table `{table}` is {} (`{}`), which is not compared with {what}\nhelp: name the column that holds the same",
        column.name, column.declared, column.place,
    );
    // `panic!` reads its text as a format.
    let message = message.replace('{', "{{").replace('}', "}}");
    let wrong = quote_spanned!(*span=> ::core::panic!(#message));
    quote! {
        const _: () = {
            use #private::Otherwise as _;
            const __SECURE_DECLARED: #private::Declared = #declared;
            if !__SECURE_DECLARED.compares(#value) {
                #wrong
            }
        };
    }
}

fn declaration(
    private: &TokenStream,
    column: &schema::Column,
    dialects: &[Dialect],
) -> TokenStream {
    let on = |dialect, stores: TokenStream, is_not_null: bool| {
        if !dialects.contains(&dialect) {
            return quote!(::core::option::Option::None);
        }
        let nullable = !is_not_null;
        quote!(::core::option::Option::Some(#private::DeclaredAs { stores: #stores, nullable: #nullable }))
    };
    // The variants have the runtime's names.
    let stored = format_ident!("{}", format!("{:?}", column.sqlite));
    let sqlite = on(Dialect::Sqlite, quote!(#private::SqliteType::#stored), column.not_null.sqlite);
    let stored = format_ident!("{}", format!("{:?}", column.postgres));
    let postgres =
        on(Dialect::Postgres, quote!(#private::PostgresType::#stored), column.not_null.postgres);
    quote!(#private::Declared { sqlite: #sqlite, postgres: #postgres })
}

fn wrong_type(field: &Column<'_>, declared: &Declared) -> String {
    let column = &declared.column;
    let message = format!(
        "column `{}` of table `{}` is {} (`{}`), which holds no `{}`",
        column.name,
        declared.table,
        column.declared,
        column.place,
        text(&field.ty),
    );
    if field.kind == Kind::Version {
        return format!("{message}\nhelp: declare it `{} BIGINT NOT NULL`", column.name);
    }
    let postgres = declared.dialects.contains(&Dialect::Postgres).then(|| column.postgres.rust());
    let sqlite = declared.dialects.contains(&Dialect::Sqlite).then(|| column.sqlite.rust());
    // What PostgreSQL takes SQLite takes as well, but for types of its own.
    let fitting = postgres.flatten().or_else(|| sqlite.flatten());
    let is_optional = !column.not_null.sqlite && !column.not_null.postgres;
    match fitting {
        Some(fitting) if is_optional => {
            format!("{message}\nhelp: give the field the type `Option<{fitting}>`")
        }
        Some(fitting) => format!("{message}\nhelp: give the field the type `{fitting}`"),
        None => format!(
            "{message}\nhelp: give the field the type that sqlx reads from {}",
            column.declared
        ),
    }
}

fn may_be_null(field: &Column<'_>, declared: &Declared) -> String {
    let column = &declared.column;
    let (name, table) = (&column.name, &declared.table);
    let why = match field.kind {
        Kind::Id | Kind::IdPart => "a row without an id is reached by nobody",
        Kind::Owner => "a row without an owner is nobody's, and breaks every list that it is in",
        Kind::Tenant => "a row without a tenant is nobody's, and breaks every list that it is in",
        Kind::Version => "a row without a version is never changed again",
        Kind::SoftDelete | Kind::ReadOnly | Kind::Generated | Kind::Plain => {
            "a row without a value cannot be read"
        }
    };
    let message =
        format!("column `{name}` of table `{table}` may be NULL (`{}`): {why}", column.place);
    match field.kind {
        Kind::SoftDelete | Kind::ReadOnly | Kind::Generated | Kind::Plain => {
            format!("{message}\nhelp: give the field the type `Option<{}>`", text(&field.ty))
        }
        _ => format!("{message}\nhelp: declare it `{name} {} NOT NULL`", column.declared),
    }
}

/// A macro on stable Rust has no warnings of its own; the use of something deprecated is one of the compiler's.
fn warning(warning: &Warning) -> TokenStream {
    let Warning { span, levels, text } = warning;
    let used = Ident::new("SCHEMA", *span);
    quote! {
        #(#levels)*
        const _: () = {
            #[deprecated(note = #text)]
            const SCHEMA: () = ();
            #used
        };
    }
}

/// A type as one writes it: tokens print with a space between any two.
fn text(ty: &impl ToTokens) -> String {
    let mut text = ty.to_token_stream().to_string();
    for (tokens, written) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" < ", "<"),
        ("< ", "<"),
        (" > ", "> "),
        (" >", ">"),
        (" ,", ","),
    ] {
        text = text.replace(tokens, written);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_prints_as_it_is_written() {
        for written in ["String", "Option<Vec<u8>>", "::uuid::Uuid", "a::B<C, D>"] {
            let ty: syn::Type = syn::parse_str(written).expect("it is a type");
            assert_eq!(text(&ty), written);
        }
    }
}
