//! Several resources of one table: what one of them knows of its rows, another must not get round.

use axum::Json;
use secure_api::{ConfigError, SecureRouter, get, patch, post, prelude::*, put};
use secure_api_tests::{
    app::{ALICE, App, AppState, BOB},
    database::On,
    drafts::{self, ALICES, BOBS, token},
    on_each_database,
};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

on_each_database! {
    a_view_that_does_not_count_changes_does_not_start,
    a_view_of_what_is_deleted_says_so,
    a_recipient_of_a_view_without_the_tenant_does_not_start,
    a_reference_by_a_view_without_the_tenant_does_not_start,
}

/// Why these do not start beside the endpoints of drafts: the attribute that is left out, by whom, and who has it.
fn refused(app: &App, more: SecureRouter<AppState>) -> [&'static str; 3] {
    let routes = drafts::routes().merge(more).with_state(app.state.clone());
    match routes.into_service().unwrap_err() {
        ConfigError::ViewsDisagree { attribute, resource, other, .. } => {
            [attribute, resource, other]
        }
        other => panic!("{other}"),
    }
}

/// Drafts, as somebody writes them in a hurry who only cares for the title.
#[derive(Resource, sqlx::FromRow)]
#[resource(table = "drafts")]
struct Titled {
    #[resource(id)]
    id: i64,
    #[resource(tenant)]
    tenant: String,
    #[resource(owner)]
    writer_id: Uuid,
    title: String,
    #[resource(soft_delete)]
    deleted_at: Option<String>,
}

#[derive(SecureInput)]
#[input(update = Titled)]
struct Rename {
    #[validate(length(max = 100))]
    title: String,
}

#[secure_endpoint(owner)]
async fn rename(draft: Owned<Titled>, Valid(Json(new)): Valid<Json<Rename>>) -> Result<String> {
    Ok(draft.update(new).await?.title)
}

/// The same to look at.
#[derive(Resource, sqlx::FromRow)]
#[resource(table = "drafts")]
struct Title {
    #[resource(id)]
    id: i64,
    #[resource(tenant)]
    tenant: String,
    #[resource(owner)]
    writer_id: Uuid,
    #[resource(read_only)]
    title: String,
    #[resource(soft_delete)]
    deleted_at: Option<String>,
}

#[secure_endpoint(owner)]
async fn read_title(draft: Owned<Title>) -> String {
    draft.into_inner().title
}

/// A lost update: one view tells clients that the row is as they have seen it, and the other has changed it.
async fn a_view_that_does_not_count_changes_does_not_start(on: On) {
    let app = drafts::start(on).await;
    let writing = SecureRouter::new().route("/titles/{id}", patch(rename));
    assert_eq!(refused(&app, writing), ["version", "Titled", "Draft"]);

    let reading = drafts::routes().route("/titles/{id}", get(read_title));
    let app = drafts::start_with(on, reading).await;
    let answer = app.get(&format!("/titles/{ALICES}")).bearing(&token(ALICE)).send().await;
    assert_eq!((answer.status, answer.text()), (200, "a"));
}

/// Drafts without a word of those that were deleted.
#[derive(Resource, sqlx::FromRow)]
#[resource(table = "drafts")]
struct Remaining {
    #[resource(id)]
    id: i64,
    #[resource(tenant)]
    tenant: String,
    #[resource(owner)]
    writer_id: Uuid,
    #[resource(read_only)]
    title: String,
}

#[secure_endpoint(owner)]
async fn count_all(drafts: Scoped<Remaining>) -> Result<String> {
    Ok(drafts.count(Search::all()).await?.to_string())
}

/// The bin.
#[derive(Resource, sqlx::FromRow, Serialize)]
#[resource(table = "drafts")]
struct Binned {
    #[resource(id)]
    id: i64,
    #[resource(tenant)]
    tenant: String,
    #[resource(owner)]
    writer_id: Uuid,
    #[resource(read_only, filter)]
    deleted_at: Option<String>,
}

#[secure_endpoint(owner)]
async fn bin(drafts: Scoped<Binned>) -> Result<Json<Vec<i64>>> {
    let deleted = Binned::COLUMNS.deleted_at.is_null().not();
    let page = drafts.page(deleted, &PageRequest::default()).await?;
    Ok(Json(page.items.into_iter().map(|draft| draft.id).collect()))
}

/// What was deleted stood in a list, in a count, in a report, because another view of the table knew nothing of deletions.
async fn a_view_of_what_is_deleted_says_so(on: On) {
    let app = drafts::start_with(on, drafts::routes().route("/bin", get(bin))).await;
    let counting = SecureRouter::new().route("/count", get(count_all));
    assert_eq!(refused(&app, counting), ["soft_delete", "Remaining", "Draft"]);

    let deleted = async |user| app.get("/bin").bearing(&token(user)).send().await.json();
    assert_eq!(deleted(ALICE).await, json!([]));
    for (user, draft) in [(ALICE, ALICES), (BOB, BOBS)] {
        let call = app.call("DELETE", &format!("/drafts/{draft}")).bearing(&token(user));
        assert_eq!(call.send().await.status, 204);
    }
    assert_eq!((deleted(ALICE).await, deleted(BOB).await), (json!([1]), json!([2])));
}

/// Whom a draft may be given to, whatever the tenant.
#[derive(Resource, sqlx::FromRow)]
#[resource(table = "writers")]
struct Anybody {
    #[resource(id)]
    id: Uuid,
    #[resource(soft_delete)]
    deleted_at: Option<String>,
}

#[derive(SecureInput)]
struct To {
    anybody: Ref<Anybody>,
}

#[secure_endpoint(owner, transfer)]
async fn give(
    draft: Transfer<drafts::Draft>,
    Valid(Json(to)): Valid<Json<To>>,
) -> Result<Json<drafts::Draft>> {
    Ok(Json(draft.to(to.anybody).await?))
}

/// Where the recipient is looked up without the tenant, a draft leaves it.
async fn a_recipient_of_a_view_without_the_tenant_does_not_start(on: On) {
    let app = drafts::start(on).await;
    let giving = SecureRouter::new().route("/give/{id}", put(give));
    assert_eq!(refused(&app, giving), ["tenant", "Anybody", "Writer"]);
}

/// Refers to a writer.
#[derive(Resource, sqlx::FromRow)]
#[resource(table = "reviews")]
struct Review {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    owner_id: Uuid,
    of: Option<Ref<Anybody>>,
}

#[secure_endpoint(owner)]
async fn count_reviews(reviews: Scoped<Review>) -> Result<String> {
    Ok(reviews.count(Search::all()).await?.to_string())
}

#[derive(SecureInput)]
#[input(create = Review)]
struct NewReview {
    of: Option<Ref<Anybody>>,
}

#[secure_endpoint(authenticated)]
async fn check_review(Valid(Json(new)): Valid<Json<NewReview>>) -> String {
    new.of.is_some().to_string()
}

/// What is referred to is asked for in the statement: there, too, a view that leaves out the tenant finds the rows of all.
async fn a_reference_by_a_view_without_the_tenant_does_not_start(on: On) {
    let app = drafts::start(on).await;
    let by_column = SecureRouter::new().route("/reviews", get(count_reviews));
    assert_eq!(refused(&app, by_column), ["tenant", "Anybody", "Writer"]);
    let by_input = SecureRouter::new().route("/reviews", post(check_review));
    assert_eq!(refused(&app, by_input), ["tenant", "Anybody", "Writer"]);
}
