//! Several rows in one transaction, many at once, and rows that are there or not.

use secure_api_tests::{
    app::{ALICE, App},
    batches::{self, counts, places},
    client::Answer,
    database::On,
    on_each_database,
    shelves::{book, new_book, shelf, token},
};
use serde_json::{Value, json};

on_each_database! {
    a_transaction_writes_all_of_it_or_nothing,
    many_rows_are_made_or_none,
    what_is_wrong_with_one_of_many_points_at_it,
    a_place_is_made_once_and_then_changed,
}

async fn call(app: &App, method: &str, path: &str, body: Value) -> Answer {
    app.call(method, path).bearing(&token("acme", ALICE, &[])).json(body).send().await
}

async fn a_transaction_writes_all_of_it_or_nothing(on: On) {
    let app = batches::start(on).await;
    let answer = call(&app, "POST", "/fill", json!({"titles": ["a", "b"]})).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let made = answer.json();
    assert_eq!((&made[0]["title"], &made[1]["title"]), (&json!("a"), &json!("b")));
    assert_eq!(made[0]["shelf_id"], made[1]["shelf_id"]);
    assert_eq!(counts(&app).await, (5, 6));
    // The third book is in the way of one that is there; neither the shelf nor the others stay.
    call(&app, "POST", "/fill", json!({"titles": ["c", "d", "a"]})).await.problem(409);
    assert_eq!(counts(&app).await, (5, 6));
    // And the connection is as good as any.
    assert_eq!(call(&app, "POST", "/fill", json!({"titles": ["c"]})).await.status, 201);
    assert_eq!(counts(&app).await, (6, 7));
}

async fn many_rows_are_made_or_none(on: On) {
    let app = batches::start(on).await;
    let own = shelf("acme", ALICE);
    let titled = |title: &str| json!({"title": title, "open": true, "shelfId": own});
    let all = json!({"books": [titled("a"), titled("b"), titled("c")]});
    let answer = call(&app, "POST", "/many", all).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let titles: Vec<_> =
        answer.json().as_array().unwrap().iter().map(|book| book["title"].clone()).collect();
    assert_eq!(titles, ["a", "b", "c"]);
    let taken = json!({"books": [titled("d"), titled(&book("acme", ALICE))]});
    call(&app, "POST", "/many", taken).await.problem(409);
    let answer = call(&app, "POST", "/many", json!({"books": []})).await;
    assert_eq!((answer.status, answer.json()), (201, json!([])));
    assert_eq!(counts(&app).await, (4, 7));
}

async fn what_is_wrong_with_one_of_many_points_at_it(on: On) {
    let app = batches::start(on).await;
    let own = shelf("acme", ALICE);
    let foreign = shelf("globex", ALICE);
    let books = json!({"books": [new_book(&own), new_book(&foreign)]});
    let answer = call(&app, "POST", "/many", books).await;
    answer.problem(422);
    let failure = json!({"pointer": "#/1/shelfId", "code": "reference", "detail": "names nothing that is there"});
    assert_eq!(answer.json()["errors"], json!([failure]));
    assert_eq!(counts(&app).await, (4, 4));
}

async fn a_place_is_made_once_and_then_changed(on: On) {
    let app = batches::start(on).await;
    let own = shelf("acme", ALICE);
    let made = call(&app, "PUT", "/place", json!({"name": "hall"})).await;
    assert_eq!(made.status, 200, "{made:?}");
    let body = json!({"name": "hall", "shelfId": own});
    let changed = call(&app, "PUT", "/place", body).await.json();
    let mut expected = made.json();
    expected["shelf_id"] = json!(own);
    assert_eq!(changed, expected);
    assert_eq!(places(&app).await.len(), 1);
}
