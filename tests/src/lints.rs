//! Every macro in every form, under more lints than anybody switches on at once. None may point into what a macro has written: the lint
//! step of `scripts/test` turns each into an error.

#![warn(
    clippy::pedantic,
    clippy::nursery,
    unused,
    nonstandard_style,
    keyword_idents,
    let_underscore,
    rust_2018_idioms
)]
#![warn(
    missing_docs,
    missing_debug_implementations,
    missing_copy_implementations,
    unreachable_pub,
    single_use_lifetimes,
    unused_qualifications,
    unused_lifetimes,
    unused_import_braces,
    unused_results,
    unused_macro_rules,
    unit_bindings,
    trivial_casts,
    trivial_numeric_casts,
    variant_size_differences,
    explicit_outlives_requirements,
    macro_use_extern_crate,
    meta_variable_misuse,
    redundant_lifetimes,
    ambiguous_negative_literals
)]
#![warn(
    clippy::absolute_paths,
    clippy::alloc_instead_of_core,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::as_underscore,
    clippy::clone_on_ref_ptr,
    clippy::dbg_macro,
    clippy::default_numeric_fallback,
    clippy::default_union_representation,
    clippy::else_if_without_else,
    clippy::empty_structs_with_brackets,
    clippy::exhaustive_enums,
    clippy::exhaustive_structs,
    clippy::exit,
    clippy::expect_used,
    clippy::field_scoped_visibility_modifiers,
    clippy::float_arithmetic,
    clippy::get_unwrap,
    clippy::if_then_some_else_none,
    clippy::impl_trait_in_params,
    clippy::indexing_slicing,
    clippy::infinite_loop,
    clippy::integer_division,
    clippy::let_underscore_must_use,
    clippy::let_underscore_untyped,
    clippy::min_ident_chars,
    clippy::missing_assert_message,
    clippy::missing_asserts_for_indexing,
    clippy::missing_docs_in_private_items,
    clippy::missing_inline_in_public_items,
    clippy::mixed_read_write_in_expression,
    clippy::module_name_repetitions,
    clippy::multiple_inherent_impl,
    clippy::multiple_unsafe_ops_per_block,
    clippy::panic,
    clippy::panic_in_result_fn,
    clippy::partial_pub_fields,
    clippy::pattern_type_mismatch,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::pub_with_shorthand,
    clippy::question_mark_used,
    clippy::redundant_type_annotations,
    clippy::ref_patterns,
    clippy::renamed_function_params,
    clippy::rest_pat_in_fully_bound_structs,
    clippy::same_name_method,
    clippy::self_named_module_files,
    clippy::semicolon_inside_block,
    clippy::shadow_reuse,
    clippy::shadow_same,
    clippy::shadow_unrelated,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::str_to_string,
    clippy::string_slice,
    clippy::todo,
    clippy::try_err,
    clippy::undocumented_unsafe_blocks,
    clippy::unimplemented,
    clippy::unnecessary_self_imports,
    clippy::unneeded_field_pattern,
    clippy::unreachable,
    clippy::unseparated_literal_suffix,
    clippy::unused_result_ok,
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    clippy::use_debug,
    clippy::used_underscore_items,
    clippy::wildcard_enum_match_arm
)]
#![expect(
    clippy::question_mark_used,
    clippy::exhaustive_structs,
    clippy::exhaustive_enums,
    clippy::missing_inline_in_public_items,
    clippy::empty_structs_with_brackets,
    clippy::absolute_paths,
    reason = "about what is written by hand here"
)]

use alloc::string::String;

use axum::{Json, extract::Path, extract::Query, extract::State};
use secure_api::{
    Db, Owned, Principal, Resource, Result, Roles, Scoped, SecureInput, SecureRouter, SecureState,
    Security, Unchecked, Valid, access_rule, authz::CheckContext, get, input::ValidationError,
    secure_endpoint,
};
use sqlx::FromRow;
use uuid::Uuid;

/// Who works here.
#[derive(Debug, Clone, Copy, Roles)]
pub enum Role {
    /// Has every other role.
    #[role(includes(Editor), name = "administrator")]
    Admin,
    /// Writes.
    #[role(includes(Viewer))]
    Editor,
    /// Reads.
    Viewer,
}

/// A row.
#[derive(Debug, Clone, Resource, FromRow)]
#[resource(table = "documents")]
pub struct Document {
    /// Its id.
    #[resource(id)]
    pub id: Uuid,
    /// Whose it is.
    #[resource(owner)]
    pub owner_id: Uuid,
    /// Where it belongs.
    #[resource(tenant)]
    pub tenant_id: i64,
    /// What it is called.
    pub title: String,
    /// What it says.
    pub content: Option<String>,
    /// How far it is.
    #[sqlx(rename = "state")]
    pub status: String,
}

/// A row that fits one database.
#[derive(Debug, Clone, Resource, FromRow)]
#[resource(table = "notes", database = "sqlite")]
pub struct Note {
    /// Its id.
    #[resource(id)]
    pub id: i32,
    /// Whose it is.
    #[resource(owner)]
    pub user_id: String,
}

/// A new document.
#[derive(Debug, Clone, SecureInput)]
#[input(create = Document)]
#[serde(rename_all = "camelCase")]
pub struct NewDocument {
    /// Its title.
    #[input(sanitize(trim, lowercase))]
    #[validate(length(min = 1, max = 100), contains(pattern = "a"))]
    pub title: String,
    /// Its content.
    #[validate(length(max = 1_000), custom(function = no_shouting))]
    pub content: Option<String>,
    /// Its state.
    #[validate(length(equal = 5), must_match(other = title))]
    #[serde(rename = "state")]
    pub status: String,
}

/// A change of one.
#[derive(Debug, Clone, SecureInput)]
#[input(update = Document)]
pub struct DocumentChange {
    /// A new title, if any.
    #[validate(length(max = 100), url)]
    pub title: Option<String>,
    /// A new content, or none.
    #[validate(length(max = 1_000))]
    pub content: Option<Option<String>>,
}

/// What to look for.
#[derive(Debug, Clone, SecureInput)]
pub struct Search {
    /// How many at most.
    #[validate(range(min = 1, exclusive_max = 101))]
    pub limit: Option<u32>,
    /// With which tags.
    #[validate(length(max = 10), each(length(max = 20), email))]
    pub tags: Vec<String>,
    /// More of it.
    #[validate(nested)]
    pub period: Option<Period>,
}

/// From when to when.
#[derive(Debug, Clone, Copy, SecureInput)]
pub struct Period {
    /// The first year.
    #[validate(range(min = 1_900, max = 2_100))]
    pub first: u16,
    /// The last year.
    pub last: u16,
}

/// A name in a path.
#[derive(Debug, Clone, SecureInput)]
pub struct Named {
    /// It.
    #[validate(length(max = 20))]
    pub name: String,
}

/// No members at all.
#[derive(Debug, Clone, Copy, SecureInput)]
pub struct Nothing {}

/// What the server holds.
#[derive(Debug, Clone, SecureState)]
pub struct AppState {
    /// The settings.
    pub security: Security,
    /// The database.
    #[state(db)]
    pub database: Db,
}

/// The same as a tuple.
#[derive(Debug, Clone, SecureState)]
pub struct TupleState(Security, Db);

access_rule!(
    /// Who works here.
    pub Staff = any(role = "editor", all(role = Role::Viewer, mfa, fresh = "10min"))
);
access_rule!(OfOwn = any(owner = "owner_id", row(state = "published")));

/// Refuses capital letters alone.
fn no_shouting(text: &str) -> core::result::Result<(), ValidationError> {
    if text.chars().any(char::is_lowercase) {
        Ok(())
    } else {
        Err(ValidationError::new("shouting"))
    }
}

/// Whether the account may be used.
async fn is_active(context: &CheckContext<'_>) -> Result<bool> {
    core::future::ready(Ok(!context.principal().is_anonymous())).await
}

/// Changes a document.
///
/// # Errors
/// If it is gone.
#[secure_endpoint(
    any(rule = Staff, rule = OfOwn, check = is_active),
    scope = "documents:write",
    rate(ip = "100/min", user = "10/min", tenant = "50/min", global = "1000/s", burst = 3, cost = 2, count = "failures"),
    tier = "heavy",
    body = "10KiB",
    timeout = "2s",
    audit = "document.change"
)]
pub async fn change_document(
    #[path("document")] document: Owned<Document>,
    Valid(Json(change)): Valid<Json<DocumentChange>>,
) -> Result<String> {
    Ok(document.update(change).await?.title)
}

/// Makes one.
#[secure_endpoint(role = "editor", owner(Document = "owner_id"), rate = "5/min")]
pub async fn create_document(
    documents: Scoped<Document>,
    principal: Principal,
    State(state): State<AppState>,
    Valid(Json(new)): Valid<Json<NewDocument>>,
) -> Result<String> {
    drop((principal, state));
    Ok(documents.create(new).await?.title)
}

/// Counts what there is.
#[secure_endpoint(
    role = Admin,
    unscoped(reason = "a report"),
    cross_tenant(reason = "a report"),
    rate(none, reason = "few do that")
)]
pub async fn report(documents: Scoped<Document>, notes: Scoped<Note>) {
    drop((documents, notes));
}

/// Shows what is published.
#[secure_endpoint(
    optional(reason = "what is published is for all"),
    any(owner, row(state = "published", title = "news")),
    cross_tenant(reason = "the newest of all tenants")
)]
pub async fn published(documents: Scoped<Document>) {
    drop(documents);
}

/// Searches.
#[secure_endpoint(authenticated)]
pub async fn search(
    Valid(Path(named)): Valid<Path<Named>>,
    Valid(Query(nothing)): Valid<Query<Nothing>>,
    Valid(Json(search)): Valid<Json<Search>>,
) -> &'static str {
    drop((named, search));
    let Nothing {} = nothing;
    "found"
}

/// Says that the server is up.
#[secure_endpoint(public(reason = "a health check"), rate(ip = "60/min"))]
pub async fn health(anything: Unchecked<String>) {
    drop(anything);
}

/// Is about to go.
#[deprecated = "ask elsewhere"]
#[secure_endpoint(owner = "user_id")]
#[must_use]
pub async fn old(note: Owned<Note>) -> &'static str {
    drop(note);
    "old"
}

/// Nobody else sees this one.
#[secure_endpoint(mfa)]
async fn private() {}

/// All of it.
#[must_use]
pub fn routes() -> SecureRouter<AppState> {
    #[expect(deprecated, reason = "it is still there")]
    SecureRouter::new()
        .route("/documents/{document}", get(change_document).post(create_document))
        .route("/report", get(report).post(published))
        .route("/search/{name}", get(search).post(health))
        .route("/notes/{id}", get(old).delete(private))
}
