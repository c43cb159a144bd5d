//! Two users: nothing of Bob's is read, changed, counted or confirmed for Alice.

use secure_api_tests::{
    app::{ABSENT, ADMIN, ALICE, ALICES, ALICES_LAST, App, BOB, BOBS, BOBS_FIRST, BOBS_SECRET},
    database::On,
    on_each_database,
};
use serde_json::json;

on_each_database! {
    alice_reads_her_own,
    a_list_holds_the_callers_own_only,
    pages_pass_over_what_is_bobs,
    a_count_counts_the_callers_own_only,
    out_of_reach_is_answered_alike_whatever_the_cause,
    out_of_reach_is_answered_before_the_body_is_looked_at,
    writes_are_filtered_in_the_write_itself,
    a_change_touches_one_row,
    a_new_row_is_the_callers,
    an_owner_or_an_admin_reads,
    an_admin_without_the_clause_owns_like_anybody_else,
}

/// An id of Bob's, one that nobody has, and texts that are no id.
const OUT_OF_REACH: [&str; 8] = [
    BOBS,
    ABSENT,
    "7",
    "00000000-0000-4000-8000-00000000000",
    "00000000000040008000000000000002",
    "%00",
    "%FF",
    "' OR 1=1 --",
];

fn path_of(id: &str) -> String {
    format!("/documents/{}", id.replace(' ', "%20"))
}

async fn alice_reads_her_own(on: On) {
    let app = App::on(on).await;
    let answer = app.get(&path_of(ALICES)).by(ALICE, &["viewer"]).send().await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["content"], "tea and cake");
}

async fn a_list_holds_the_callers_own_only(on: On) {
    let app = App::on(on).await;
    for path in ["/documents", "/documents?limit=100", "/shared"] {
        let answer = app.get(path).by(ALICE, &["viewer"]).send().await;
        let page = answer.json();
        let ids: Vec<_> = page["items"].as_array().unwrap().iter().map(|row| &row["id"]).collect();
        assert_eq!(ids, [ALICES, ALICES_LAST], "{path}");
        assert!(page.get("next").is_none());
        assert!(!answer.text().contains(BOBS_SECRET) && !answer.text().contains(BOB));
    }
}

async fn pages_pass_over_what_is_bobs(on: On) {
    let app = App::on(on).await;
    let first = app.get("/documents?limit=1").by(ALICE, &["viewer"]).send().await.json();
    assert_eq!(first["items"][0]["id"], ALICES);
    let next = format!("/documents?limit=1&after={}", first["next"].as_str().unwrap());
    let second = app.get(&next).by(ALICE, &["viewer"]).send().await.json();
    assert_eq!(second["items"][0]["id"], ALICES_LAST);
    assert!(second.get("next").is_none(), "Bob's rows do not make another page: {second}");
}

async fn a_count_counts_the_callers_own_only(on: On) {
    let app = App::on(on).await;
    let count =
        |subject, roles: &'static [&str], path: &str| app.get(path).by(subject, roles).send();
    assert_eq!(count(ALICE, &["viewer"], "/documents/count").await.json()["documents"], 2);
    let nobody = ABSENT;
    assert_eq!(count(nobody, &["viewer"], "/documents/count").await.json()["documents"], 0);
    assert_eq!(count(ADMIN, &["admin"], "/statistics").await.json()["documents"], 4);
    assert_eq!(count(ADMIN, &["admin"], "/documents/count").await.json()["documents"], 0);
}

async fn out_of_reach_is_answered_alike_whatever_the_cause(on: On) {
    let app = App::on(on).await;
    let before = app.table().await;
    for (method, body) in
        [("GET", None), ("PATCH", Some(json!({"title": "mine"}))), ("DELETE", None)]
    {
        let mut answers = Vec::new();
        for (place, id) in OUT_OF_REACH.into_iter().enumerate() {
            // A caller of its own for each, so that the quotas stand alike.
            let caller = format!("cafe0000-0000-4000-8000-00000000000{place}");
            let mut call = app.call(method, &path_of(id)).by(&caller, &["editor"]);
            if let Some(body) = &body {
                call = call.json(body);
            }
            answers.push(call.send().await);
        }
        for answer in &answers {
            answer.problem(404);
            assert_eq!(answer.comparable(), answers[0].comparable(), "{method}");
        }
    }
    assert_eq!(app.table().await, before);
}

async fn out_of_reach_is_answered_before_the_body_is_looked_at(on: On) {
    let app = App::on(on).await;
    for id in OUT_OF_REACH {
        let call = app.call("PATCH", &path_of(id)).by(ALICE, &["editor"]);
        call.body("not even JSON").send().await.problem(404);
    }
}

async fn writes_are_filtered_in_the_write_itself(on: On) {
    let app = App::on(on).await;
    let before = app.table().await;
    for id in [BOBS, ABSENT] {
        let path = format!("/by-hand/{id}");
        let get = app.get(&path).by(ALICE, &["editor"]).send().await;
        get.problem(404);
        let change = json!({"title": "mine", "content": "mine"});
        app.call("PATCH", &path).by(ALICE, &["editor"]).json(change).send().await.problem(404);
        app.call("DELETE", &path).by(ALICE, &["editor"]).send().await.problem(404);
    }
    assert_eq!(app.table().await, before);
}

async fn a_change_touches_one_row(on: On) {
    let app = App::on(on).await;
    let mut expected = app.table().await;
    let call = app.call("PATCH", &path_of(ALICES)).by(ALICE, &["editor"]);
    assert_eq!(call.json(json!({"title": "new"})).send().await.status, 200);
    expected[1].2 = "new".to_owned();
    assert_eq!(app.table().await, expected);

    let gone = app.call("DELETE", &path_of(ALICES)).by(ALICE, &["editor"]).send().await;
    assert_eq!((gone.status, gone.body.len()), (204, 0));
    expected.remove(1);
    assert_eq!(app.table().await, expected);
    app.get(&path_of(ALICES)).by(ALICE, &["editor"]).send().await.problem(404);
}

async fn a_new_row_is_the_callers(on: On) {
    let app = App::on(on).await;
    let new = json!({"title": "T", "content": "C"});
    for (path, subject, role) in
        [("/documents", ALICE, "editor"), ("/shared", ALICE, "viewer"), ("/shared", ADMIN, "admin")]
    {
        let answer = app.post(path).by(subject, &[role]).json(&new).send().await;
        assert_eq!(answer.status, 201);
        assert_eq!(answer.json()["owner_id"], subject, "{path}");
    }
    let owners: Vec<_> = app.table().await.iter().map(|row| row.1.to_string()).collect();
    assert_eq!(owners.iter().filter(|owner| *owner == BOB).count(), 2);
    assert_eq!(owners.iter().filter(|owner| *owner == ALICE).count(), 4);
    assert_eq!(owners.iter().filter(|owner| *owner == ADMIN).count(), 1);
}

async fn an_owner_or_an_admin_reads(on: On) {
    let app = App::on(on).await;
    let read =
        |subject, role, id: &str| app.get(&format!("/shared/{id}")).by(subject, &[role]).send();
    assert_eq!(read(ADMIN, "admin", BOBS).await.status, 200);
    assert_eq!(read(ALICE, "viewer", ALICES).await.status, 200);
    read(ALICE, "editor", BOBS).await.problem(404);
    read(ADMIN, "admin", ABSENT).await.problem(404);
    app.get(&format!("/shared/{BOBS}")).send().await.problem(401);
    let all = app.get("/shared").by(ADMIN, &["admin"]).send().await.json();
    assert_eq!(all["items"].as_array().map(Vec::len), Some(4));
}

async fn an_admin_without_the_clause_owns_like_anybody_else(on: On) {
    let app = App::on(on).await;
    let answer = app.get(&path_of(BOBS_FIRST)).by(ADMIN, &["admin"]).send().await;
    answer.problem(404);
}
