//! Lost updates, and what a condition tells of rows out of reach.

use secure_api_tests::{
    app::{ALICE, App, BOB},
    client::Answer,
    database::On,
    drafts::{self, ABSENT, ALICES, BOBS, STRANGERS, drafts, token},
    on_each_database,
};
use serde_json::json;

on_each_database! {
    a_change_that_was_not_seen_is_not_overwritten,
    a_condition_is_read_as_the_standard_says,
    a_condition_tells_nothing_of_rows_out_of_reach,
    the_condition_comes_before_the_body,
    a_condition_is_about_the_row_that_the_path_names_last,
}

async fn patch(app: &App, path: &str, if_match: &[&str]) -> Answer {
    let mut call = app.call("PATCH", path).bearing(&token(ALICE));
    for line in if_match {
        call = call.header("if-match", line);
    }
    call.json(json!({"title": "b"})).send().await
}

/// Two who read the same version and write one after the other: the second one overwrote the first and neither was told.
async fn a_change_that_was_not_seen_is_not_overwritten(on: On) {
    let app = drafts::start(on).await;
    let new = app.post("/drafts").bearing(&token(ALICE)).json(json!({"title": "new"})).send().await;
    assert_eq!((new.status, new.header("etag")), (201, "\"1\""));

    let path = format!("/drafts/{ALICES}");
    let seen = app.get(&path).bearing(&token(ALICE)).send().await;
    assert_eq!((seen.status, seen.header("etag")), (200, "\"7\""));
    let first = patch(&app, &path, &["\"7\""]).await;
    assert_eq!((first.status, first.header("etag")), (200, "\"8\""));
    let before = drafts(&app).await;
    for path in [&path, &format!("/unseen/{ALICES}")] {
        let second = patch(&app, path, &["\"7\""]).await;
        assert_eq!(second.problem(412)["title"], "Precondition Failed");
        assert_eq!(second.json()["detail"], "what is stored is not what the request asks for");
        assert!(!second.has("etag"));
        let call = app.call("DELETE", path).bearing(&token(ALICE)).header("if-match", "\"7\"");
        call.send().await.problem(412);
    }
    assert_eq!(drafts(&app).await, before);
    assert_eq!(patch(&app, &format!("/unseen/{ALICES}"), &["\"8\""]).await.status, 200);
    let call = app.call("DELETE", &path).bearing(&token(ALICE)).header("if-match", "\"9\"");
    assert_eq!(call.send().await.status, 204);
    // What is deleted is kept, and is not there for anybody.
    patch(&app, &path, &["*"]).await.problem(404);
    assert_eq!(drafts(&app).await[0].4, 10);
}

async fn a_condition_is_read_as_the_standard_says(on: On) {
    let app = drafts::start(on).await;
    let cases: [(&[&str], u16); 21] = [
        (&["*"], 200),
        (&["\"7\""], 200),
        (&["\"1\", \"7\""], 200),
        (&["\"1\"", "\"7\""], 200),
        (&[",,\"7\" ,"], 200),
        (&["\"1\""], 412),
        (&["W/\"7\""], 412),
        (&["\"07\""], 412),
        (&["\"7 \""], 400),
        (&["\"7,\""], 412),
        (&["\"\""], 412),
        (&[""], 412),
        (&["7"], 400),
        (&["\"7"], 400),
        (&["w/\"7\""], 400),
        (&["*, \"7\""], 400),
        (&["\"7\", *"], 400),
        (&["*", "\"7\""], 400),
        (&["\"7\" \"8\""], 400),
        (&["\"7\"; q=1"], 400),
        (&["\"1", "7\""], 400),
    ];
    let before = drafts(&app).await;
    for (lines, expected) in cases {
        for path in [format!("/drafts/{ALICES}"), format!("/unseen/{ALICES}")] {
            let answer = patch(&app, &path, lines).await;
            assert_eq!(answer.status, expected, "{path} {lines:?}");
            if expected == 200 {
                let as_before = "UPDATE drafts SET title = 'a', version = 7 WHERE id = 1";
                app.database.run(as_before).await;
            }
            assert_eq!(drafts(&app).await, before, "{path} {lines:?}");
        }
    }
    // Reads are asked the same; what the standard tells to ignore is ignored.
    let call = app.get(&format!("/drafts/{ALICES}")).bearing(&token(ALICE));
    call.header("if-match", "\"1\"").send().await.problem(412);
    let call = app.call("PATCH", &format!("/drafts/{ALICES}")).bearing(&token(ALICE));
    let call = call.header("if-unmodified-since", "Sat, 29 Oct 1994 19:43:31 GMT");
    assert_eq!(call.json(json!({"title": "b"})).send().await.status, 200);
}

/// A condition that is judged before the row is found tells which rows there are, and at which version.
async fn a_condition_tells_nothing_of_rows_out_of_reach(on: On) {
    let app = drafts::start(on).await;
    let before = drafts(&app).await;
    for lines in [&[][..], &["*"], &["\"7\""], &["\"1\""], &["7"], &["*", "*"]] {
        for base in ["/drafts", "/unseen"] {
            for method in ["PATCH", "DELETE"] {
                let mut answers = Vec::new();
                for id in [ABSENT, BOBS, STRANGERS] {
                    let mut call = app.call(method, &format!("{base}/{id}")).bearing(&token(ALICE));
                    for line in lines {
                        call = call.header("if-match", line);
                    }
                    if method == "PATCH" {
                        call = call.json(json!({"title": "b"}));
                    }
                    answers.push(call.send().await);
                }
                for answer in &answers {
                    answer.problem(404);
                    assert_eq!(answer.comparable(), answers[0].comparable(), "{base} {lines:?}");
                }
            }
        }
    }
    assert_eq!(drafts(&app).await, before);
}

/// A body that is read before the condition is judged makes the server work for nothing, and answers 422 where 412 is due.
async fn the_condition_comes_before_the_body(on: On) {
    let app = drafts::start(on).await;
    let send = async |id: &str, if_match: &str| {
        let call = app.call("PATCH", &format!("/drafts/{id}")).bearing(&token(ALICE));
        call.header("if-match", if_match).body("not even JSON").send().await.status
    };
    assert_eq!(send(ALICES, "\"1\"").await, 412);
    assert_eq!(send(ALICES, "1").await, 400);
    assert_eq!(send(BOBS, "\"7\"").await, 404);
    let call = app.call("PATCH", &format!("/drafts/{ALICES}")).bearing(&token(BOB));
    call.header("if-match", "\"1\"").body("not even JSON").send().await.problem(404);
}

/// Where a path names several rows, the condition is about the last: not about its parent, whichever the endpoint loads first.
async fn a_condition_is_about_the_row_that_the_path_names_last(on: On) {
    let app = drafts::start(on).await;
    let path = format!("/binders/{ALICES}/drafts/{ALICES}");
    // The version of the binder.
    patch(&app, &path, &["\"4\""]).await.problem(412);
    assert_eq!(patch(&app, &path, &["\"7\""]).await.status, 200);
    patch(&app, &format!("/binders/{BOBS}/drafts/{ALICES}"), &["*"]).await.problem(404);
    patch(&app, &format!("/binders/{ALICES}/drafts/{BOBS}"), &["*"]).await.problem(404);
}
