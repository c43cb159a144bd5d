//! Rows that refer to rows, and changes that tell absence from null.

use secure_api_tests::{
    app::{ABSENT, ALICE, App, BOB},
    database::On,
    on_each_database,
    shelves::{self, book, books, change, new_book, shelf, token},
};
use serde_json::{Value, json};

on_each_database! {
    a_row_is_made_that_refers_to_ones_own,
    every_reference_out_of_reach_is_named,
    what_is_absent_stays_and_null_takes_away,
    nothing_to_change_is_still_404_for_a_row_out_of_reach,
    a_foreign_key_that_the_database_refuses_is_a_conflict,
}

const HER: (&str, &str) = ("acme", ALICE);

async fn create(app: &App, rule: &str, body: Value) -> secure_api_tests::client::Answer {
    let call = app.post(&format!("/{rule}")).bearing(&token("acme", ALICE, &[]));
    call.json(body).send().await
}

async fn a_row_is_made_that_refers_to_ones_own(on: On) {
    let app = shelves::start(on).await;
    let own = shelf("acme", ALICE);
    let answer = create(&app, "own", new_book(&own)).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let made = answer.json();
    assert_eq!((&made["shelf_id"], &made["subject_id"]), (&json!(own), &Value::Null));
    let all =
        json!({"title": "U", "open": true, "shelfId": own, "secondShelfId": own, "subjectId": 7});
    let made = create(&app, "own", all).await.json();
    assert_eq!((&made["second_shelf_id"], &made["subject_id"]), (&json!(own), &json!(7)));
}

async fn every_reference_out_of_reach_is_named(on: On) {
    let app = shelves::start(on).await;
    let foreign = shelf("acme", BOB);
    let body = json!({"title": "T", "open": true, "shelfId": foreign, "secondShelfId": ABSENT, "subjectId": 8});
    let answer = create(&app, "own", body).await;
    answer.problem(422);
    let failure = |member: &str| json!({"pointer": format!("#/{member}"), "code": "reference", "detail": "names nothing that is there"});
    let expected = ["shelfId", "secondShelfId", "subjectId"].map(failure);
    let errors = answer.json()["errors"].clone();
    assert_eq!(errors, json!(expected));
}

async fn what_is_absent_stays_and_null_takes_away(on: On) {
    let app = shelves::start(on).await;
    let own = shelf("acme", ALICE);
    let set = json!({"secondShelfId": own, "subjectId": 7, "title": " New "});
    let answer = change(&app, "own", HER, &set).send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let set = answer.json();
    assert_eq!((&set["title"], &set["subject_id"]), (&json!("New"), &json!(7)));
    // Nothing is sent, and nothing is changed.
    let same = change(&app, "own", HER, &json!({})).send().await;
    assert_eq!((same.status, same.json()), (200, set));
    let emptied = change(&app, "own", HER, &json!({"subjectId": null})).send().await.json();
    assert_eq!((&emptied["subject_id"], &emptied["second_shelf_id"]), (&Value::Null, &json!(own)));
    // What cannot be NULL is not taken away, and nothing else is changed then.
    let before = books(&app).await;
    let refused = json!({"title": null, "shelfId": null, "secondShelfId": null});
    let refused = change(&app, "own", HER, &refused).send().await;
    refused.problem(422);
    let errors = refused.json()["errors"].clone();
    let codes: Vec<_> =
        errors.as_array().unwrap().iter().map(|one| (&one["pointer"], &one["code"])).collect();
    assert_eq!(codes, [(&json!("#/shelfId"), &json!("type")), (&json!("#/title"), &json!("type"))]);
    assert_eq!(books(&app).await, before);
}

async fn nothing_to_change_is_still_404_for_a_row_out_of_reach(on: On) {
    let app = shelves::start(on).await;
    for id in [book("acme", BOB), book("globex", ALICE), ABSENT.to_owned()] {
        for method in ["PATCH", "PUT"] {
            let call = app.call(method, &format!("/own/{id}"));
            call.bearing(&token("acme", ALICE, &[])).json("{}").send().await.problem(404);
        }
    }
}

async fn a_foreign_key_that_the_database_refuses_is_a_conflict(on: On) {
    let app = shelves::start(on).await;
    // What is within reach is in the view only, so the database refuses it, and not the statement.
    let view = "CREATE VIEW subjects AS SELECT CAST(7 AS BIGINT) AS id UNION SELECT 8";
    app.database.run("ALTER TABLE subjects RENAME TO real_subjects").await;
    app.database.run(view).await;
    let before = books(&app).await;
    change(&app, "own", HER, &json!({"subjectId": 8})).send().await.problem(409);
    assert_eq!(books(&app).await, before);
}
