//! What is said of a resource against texts of SQL.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse_quote;

use super::{Files, files, judge};

/// What is said of a resource against these texts: the mistakes, and the warnings.
pub(super) fn said(item: TokenStream, texts: &[&str]) -> (String, Vec<String>) {
    let item = syn::parse2(item).unwrap();
    let mut mistakes = crate::diag::Mistakes::default();
    let raw = crate::resource::attr::read(&item, &mut mistakes).unwrap();
    let resource = crate::resource::check::check(&raw, &mut mistakes).unwrap();
    let files = Files { folder: parse_quote!("migrations"), files: files(texts) };
    let compared = judge::judge(&raw, &resource, &files, &mut mistakes);
    let warnings = compared.warnings.into_iter().map(|warning| warning.text).collect();
    (mistakes.into_tokens().to_string(), warnings)
}

fn of_owners() -> TokenStream {
    quote! {
        #[resource(table = "t", migrations = "migrations")]
        struct T {
            #[resource(id)]
            id: i64,
            #[resource(owner)]
            owner_id: i64,
        }
    }
}

fn of_tenants() -> TokenStream {
    quote! {
        #[resource(table = "t", migrations = "migrations")]
        struct T {
            #[resource(id)]
            id: i64,
            #[resource(owner)]
            owner_id: i64,
            #[resource(tenant)]
            tenant_id: i64,
        }
    }
}

const T: &str = "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, owner_id BIGINT NOT NULL, tenant_id BIGINT NOT NULL, a TEXT, b TEXT);";

#[test]
fn an_index_finds_the_rows_of_somebody_if_it_begins_with_the_column() {
    for (index, finds) in [
        ("CREATE INDEX i ON t (owner_id, id)", true),
        ("CREATE INDEX i ON t (owner_id DESC)", true),
        ("CREATE UNIQUE INDEX i ON t (owner_id, a)", true),
        ("ALTER TABLE t ADD CONSTRAINT i UNIQUE (owner_id)", true),
        ("CREATE INDEX i ON t USING hash (owner_id)", true),
        ("CREATE INDEX i ON t (id, owner_id)", false),
        ("CREATE INDEX i ON t (owner_id) WHERE a IS NULL", false),
        ("CREATE INDEX i ON t (abs(owner_id))", false),
        ("CREATE INDEX i ON t USING brin (owner_id)", false),
        ("CREATE INDEX i ON t (owner_id); DROP INDEX i", false),
    ] {
        let (mistakes, warnings) = said(of_owners(), &[T, index]);
        assert_eq!(
            (mistakes.as_str(), warnings.len()),
            ("", usize::from(!finds)),
            "{index} {warnings:?}"
        );
        assert!(finds || warnings[0].contains("ON t (owner_id, id);"), "{warnings:?}");
    }
}

#[test]
fn with_a_tenant_one_index_serves_both() {
    for (index, expected) in [
        ("CREATE INDEX i ON t (tenant_id, owner_id, id)", None),
        ("CREATE INDEX i ON t (tenant_id); CREATE INDEX j ON t (owner_id)", None),
        ("CREATE INDEX i ON t (owner_id, tenant_id)", Some("(tenant_id, owner_id, id);")),
        ("CREATE INDEX i ON t (tenant_id, id)", Some("(tenant_id, owner_id, id);")),
    ] {
        let (_, warnings) = said(of_tenants(), &[T, index]);
        assert_eq!(warnings.len(), usize::from(expected.is_some()), "{index} {warnings:?}");
        assert!(expected.is_none_or(|columns| warnings[0].contains(columns)), "{warnings:?}");
    }
}

#[test]
fn what_is_unique_beyond_those_whom_a_caller_reaches_tells_of_others() {
    let found = "CREATE INDEX found ON t (tenant_id, owner_id)";
    for (unique, tells) in [
        ("CREATE UNIQUE INDEX u ON t (a)", true),
        ("CREATE UNIQUE INDEX u ON t (a) WHERE b IS NULL", true),
        ("CREATE UNIQUE INDEX u ON t (lower(a))", true),
        ("CREATE UNIQUE INDEX u ON t (owner_id, a)", true),
        ("CREATE UNIQUE INDEX u ON t (abs(tenant_id), a)", true),
        ("CREATE UNIQUE INDEX u ON t (a) INCLUDE (tenant_id)", true),
        ("ALTER TABLE t ADD UNIQUE (a)", true),
        ("ALTER TABLE t ADD EXCLUDE USING gist (tenant_id WITH <>, a WITH =)", true),
        ("ALTER TABLE t ADD EXCLUDE USING gist (tenant_id WITH =, a WITH &&)", false),
        ("CREATE UNIQUE INDEX u ON t (tenant_id, lower(a))", false),
        ("CREATE UNIQUE INDEX u ON t (a, tenant_id)", false),
        // Nobody chooses an id.
        ("CREATE UNIQUE INDEX u ON t (id, a)", false),
        ("CREATE INDEX u ON t (a)", false),
    ] {
        let (mistakes, warnings) = said(of_tenants(), &[T, found, unique]);
        assert_eq!(
            (mistakes.as_str(), warnings.len()),
            ("", usize::from(tells)),
            "{unique} {warnings:?}"
        );
    }
    let (_, warnings) = said(of_owners(), &[T, "CREATE UNIQUE INDEX u ON t (owner_id, a)"]);
    assert!(warnings.is_empty(), "{warnings:?}");
    let public = quote!(
        #[resource(table = "t", migrations = "m")]
        struct T {
            #[resource(id)]
            id: i64,
            a: Option<String>,
        }
    );
    let (_, warnings) = said(public, &[T, "CREATE UNIQUE INDEX u ON t (a)"]);
    assert!(warnings.is_empty(), "{warnings:?}");
}

#[test]
fn an_id_names_one_row() {
    let table = "CREATE TABLE t (id BIGINT NOT NULL, owner_id BIGINT NOT NULL UNIQUE";
    for (rest, is_unique) in [
        (", UNIQUE (id))", true),
        ("); CREATE UNIQUE INDEX i ON t (id)", true),
        (")", false),
        ("); CREATE INDEX i ON t (id)", false),
        (", PRIMARY KEY (owner_id, id))", false),
        ("); CREATE UNIQUE INDEX i ON t (id) WHERE owner_id > 0", false),
        ("); CREATE UNIQUE INDEX i ON t (abs(id))", false),
        ("); CREATE UNIQUE INDEX i ON t (id); DROP INDEX i", false),
    ] {
        let (mistakes, _) = said(of_owners(), &[&format!("{table}{rest}")]);
        assert_eq!(mistakes.is_empty(), is_unique, "{rest} {mistakes}");
        assert!(is_unique || mistakes.contains("neither its primary key nor unique"), "{mistakes}");
    }
}

#[test]
fn a_name_is_spelt_as_the_table_spells_it() {
    let (mistakes, _) =
        said(of_owners(), &["CREATE TABLE t (id BIGINT PRIMARY KEY, \"Owner_id\" BIGINT)"]);
    assert!(mistakes.contains("did you mean `Owner_id`?"), "{mistakes}");
    // PostgreSQL folds what is not quoted.
    let (mistakes, _) =
        said(of_owners(), &["CREATE TABLE T (ID BIGINT PRIMARY KEY, Owner_ID BIGINT UNIQUE)"]);
    assert!(mistakes.is_empty(), "{mistakes}");
}

#[test]
fn a_database_that_is_stated_is_the_one_that_counts() {
    let on = |database: &str| {
        let item = quote!(
            #[resource(table = "t", migrations = "m", database = #database)]
            struct T {
                #[resource(id)]
                id: i64,
            }
        );
        said(item, &["CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, [a])"]).0
    };
    assert!(on("sqlite").is_empty());
    assert!(on("postgres").contains("`0.sql:1` cannot be understood"), "{}", on("postgres"));
    let any = quote!(
        #[resource(table = "t", migrations = "m")]
        struct T {
            #[resource(id)]
            id: i64,
        }
    );
    assert!(
        said(any, &["CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, [a])"]).0.is_empty()
    );
}
