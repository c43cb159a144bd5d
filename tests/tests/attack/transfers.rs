//! Giving rows away: only one's own, only to whoever is there, only within the tenant.

use secure_api_tests::{
    app::{ABSENT, ALICE, App, BOB},
    client::Answer,
    database::On,
    drafts::{self, ALICES, BOBS, STRANGER, STRANGERS, drafts, token},
    on_each_database,
};
use serde_json::json;

on_each_database! {
    a_row_is_given_to_somebody_of_the_tenant,
    whose_row_it_is_not_gives_it_to_nobody,
    strangers_the_deleted_and_nobody_are_one_recipient,
    a_condition_holds_for_transfers,
}

async fn give(app: &App, user: &str, draft: &str, to: &str) -> Answer {
    let call = app.call("PUT", &format!("/drafts/{draft}/writer")).bearing(&token(user));
    call.json(json!({"writer_id": to})).send().await
}

/// Mass assignment (OWASP API3): the owner is set by no other way than the one that says so.
async fn a_row_is_given_to_somebody_of_the_tenant(on: On) {
    let app = drafts::start(on).await;
    let mut expected = drafts(&app).await;
    let given = give(&app, ALICE, ALICES, BOB).await;
    assert_eq!((given.status, &given.json()["writer_id"]), (200, &json!(BOB)));
    expected[0].2 = BOB.parse().unwrap();
    expected[0].4 = 8;
    assert_eq!(drafts(&app).await, expected);
    // It is not hers any more.
    give(&app, ALICE, ALICES, ALICE).await.problem(404);
    let path = format!("/drafts/{ALICES}");
    let body = json!({"writer_id": ALICE});
    app.call("PATCH", &path).bearing(&token(BOB)).json(body).send().await.problem(422);
    assert_eq!(drafts(&app).await, expected);
}

async fn whose_row_it_is_not_gives_it_to_nobody(on: On) {
    let app = drafts::start(on).await;
    let before = drafts(&app).await;
    let mut answers = Vec::new();
    for draft in ["99", BOBS, STRANGERS] {
        for to in [ALICE, BOB, STRANGER, ABSENT] {
            answers.push(give(&app, ALICE, draft, to).await);
        }
    }
    for answer in &answers {
        answer.problem(404);
        assert_eq!(answer.comparable(), answers[0].comparable());
    }
    assert_eq!(drafts(&app).await, before);
}

/// A recipient that is looked up without the tenant tells who is a customer, and takes rows out of it.
async fn strangers_the_deleted_and_nobody_are_one_recipient(on: On) {
    let app = drafts::start(on).await;
    let deleted = format!("UPDATE writers SET deleted_at = 'now' WHERE id = UUID '{BOB}'");
    app.database.run(&deleted).await;
    let before = drafts(&app).await;
    let mut answers = Vec::new();
    for to in [ABSENT, STRANGER, BOB] {
        answers.push(give(&app, ALICE, ALICES, to).await);
    }
    for answer in &answers {
        answer.problem(422);
        assert_eq!(answer.comparable(), answers[0].comparable());
        assert_eq!(answer.json()["errors"][0]["pointer"], "#/writer_id");
        assert_eq!(answer.json()["errors"][0]["code"], "reference");
    }
    let call = app.call("PUT", &format!("/drafts/{ALICES}/recipient")).bearing(&token(ALICE));
    let answer = call.json(json!({"recipient": STRANGER})).send().await;
    assert_eq!(answer.problem(422)["errors"][0]["pointer"], "#/recipient");
    assert_eq!(drafts(&app).await, before);
}

async fn a_condition_holds_for_transfers(on: On) {
    let app = drafts::start(on).await;
    let before = drafts(&app).await;
    for (if_match, expected) in [("\"1\"", 412), ("7", 400), ("\"7\"", 200)] {
        assert_eq!(drafts(&app).await, before);
        let call = app.call("PUT", &format!("/drafts/{ALICES}/writer")).bearing(&token(ALICE));
        let call = call.header("if-match", if_match).json(json!({"writer_id": BOB}));
        assert_eq!(call.send().await.status, expected);
    }
}
