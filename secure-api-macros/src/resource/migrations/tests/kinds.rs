//! Ids of several columns, several owners, members, versions, kept rows, and what the database makes, against texts of SQL.

use proc_macro2::TokenStream;
use quote::quote;

use super::judged::said;

fn mistakes(item: &TokenStream, sql: &str) -> String {
    said(item.clone(), &[sql]).0
}

fn composite() -> TokenStream {
    quote! {
        #[resource(table = "t", migrations = "m")]
        struct T {
            #[resource(id)]
            project_id: i64,
            #[resource(id)]
            number: i64,
            #[resource(owner)]
            owner_id: i64,
            title: String,
        }
    }
}

const COMPOSITE: &str = "project_id BIGINT NOT NULL, number BIGINT NOT NULL, owner_id BIGINT NOT NULL, title TEXT NOT NULL";

#[test]
fn an_id_of_several_columns_names_one_row() {
    for (rest, is_unique) in [
        ("PRIMARY KEY (project_id, number))", true),
        ("PRIMARY KEY (number, project_id))", true),
        ("UNIQUE (number))", true),
        ("UNIQUE (project_id, number, owner_id))", false),
        ("UNIQUE (owner_id, number))", false),
        ("CHECK (number > 0)); CREATE INDEX i ON t (project_id, number)", false),
        (
            "CHECK (number > 0)); CREATE UNIQUE INDEX i ON t (project_id, number) WHERE number > 1",
            false,
        ),
        ("CHECK (number > 0)); CREATE UNIQUE INDEX i ON t (project_id, abs(number))", false),
    ] {
        let said = mistakes(&composite(), &format!("CREATE TABLE t ({COMPOSITE}, {rest}"));
        assert_eq!(said.is_empty(), is_unique, "{rest} {said}");
        let help = "CREATE UNIQUE INDEX t_by_project_id_and_number ON t (project_id, number);";
        assert!(is_unique || said.contains(help), "{said}");
    }
}

#[test]
fn an_id_that_clients_choose_tells_of_rows_out_of_reach() {
    let table = format!(
        "CREATE TABLE t ({COMPOSITE}, PRIMARY KEY (project_id, number)); CREATE INDEX i ON t (owner_id)"
    );
    let (mistakes, warnings) = said(composite(), &[&table]);
    assert_eq!(mistakes, "");
    let [warning] = warnings.as_slice() else { panic!("{warnings:?}") };
    assert!(
        warning.starts_with("`project_id, number` is unique in table `t` whatever the owner"),
        "{warning}"
    );
    let of_owner = quote! {
        #[resource(table = "t", migrations = "m")]
        struct T {
            #[resource(id)]
            project_id: i64,
            #[resource(id, owner)]
            owner_id: i64,
        }
    };
    let table = "CREATE TABLE t (project_id BIGINT NOT NULL, owner_id BIGINT NOT NULL, PRIMARY KEY (owner_id, project_id))";
    let (mistakes, warnings) = said(of_owner, &[table]);
    assert_eq!((mistakes.as_str(), warnings), ("", Vec::new()));
}

#[test]
fn every_owner_is_found_by_an_index() {
    let item = || {
        quote! {
            #[resource(table = "t", migrations = "m")]
            struct T {
                #[resource(id)]
                id: i64,
                #[resource(owner)]
                author_id: i64,
                #[resource(owner)]
                reviewer_id: i64,
            }
        }
    };
    const T: &str = "CREATE TABLE t (id BIGINT PRIMARY KEY, author_id BIGINT NOT NULL, reviewer_id BIGINT NOT NULL)";
    let slow = |indexes: &str| {
        let (mistakes, warnings) = said(item(), &[T, indexes]);
        assert_eq!(mistakes, "");
        warnings
    };
    let by = |column: &str| format!("CREATE INDEX i_{column} ON t ({column}, id);");
    assert_eq!(slow("").len(), 2);
    let left = slow(&by("author_id"));
    let [warning] = left.as_slice() else { panic!("{left:?}") };
    assert!(warning.contains("CREATE INDEX t_by_reviewer_id ON t (reviewer_id, id);"), "{warning}");
    assert_eq!(slow(&(by("author_id") + &by("reviewer_id"))), Vec::<String>::new());
    // Both are the caller in a new row, so either confines what is unique.
    let found = by("author_id") + &by("reviewer_id");
    assert_eq!(
        slow(&format!("{found} CREATE UNIQUE INDEX u ON t (reviewer_id, author_id)")).len(),
        0
    );
}

#[test]
fn what_no_input_sets_is_there_in_a_new_row() {
    let item = |mark: &str| {
        let mark: TokenStream = mark.parse().unwrap();
        quote! {
            #[resource(table = "t", migrations = "m")]
            struct T {
                #[resource(id)]
                id: i64,
                #[resource(#mark)]
                a: Option<String>,
            }
        }
    };
    for (mark, declared, wrong) in [
        ("read_only", "TEXT", ""),
        ("read_only", "TEXT NOT NULL DEFAULT 'new'", ""),
        ("read_only", "TEXT NOT NULL", "and no input sets it: no row could be made"),
        ("read_only", "TEXT NOT NULL DEFAULT NULL", "and no input sets it: no row could be made"),
        ("generated", "TEXT", "is not made by the database"),
        ("generated", "TEXT NOT NULL", "is not made by the database"),
        ("generated", "TEXT DEFAULT NULL", "is not made by the database"),
        ("generated", "TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP", ""),
        ("generated", "TEXT GENERATED ALWAYS AS (lower('A')) STORED", ""),
        ("soft_delete", "TEXT", ""),
        ("soft_delete", "TEXT DEFAULT NULL", ""),
        ("soft_delete", "TEXT NOT NULL", "every row would be deleted"),
        ("soft_delete", "TEXT DEFAULT CURRENT_TIMESTAMP", "a new row would be deleted"),
    ] {
        let sql = format!("CREATE TABLE t (id BIGINT PRIMARY KEY, a {declared})");
        let said = mistakes(&item(mark), &sql);
        assert!(said.contains(wrong), "{mark} {declared}: {said}");
        assert_eq!(said.is_empty(), wrong.is_empty(), "{mark} {declared}: {said}");
    }
    let table = "CREATE TABLE t (id BIGINT PRIMARY KEY, a TEXT NOT NULL)";
    for (change, is_made) in [
        ("ALTER TABLE t ALTER COLUMN a SET DEFAULT 'new'", true),
        ("ALTER TABLE t ALTER COLUMN a SET DEFAULT NULL", false),
        (
            "ALTER TABLE t ALTER COLUMN a SET DEFAULT 'new'; ALTER TABLE t ALTER COLUMN a DROP DEFAULT",
            false,
        ),
    ] {
        let (said, _) = said(item("read_only"), &[table, change]);
        assert_eq!(said.is_empty(), is_made, "{change}: {said}");
    }
}

fn with_members(options: &str, database: Option<&str>) -> TokenStream {
    let options: TokenStream = options.parse().unwrap();
    let database = database.map(|database| quote!(database = #database,));
    quote! {
        #[resource(table = "t", migrations = "m", #database member(table = "members", resource_key = "t_id", user_key = "user_id", #options))]
        struct T {
            #[resource(id)]
            id: i64,
            #[resource(tenant)]
            tenant_id: i64,
            #[resource(owner)]
            owner_id: i64,
        }
    }
}

const T: &str = "CREATE TABLE t (id BIGINT PRIMARY KEY, tenant_id BIGINT NOT NULL, owner_id BIGINT NOT NULL, UNIQUE (tenant_id, owner_id, id));";

#[test]
fn the_table_of_members_has_what_is_named() {
    let all = "tenant = \"tenant_id\", filter(active = true), levels(level = [\"read\"]), expiry = \"expires_at\"";
    let whole = "t_id BIGINT, user_id BIGINT, tenant_id BIGINT, active BOOLEAN, level TEXT, expires_at TIMESTAMPTZ, PRIMARY KEY (t_id, user_id)";
    let members = |columns: &str| {
        said(with_members(all, None), &[T, &format!("CREATE TABLE members ({columns})")])
    };
    let (mistakes, warnings) = members(whole);
    assert_eq!((mistakes.as_str(), warnings), ("", Vec::new()));
    for column in ["tenant_id", "active", "level", "expires_at"] {
        let (mistakes, _) = members(&whole.replace(column, "other"));
        assert!(
            mistakes.contains(&format!("table `members` has no column `{column}`")),
            "{mistakes}"
        );
        assert_eq!(mistakes.matches("compile_error").count(), 1, "{mistakes}");
    }
    for column in ["t_id", "user_id"] {
        let (mistakes, _) = members(&whole.replace(column, "other"));
        assert!(
            mistakes.contains(&format!("table `members` has no column `{column}`")),
            "{mistakes}"
        );
    }
    let (mistakes, _) = said(with_members("", None), &[T, "CREATE TABLE member (a BIGINT)"]);
    assert!(
        mistakes.contains("leaves a table `members`\\nhelp: did you mean `\\\"member\\\"`?"),
        "{mistakes}"
    );
    let (mistakes, _) =
        said(with_members("", None), &[T, "CREATE TABLE members AS SELECT 1 AS t_id"]);
    assert!(mistakes.contains("the columns of table `members` do not all stand in"), "{mistakes}");
    let (mistakes, _) = said(with_members("", None), &[T, "ALTER TABLE members FROBNICATE"]);
    assert!(mistakes.contains("cannot be understood"), "{mistakes}");
}

#[test]
fn an_expiry_is_a_moment() {
    for (database, declared, is_time) in [
        ("postgres", "TIMESTAMPTZ", true),
        ("postgres", "TIMESTAMP WITH TIME ZONE", true),
        ("postgres", "TIMESTAMPTZ(3)", true),
        ("postgres", "TIMESTAMP", false),
        ("postgres", "DATE", false),
        ("postgres", "BIGINT", false),
        ("postgres", "TEXT", false),
        ("postgres", "moment", true),
        ("sqlite", "TEXT", true),
        ("sqlite", "INTEGER", true),
        ("sqlite", "TIMESTAMP", true),
        ("sqlite", "BLOB", false),
        ("sqlite", "BOOLEAN", false),
    ] {
        let item = with_members("expiry = \"ends\"", Some(database));
        let sql = format!(
            "CREATE TABLE members (t_id BIGINT, user_id BIGINT, ends {declared}, PRIMARY KEY (t_id, user_id))"
        );
        let (mistakes, _) = said(item, &[T, &sql]);
        assert_eq!(mistakes.is_empty(), is_time, "{database} {declared}: {mistakes}");
        assert!(is_time || mistakes.contains("which says no moment"), "{mistakes}");
    }
}

#[test]
fn members_are_found_by_an_index() {
    const MEMBERS: &str =
        "CREATE TABLE members (t_id BIGINT NOT NULL, user_id BIGINT NOT NULL, level TEXT);";
    for (index, is_found) in [
        ("", false),
        ("CREATE INDEX i ON members (t_id, user_id)", true),
        ("CREATE INDEX i ON members (user_id, t_id, level)", true),
        ("CREATE UNIQUE INDEX i ON members (user_id, t_id)", true),
        ("CREATE INDEX i ON members (user_id)", false),
        ("CREATE INDEX i ON members (t_id)", false),
        ("CREATE INDEX i ON members (level, user_id, t_id)", false),
        ("CREATE INDEX i ON members (t_id, user_id) WHERE level = 'read'", false),
    ] {
        let (mistakes, warnings) = said(with_members("", None), &[T, MEMBERS, index]);
        assert_eq!(
            (mistakes.as_str(), warnings.is_empty()),
            ("", is_found),
            "{index} {warnings:?}"
        );
        assert!(
            is_found
                || warnings[0].contains(
                    "CREATE INDEX members_by_user_id_and_t_id ON members (user_id, t_id);"
                ),
            "{warnings:?}"
        );
    }
}
