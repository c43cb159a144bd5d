//! Rows of others: ids, owners, cursors, writes.

use secure_api_tests::{
    app::{ABSENT, ADMIN, ALICE, ALICES, ALICES_LAST, App, BOB, BOBS, BOBS_FIRST},
    database::On,
    on_each_database,
};
use serde_json::{Value, json};

on_each_database! {
    a_foreign_id_and_an_absent_one_are_the_same_to_the_byte,
    a_list_is_filtered_like_a_row,
    a_subject_that_can_own_nothing_reaches_nothing,
    a_row_without_an_owner_is_nobodys,
    nobody_writes_a_row_for_somebody_else,
    a_foreign_id_elsewhere_in_the_request_is_not_looked_at,
    a_cursor_is_made_by_the_server_only,
    a_row_has_one_name,
    text_stays_text,
    a_row_that_changes_hands_is_not_written,
}

fn titles(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap()).collect()
}

/// Django REST Framework (#3698): 403 for a foreign id and 404 for an absent one tells which ids exist.
async fn a_foreign_id_and_an_absent_one_are_the_same_to_the_byte(on: On) {
    let app = App::on(on).await;
    for path in ["/documents", "/by-hand", "/shared"] {
        let foreign = app.get(&format!("{path}/{BOBS}")).by(ALICE, &["viewer"]).send().await;
        app.wait(60);
        let absent = app.get(&format!("{path}/{ABSENT}")).by(ALICE, &["viewer"]).send().await;
        app.wait(60);
        foreign.problem(404);
        assert_eq!(foreign.comparable(), absent.comparable(), "{path}");
    }
}

/// Django REST Framework: list endpoints skip the check of each object.
async fn a_list_is_filtered_like_a_row(on: On) {
    let app = App::on(on).await;
    for path in ["/documents", "/shared"] {
        let page = app.get(path).by(ALICE, &["editor"]).send().await.json();
        assert_eq!(titles(&page), ["Alice's", "Alice's last"]);
    }
}

/// Several tenants' filters: a required claim that is missing became NULL, and the filter vanished.
async fn a_subject_that_can_own_nothing_reaches_nothing(on: On) {
    let app = App::on(on).await;
    let before = app.table().await;
    let upper = ALICE.to_uppercase();
    let braces = format!("{{{ALICE}}}");
    let simple = ALICE.replace('-', "");
    let urn = format!("urn:uuid:{ALICE}");
    let spaced = format!(" {ALICE}");
    for subject in [
        "alice",
        "null",
        "NULL",
        "0",
        "%",
        "*",
        "' OR '1'='1",
        &upper,
        &braces,
        &simple,
        &urn,
        &spaced,
    ] {
        for path in
            ["/documents".to_owned(), "/documents/count".to_owned(), format!("/documents/{ALICES}")]
        {
            app.get(&path).by(subject, &["viewer"]).send().await.problem(403);
        }
        let new = json!({"title": "T", "content": ""});
        app.post("/documents").by(subject, &["editor"]).json(&new).send().await.problem(403);
        // One who reaches every row still writes none that belongs to nobody.
        app.post("/shared").by(subject, &["admin"]).json(&new).send().await.problem(403);
    }
    assert_eq!(app.table().await, before);
}

/// NULL owners, and `NULL <> x`, which is not true: rows without an owner belonged to everybody.
async fn a_row_without_an_owner_is_nobodys(on: On) {
    let app = App::on(on).await;
    let tables = "
        ALTER TABLE documents RENAME TO strict;
        CREATE TABLE documents (id UUID PRIMARY KEY, owner_id UUID, title TEXT, content TEXT);
        INSERT INTO documents SELECT * FROM strict;
        INSERT INTO documents VALUES (UUID '00000000-0000-4000-8000-000000000009', NULL, 'orphan', '');
    ";
    app.database.run(tables).await;
    if on == On::Sqlite {
        // What is no UUID only SQLite stores.
        let odd = "
            INSERT INTO documents VALUES (UUID '00000000-0000-4000-8000-000000000008', '', 'empty', '');
            INSERT INTO documents VALUES (UUID '00000000-0000-4000-8000-000000000007', 'owner_id', 'name', '');
        ";
        app.database.run(odd).await;
    }
    for subject in [ALICE, BOB, ADMIN, "00000000-0000-0000-0000-000000000000"] {
        let page = app.get("/documents").by(subject, &["viewer"]).send().await;
        assert_eq!(page.status, 200);
        for title in ["orphan", "empty", "name"] {
            assert!(!page.text().contains(title), "{subject} {title}");
        }
        for id in 7..=9 {
            let path = format!("/documents/00000000-0000-4000-8000-00000000000{id}");
            for method in ["GET", "DELETE"] {
                app.call(method, &path).by(subject, &["editor"]).send().await.problem(404);
            }
        }
    }
}

/// `ModKit` (PR #382): the insert did not check the tenant of the row that it wrote.
async fn nobody_writes_a_row_for_somebody_else(on: On) {
    let app = App::on(on).await;
    let before = app.table().await;
    for name in ["owner_id", "ownerId", "owner", "OWNER_ID", "user_id", "id", "owner_id\u{0}"] {
        let body = json!({"title": "T", "content": "", name: BOB});
        app.wait(60);
        for path in ["/documents", "/shared"] {
            app.post(path).by(ALICE, &["editor"]).json(&body).send().await.problem(422);
        }
        let path = format!("/documents/{ALICES}");
        app.call("PATCH", &path).by(ALICE, &["editor"]).json(body).send().await.problem(422);
    }
    assert_eq!(app.table().await, before);

    let new = json!({"title": "T", "content": ""});
    let path = format!("/documents?owner_id={BOB}&id={BOBS}");
    let call = app.post(&path).by(ALICE, &["editor"]).header("x-user-id", BOB);
    assert_eq!(call.json(new).send().await.json()["owner_id"], ALICE);
}

/// Broken object level authorization (OWASP API1): an id in the body or the query is trusted over the one in the path.
async fn a_foreign_id_elsewhere_in_the_request_is_not_looked_at(on: On) {
    let app = App::on(on).await;
    let path = format!("/documents/{ALICES}?id={BOBS}&owner_id={BOB}");
    let answer = app.get(&path).by(ALICE, &["viewer"]).header("x-id", BOBS).send().await;
    assert_eq!(answer.json()["id"], ALICES);
    let path = format!("/documents/{BOBS}?id={ALICES}&owner_id={ALICE}");
    app.get(&path).by(ALICE, &["viewer"]).send().await.problem(404);
    let path = format!("/documents?owner_id={BOB}");
    app.get(&path).by(ALICE, &["viewer"]).send().await.problem(422);
    let call = app.call("DELETE", &format!("/documents/{BOBS}?id={ALICES}"));
    call.by(ALICE, &["editor"]).send().await.problem(404);
}

/// Cursors that are ids: whoever can write one chooses where a list begins, and learns where others' rows are.
async fn a_cursor_is_made_by_the_server_only(on: On) {
    let app = App::on(on).await;
    let hexadecimal = |id: &str| id.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    let ids = [BOBS_FIRST, ALICES, BOBS, ABSENT].map(hexadecimal);
    let forged = ["", "zz", "7", "2720", "AQ", &hexadecimal("' OR 1=1 --"), &"00".repeat(16)];
    let long = "A".repeat(6_001);
    for forged in ids.iter().map(String::as_str).chain(forged).chain([long.as_str()]) {
        let path = format!("/documents?after={forged}");
        app.get(&path).by(ALICE, &["viewer"]).send().await.problem(422);
    }
    for odd in
        ["order=content", "sort=-content", "fields=content", "filter=1", "limit=101", "limit=0"]
    {
        app.get(&format!("/documents?{odd}")).by(ALICE, &["viewer"]).send().await.problem(422);
    }
}

/// One row under many names: caches, logs and checks that compare text see different ones.
async fn a_row_has_one_name(on: On) {
    let app = App::on(on).await;
    let letters = "a11ce000-0000-4000-8000-00000000000a";
    let row = format!("(UUID '{letters}', UUID '{ALICE}', 'letters', '')");
    app.database.run(&format!("INSERT INTO documents VALUES {row}")).await;
    let ask = |id: &str| app.get(&format!("/documents/{id}")).by(ALICE, &["viewer"]).send();
    assert_eq!(ask(letters).await.status, 200);
    for other in [
        letters.to_uppercase(),
        letters.replace('-', ""),
        format!("%7B{letters}%7D"),
        format!("{letters}%20"),
        format!("urn:uuid:{letters}"),
        format!("{letters}%00"),
    ] {
        ask(&other).await.problem(404);
    }
}

/// Injection: text of the client in the text of a statement.
async fn text_stays_text(on: On) {
    let app = App::on(on).await;
    let title = "'); DROP TABLE documents; -- \" $1 ?";
    let body = json!({"title": title, "content": "' || (SELECT content FROM documents) || '"});
    let answer = app.post("/documents").by(ALICE, &["editor"]).json(body).send().await;
    assert_eq!(answer.json()["title"], title);
    assert_eq!(app.table().await.len(), 5);
    for id in ["1'%20OR%20'1'='1", "1;DROP%20TABLE%20documents", "%27%27", "null", "owner_id"] {
        app.get(&format!("/documents/{id}")).by(ALICE, &["viewer"]).send().await.problem(404);
    }
}

/// A write whose filter stood only in the read before it: whoever takes the row away in between loses it.
async fn a_row_that_changes_hands_is_not_written(on: On) {
    let app = App::on(on).await;
    let taken =
        format!("UPDATE documents SET owner_id = UUID '{BOB}' WHERE id = UUID '{ALICES_LAST}'");
    app.database.run(&taken).await;
    let before = app.table().await;
    let path = format!("/by-hand/{ALICES_LAST}");
    let change = json!({"title": "still mine"});
    app.call("PATCH", &path).by(ALICE, &["editor"]).json(change).send().await.problem(404);
    app.call("DELETE", &path).by(ALICE, &["editor"]).send().await.problem(404);
    assert_eq!(app.table().await, before);
}
