//! Jobs: code outside of any request, which no endpoint's rule holds back.

use secure_api::{
    Security,
    audit::JobPhase,
    authn::{Actor, PrincipalKind},
    prelude::*,
};
use secure_api_tests::{
    app::{ADMIN, ALICE, ALICES, App, BOBS, security},
    database::On,
    endpoints::{Document, NewDocument},
    on_each_database,
    tokens::{self, ISSUER, PARTNER},
};

on_each_database! {
    a_job_for_a_user_reaches_the_users_rows,
    a_job_of_the_system_reaches_all_rows_and_owns_none,
    a_job_without_a_tenant_reaches_no_rows_of_tenants,
    what_ends_while_a_job_lasts_has_ended_for_it,
}

fn new_document() -> NewDocument {
    NewDocument { title: "T".to_owned(), content: String::new() }
}

/// `CrateStack` (#512): jobs called the services directly, past every policy.
async fn a_job_for_a_user_reaches_the_users_rows(on: On) {
    let app = App::on(on).await;
    let (security, db) = (app.state.security(), app.state.db());
    let job = security.act_as(None, ALICE, None, "export").unwrap();
    let principal = job.principal();
    assert_eq!((principal.kind(), principal.issuer()), (PrincipalKind::User, ISSUER));
    assert!(principal.actor().is_some_and(Actor::is_system));

    let documents = job.rows::<Document>(db).unwrap();
    assert_eq!(documents.count(Search::all()).await.unwrap(), 2);
    let page = documents.list(&PageRequest::default()).await.unwrap();
    assert!(page.items.iter().all(|document| document.owner_id.to_string() == ALICE));
    let foreign = BOBS.parse().unwrap();
    assert_eq!(documents.get(foreign).await.err().unwrap().status(), 404);
    assert_eq!(documents.delete(foreign).await.unwrap_err().status(), 404);
    let made = documents.create(new_document()).await.unwrap();
    assert_eq!(made.owner_id.to_string(), ALICE);
    assert!(documents.get(ALICES.parse().unwrap()).await.is_ok());
}

async fn a_job_of_the_system_reaches_all_rows_and_owns_none(on: On) {
    let app = App::on(on).await;
    let job = app.state.security().system(None, "the nightly count").unwrap();
    assert_eq!(job.principal().kind(), PrincipalKind::System);
    assert_eq!((job.principal().owner_id(), job.principal().issuer()), (None, ""));
    let documents = job.rows::<Document>(app.state.db()).unwrap();
    assert_eq!(documents.count(Search::all()).await.unwrap(), 4);
    assert_eq!(documents.create(new_document()).await.err().unwrap().status(), 403);
    assert_eq!(app.table().await.len(), 4);
}

/// A job for nobody in particular must not become one for everybody.
#[tokio::test]
async fn a_job_that_names_nobody() {
    let app = App::start().await;
    let security = app.state.security();
    for (issuer, subject, tenant, reason) in [
        (None, "", None, "export"),
        (None, "a\nb", None, "export"),
        (None, ALICE, None, ""),
        (None, ALICE, None, " \n"),
        (None, ALICE, Some(""), "export"),
        (Some(PARTNER), ALICE, None, "export"),
        (Some(""), ALICE, None, "export"),
    ] {
        let refused = security.act_as(issuer, subject, tenant, reason).unwrap_err();
        assert_eq!(refused.status(), 500, "{issuer:?} {subject:?} {tenant:?} {reason:?}");
    }
    assert!(security.system(None, "").is_err() && security.system(Some(""), "count").is_err());
    assert!(app.events.take_jobs().is_empty());

    // A subject that can own nothing has no rows, rather than all.
    let job = security.act_as(None, "not-a-uuid", None, "export").unwrap();
    assert_eq!(job.rows::<Document>(app.state.db()).unwrap_err().status(), 403);
}

/// A row of which each belongs to a tenant.
#[derive(Resource, sqlx::FromRow)]
#[resource(table = "ledgers")]
struct Ledger {
    #[resource(id)]
    id: i64,
    #[resource(tenant)]
    tenant_id: String,
}

/// `act_as` and `system` without a tenant: every tenant's rows, in systems that leave the filter out where there is no value.
async fn a_job_without_a_tenant_reaches_no_rows_of_tenants(on: On) {
    let app = App::on(on).await;
    let (security, db) = (app.state.security(), app.state.db());
    let job = security.system(None, "sweep").unwrap();
    assert_eq!(job.rows::<Ledger>(db).unwrap_err().status(), 403);
    let job = security.act_as(None, ALICE, None, "export").unwrap();
    assert_eq!(job.rows::<Ledger>(db).unwrap_err().status(), 403);
    let job = security.system(Some("acme"), "sweep").unwrap();
    assert!(job.rows::<Ledger>(db).is_ok());
}

/// Whoever is a member of it may put tasks into it, until the membership ends.
#[derive(Resource, sqlx::FromRow)]
#[resource(
    table = "projects",
    member(
        table = "memberships",
        resource_key = "project",
        user_key = "who",
        expiry = "ends",
        user_type = String
    )
)]
struct Project {
    #[resource(id)]
    id: i64,
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "tasks")]
struct Task {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    owner_id: String,
    project_id: Ref<Project>,
}

#[derive(SecureInput)]
#[input(create = Task)]
struct NewTask {
    project_id: Ref<Project>,
}

/// A job began with a moment, and kept it for hours: memberships that ended meanwhile, and cursors, were good to its end.
async fn what_ends_while_a_job_lasts_has_ended_for_it(on: On) {
    let app = App::on(on).await;
    let tables = format!(
        "CREATE TABLE projects (id BIGINT PRIMARY KEY);
         CREATE TABLE memberships (project BIGINT, who TEXT, ends TIMESTAMPTZ);
         CREATE TABLE tasks (
             id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
             owner_id TEXT NOT NULL,
             project_id BIGINT NOT NULL
         );
         INSERT INTO projects VALUES (1);
         INSERT INTO memberships VALUES (1, '{ALICE}', '2023-11-14T22:14:20Z')"
    );
    app.database.run(&tables).await;
    let db = app.state.db();
    let job = app.state.security().act_as(None, ALICE, None, "an import").unwrap();
    let tasks = job.rows::<Task>(db).unwrap();
    let add = async || tasks.create(NewTask { project_id: Ref::new(1) }).await;
    let one = |after| PageRequest::new(Some(1), after).unwrap();
    app.wait(59);
    add().await.unwrap();
    add().await.unwrap();
    let first = tasks.list(&one(None)).await.unwrap();
    app.wait(1);
    assert_eq!(add().await.err().unwrap().status(), 422);
    let within = db.transaction(async |tx| {
        tx.rows(&tasks).create(NewTask { project_id: Ref::new(1) }).await.map(drop)
    });
    assert_eq!(within.await.unwrap_err().status(), 422);

    assert_eq!(tasks.list(&one(first.next.clone())).await.unwrap().items.len(), 1);
    app.wait(86_400);
    assert_eq!(tasks.list(&one(first.next)).await.err().unwrap().status(), 422);
}

/// Equal subjects of two issuers are two users for a job as well.
#[tokio::test]
async fn a_job_for_a_user_of_one_of_two_issuers() {
    let builder = security().jwt(tokens::partner_verifier());
    let security: Security =
        builder.owners(|issuer, _| (issuer == PARTNER).then(|| ADMIN.to_owned())).build().unwrap();
    assert!(security.act_as(None, ALICE, None, "export").is_err(), "of which one?");
    let owner = |issuer| {
        let job = security.act_as(Some(issuer), ALICE, None, "export").unwrap();
        job.principal().owner_id().map(str::to_owned)
    };
    assert_eq!(owner(PARTNER).as_deref(), Some(ADMIN));
    assert_eq!(owner(ISSUER), None);
}

#[tokio::test]
async fn a_job_leaves_an_event_when_it_begins_and_one_when_it_ends() {
    let app = App::start().await;
    let job = app.state.security().act_as(None, ALICE, Some("acme"), "a \"reason\"").unwrap();
    let begun = app.events.take_jobs();
    assert_eq!(begun.len(), 1, "before it has touched anything");
    let event = &begun[0];
    assert_eq!((event.phase, event.action()), (JobPhase::Began, "act_as"));
    assert_eq!((&*event.reason, event.at.unix_seconds()), ("a \"reason\"", tokens::NOW));
    assert_eq!(event.principal.subject(), ALICE);
    assert_eq!(event.principal.tenant(), Some("acme"));
    app.wait(7);
    drop(job);
    let ended = app.events.take_jobs();
    assert_eq!((ended[0].phase, ended[0].at.unix_seconds()), (JobPhase::Ended, tokens::NOW + 7));
    drop(app.state.security().system(None, "sweep"));
    assert!(app.events.take_jobs().iter().all(|event| event.action() == "system"));
}
