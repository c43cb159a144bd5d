//! Writes of several rows at once: nothing of others is taken over, changed, confirmed, or left half written.

use secure_api_tests::{
    app::{ABSENT, ALICE, App, BOB},
    batches::{self, counts, places},
    client::Answer,
    database::On,
    on_each_database,
    shelves::{shelf, token},
};
use serde_json::{Value, json};

on_each_database! {
    the_place_of_somebody_else_is_not_taken_over,
    the_id_the_owner_and_the_tenant_are_not_the_clients_to_say,
    a_reference_is_refused_before_anything_is_said_of_the_row,
    a_batch_with_a_foreign_reference_leaves_nothing,
}

async fn put(app: &App, (tenant, owner): (&str, &str), body: Value) -> Answer {
    app.call("PUT", "/place").bearing(&token(tenant, owner, &[])).json(body).send().await
}

/// An upsert by a key that the client chooses: the row that is there may be anybody's.
async fn the_place_of_somebody_else_is_not_taken_over(on: On) {
    let app = batches::start(on).await;
    let hall = || json!({"name": "hall"});
    assert_eq!(put(&app, ("acme", BOB), hall()).await.status, 200);
    let before = places(&app).await;
    let own = json!({"name": "hall", "shelfId": shelf("acme", ALICE)});
    for body in [hall(), own] {
        let answer = put(&app, ("acme", ALICE), body).await;
        answer.problem(409);
        assert!(!answer.text().contains(BOB), "{answer:?}");
    }
    assert_eq!(places(&app).await, before);
    // In another tenant the name is free, whoever has it here.
    for owner in [ALICE, BOB] {
        let status = if owner == ALICE { 200 } else { 409 };
        assert_eq!(put(&app, ("globex", owner), hall()).await.status, status);
    }
    assert_eq!(places(&app).await[..1], before);
    assert_eq!(places(&app).await.len(), 2);
}

/// What the library sets is no member of an input, in an upsert neither.
async fn the_id_the_owner_and_the_tenant_are_not_the_clients_to_say(on: On) {
    let app = batches::start(on).await;
    assert_eq!(put(&app, ("acme", ALICE), json!({"name": "hall"})).await.status, 200);
    let before = places(&app).await;
    for (member, value) in [
        ("id", json!(1)),
        ("ownerId", json!(BOB)),
        ("owner_id", json!(BOB)),
        ("tenant", json!("x")),
    ] {
        put(&app, ("acme", ALICE), json!({"name": "hall", member: value})).await.problem(422);
    }
    assert_eq!(places(&app).await, before);
}

/// A reference out of reach is the same whether the row is there, is somebody else's, or is not.
async fn a_reference_is_refused_before_anything_is_said_of_the_row(on: On) {
    let app = batches::start(on).await;
    assert_eq!(put(&app, ("acme", BOB), json!({"name": "his"})).await.status, 200);
    assert_eq!(put(&app, ("acme", ALICE), json!({"name": "hers"})).await.status, 200);
    let before = places(&app).await;
    let refused = async |name: &str, shelf: &str| {
        put(&app, ("acme", ALICE), json!({"name": name, "shelfId": shelf})).await
    };
    let absent = refused("free", ABSENT).await;
    absent.problem(422);
    for name in ["his", "hers", "free"] {
        for shelf in [shelf("acme", BOB), shelf("globex", ALICE), ABSENT.to_owned()] {
            assert_eq!(refused(name, &shelf).await.comparable(), absent.comparable(), "{name}");
        }
    }
    assert_eq!(places(&app).await, before);
}

/// The first of many rows would stay if each were written by itself.
async fn a_batch_with_a_foreign_reference_leaves_nothing(on: On) {
    let app = batches::start(on).await;
    let in_shelf =
        |title: &str, shelf: &str| json!({"title": title, "open": true, "shelfId": shelf});
    let own = shelf("acme", ALICE);
    let answers = async |foreign: &str| {
        let books = json!({"books": [in_shelf("a", &own), in_shelf("b", foreign)]});
        app.post("/many").bearing(&token("acme", ALICE, &[])).json(books).send().await
    };
    let absent = answers(ABSENT).await;
    absent.problem(422);
    assert_eq!(answers(&shelf("acme", BOB)).await.comparable(), absent.comparable());
    assert_eq!(counts(&app).await, (4, 4));
}
