//! What a message says to write compiles where it says to write it.
//!
//! The code that is pasted comes out of the `.stderr` file, so that a help which is wrong fails here. All fixed cases are modules of one
//! program, so that they cost one compilation.

use std::{fmt::Write as _, fs, path::Path};

use crate::{
    message::Message,
    paste::{
        Apply::{
            self, Above, AboveLine, Add, Attribute, Entry, Field, Join, Remove, Replace,
            Suggestion, TopEntry,
        },
        paste,
    },
};

/// A case, how its help is applied, and what a reader writes for what the help leaves open.
type Case = (&'static str, Apply, &'static [(&'static str, &'static str)]);

const REASON: &[(&str, &str)] = &[("…", "it is about nobody")];

/// The case imports no macro.
const QUALIFIED: &[(&str, &str)] =
    &[("#[secure_endpoint", "#[secure_api::secure_endpoint"), ("…", "it is about nobody")];

const CASES: &[Case] = &[
    // a word that is misspelt
    ("secure_endpoint/role_misspelt", Suggestion, &[]),
    ("secure_endpoint/role_path_misspelt", Suggestion, &[]),
    ("secure_endpoint/check_misspelt", Suggestion, &[]),
    ("secure_endpoint/rule_misspelt", Suggestion, &[]),
    ("secure_endpoint/key_misspelt", Replace(0), &[]),
    ("secure_endpoint/rate_key_misspelt", Replace(0), &[]),
    ("secure_endpoint/member_key_misspelt", Replace(0), &[]),
    ("secure_endpoint/member_level_misspelt", Replace(1), &[]),
    ("access_rule/key_misspelt", Replace(0), &[]),
    ("access_rule/role_misspelt", Suggestion, &[]),
    ("roles/include_misspelt", Replace(0), &[]),
    ("roles/key_misspelt", Replace(0), &[]),
    ("resource/misspelt_owner", Replace(0), &[]),
    ("resource/tenant_misspelt", Replace(0), &[]),
    ("resource/soft_delete_misspelt", Replace(0), &[]),
    ("resource/member_key_misspelt", Replace(0), &[]),
    ("resource/member_column_misspelt", Replace(0), &[]),
    ("resource/migrations_table_misspelt", Replace(0), &[]),
    ("resource/migrations_column_misspelt", Replace(0), &[]),
    ("resource/migrations_rename_misspelt", Replace(0), &[]),
    ("resource/unknown_database", Replace(0), &[]),
    ("secure_input/unknown_rule", Replace(0), &[]),
    ("secure_input/unknown_sanitizer", Replace(0), &[]),
    ("secure_input/unknown_argument", Replace(0), &[]),
    ("secure_input/unknown_case", Replace(0), &[]),
    ("secure_input/must_match_unknown_field", Replace(0), &[]),
    ("secure_input/file_unknown_type", Replace(0), &[]),
    ("secure_input/create_unknown_column", Suggestion, &[]),
    ("secure_input/upsert_unknown_column", Suggestion, &[]),
    ("secure_input/upsert_column_as_text", TopEntry(0), &[]),
    ("secure_input/upsert_of_nothing", Entry(0), &[]),
    ("secure_input/upsert_without_columns", Entry(0), &[]),
    ("secure_input/custom_misspelt", Suggestion, &[]),
    // a value of another kind
    ("secure_endpoint/rate_malformed", Entry(0), &[]),
    ("secure_endpoint/rate_key_as_number", Entry(0), &[]),
    ("secure_endpoint/rate_without_value", Entry(0), &[]),
    ("secure_endpoint/burst_over_the_limit", Entry(0), &[]),
    ("secure_endpoint/cost_over_the_burst", Entry(0), &[]),
    ("secure_endpoint/count_of_what", Entry(0), &[]),
    ("secure_endpoint/tier_with_space", Entry(0), &[]),
    ("secure_endpoint/body_in_kilobytes", Entry(0), &[]),
    ("secure_endpoint/timeout_without_unit", Entry(0), &[]),
    ("secure_endpoint/audit_with_space", Entry(0), &[]),
    ("secure_endpoint/fresh_without_unit", Entry(0), &[]),
    ("secure_endpoint/scope_with_space", Entry(0), &[]),
    ("secure_endpoint/mfa_with_value", Entry(0), &[]),
    ("secure_endpoint/check_not_a_path", Entry(0), &[]),
    ("secure_endpoint/row_as_text", Entry(0), &[]),
    ("secure_endpoint/owner_column_wrong", Entry(0), &[]),
    ("secure_endpoint/owner_not_text", Entry(0), &[]),
    ("secure_endpoint/owner_of_several", Entry(0), &[]),
    ("secure_endpoint/owner_column_of_several_wrong", Entry(0), &[]),
    ("secure_endpoint/member_as_text", Entry(0), &[]),
    ("secure_endpoint/member_level_not_text", TopEntry(0), &[]),
    ("secure_endpoint/member_level_of_no_levels", TopEntry(0), &[]),
    ("secure_endpoint/transfer_not_text", Entry(0), &[]),
    ("secure_endpoint/transfer_as_list", Entry(0), &[]),
    ("secure_endpoint/transfer_of_several", Entry(0), &[]),
    ("secure_endpoint/transfer_column_wrong", Entry(0), &[]),
    ("secure_endpoint/transfer_column_of_one_wrong", Entry(0), &[]),
    ("secure_endpoint/path_with_too_few_captures", Attribute(0), &[]),
    ("secure_endpoint/path_with_too_many_captures", Attribute(0), &[]),
    ("secure_endpoint/any_with_one_clause", Entry(0), &[("…", "admin")]),
    ("secure_endpoint/not_of_two", Entry(0), &[("…", "admin")]),
    ("secure_endpoint/path_without_name", Replace(0), &[]),
    ("secure_endpoint/key_with_path", Replace(0), &[]),
    ("roles/includes_as_text", Entry(0), &[]),
    ("roles/name_not_text", Entry(0), &[]),
    ("roles/includes_with_path", Replace(0), &[]),
    ("resource/table_not_text", Entry(0), &[]),
    ("resource/id_with_value", Entry(0), &[]),
    ("resource/member_without_options", Entry(0), &[]),
    ("resource/member_user_type_as_text", Entry(0), &[("Uuid", "i64")]),
    ("resource/member_levels_as_text", Entry(0), &[]),
    ("resource/member_levels_empty", Entry(0), &[]),
    ("resource/member_filter_not_a_literal", Entry(0), &[]),
    ("resource/member_expiry_as_number", Entry(0), &[]),
    ("resource/migrations_wrong_type", Replace(0), &[]),
    ("resource/migrations_null", Replace(0), &[]),
    ("secure_input/rule_without_value", Entry(0), &[]),
    ("secure_input/length_without_name", TopEntry(0), &[]),
    ("secure_input/length_never_true", TopEntry(0), &[]),
    ("secure_input/create_as_string", Entry(0), &[]),
    ("secure_input/sanitize_without_list", Entry(0), &[]),
    ("secure_input/email_with_value", Entry(0), &[]),
    ("secure_input/plain_with_value", Entry(0), &[]),
    ("secure_input/unbounded_without_reason", Entry(0), &[("…", "the body is small")]),
    ("secure_input/async_without_state", AboveLine(0, "struct Page"), &[]),
    ("secure_input/file_without_types", Entry(0), &[]),
    ("secure_input/file_in_megabytes", Entry(0), &[]),
    ("secure_input/compilers_sanitize", Attribute(0), &[]),
    ("secure_state/mark_with_value", Entry(0), &[]),
    // something that is missing
    ("secure_endpoint/no_access_rule", Add(2), &[]),
    ("secure_endpoint/no_access_rule", Add(3), REASON),
    ("secure_endpoint/public_without_rate", Add(0), &[]),
    ("secure_endpoint/public_without_reason", TopEntry(0), REASON),
    ("secure_endpoint/public_with_empty_reason", TopEntry(0), REASON),
    ("secure_endpoint/optional_without_reason", TopEntry(0), REASON),
    ("secure_endpoint/rate_none_without_reason", TopEntry(0), REASON),
    ("secure_endpoint/rows_without_row_clause", Add(0), &[]),
    ("secure_endpoint/rows_without_row_clause", Add(1), REASON),
    ("secure_endpoint/public_rows_of_a_tenant", Add(0), REASON),
    ("secure_endpoint/not_async", Replace(0), &[]),
    ("secure_endpoint/owner_not_declared", AboveLine(0, "owner_id"), &[]),
    (
        "secure_endpoint/member_not_declared",
        AboveLine(0, "struct Document"),
        &[("…", "members"), ("…", "document_id"), ("…", "user_id")],
    ),
    ("secure_endpoint/transfer_not_stated", Add(0), &[]),
    ("resource/no_table", Above(0), &[]),
    ("resource/no_id", AboveLine(0, "id"), &[]),
    ("resource/no_from_row", Above(0), &[]),
    ("roles/same_name_twice", Entry(0), &[("…", "root")]),
    ("secure_input/growable_without_bound", Above(0), &[]),
    ("secure_input/growable_element", Above(0), &[]),
    ("secure_input/file_without_rule", Above(0), &[]),
    ("secure_input/files_without_rule", Above(0), &[]),
    (
        "secure_input/valid_of_no_input",
        AboveLine(0, "struct Page"),
        &[("Secure", "secure_api::Secure")],
    ),
    ("secure_state/no_security", Field(0), &[("Security", "secure_api::Security")]),
    ("secure_state/two_databases", Above(0), &[]),
    ("secure_router/state_not_clone", Suggestion, &[]),
    ("secure_router/plain_function", AboveLine(1, "async fn delete_everything"), QUALIFIED),
    // something that is too much
    ("resource/sort_nullable", Remove(0), &[]),
    ("secure_endpoint/role_twice", Join(0), &[("…", "admin"), ("…", "viewer")]),
    ("secure_endpoint/public_with_role", Remove(0), &[]),
    ("secure_endpoint/body_without_body", Remove(0), &[]),
    ("secure_endpoint/unscoped_with_owner", Remove(0), &[]),
    ("secure_endpoint/unscoped_without_rows", Remove(0), &[]),
    ("secure_endpoint/transfer_without_argument", Remove(2), &[]),
    ("secure_endpoint/cross_tenant_without_tenants", Remove(0), &[]),
    ("secure_endpoint/rate_with_a_reason", Remove(0), &[]),
    // an argument that nothing has checked
    ("secure_endpoint/raw_json", Replace(9), &[("T", "Json<String>")]),
    ("secure_endpoint/raw_text", Replace(9), &[("T", "String")]),
];

#[test]
fn every_help_pastes_and_compiles() {
    crate::place_migrations();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("help");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the target folder is writable");
    let mut program = String::from("#![allow(warnings)]\n\n");
    for (position, (name, apply, fill)) in CASES.iter().enumerate() {
        let fixed = folder.join(format!("fixed_{position}.rs"));
        fs::write(&fixed, self::fixed(name, *apply, fill)).expect("the target folder is writable");
        writeln!(program, "#[path = {fixed:?}]\nmod fixed_{position}; // {name}").expect("a text");
    }
    program.push_str("\nfn main() {}\n");
    let main = folder.join("help.rs");
    fs::write(&main, program).expect("the target folder is writable");
    trybuild::TestCases::new().pass(main);
}

/// A failing case with its help applied.
fn fixed(name: &str, apply: Apply, fill: &[(&str, &str)]) -> String {
    let (folder, case) = name.split_once('/').expect("a folder and a case");
    let case =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("ui").join(folder).join("fail").join(case);
    let read = |extension: &str| {
        fs::read_to_string(case.with_extension(extension))
            .unwrap_or_else(|error| panic!("{name}.{extension}: {error}"))
    };
    let source = read("rs");
    let message = Message::read(&read("stderr"), &source);
    let fixed = paste(&message, &source, apply, fill);
    assert_ne!(fixed, source, "the help of {name} changes nothing");
    format!("// {name}: {apply:?}\n{fixed}")
}
