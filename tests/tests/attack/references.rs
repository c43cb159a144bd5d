//! Foreign keys of the client: rows of others are neither referred to nor confirmed.

use secure_api_tests::{
    app::{ABSENT, ADMIN, ALICE, App, BOB},
    client::Answer,
    database::On,
    on_each_database,
    shelves::{self, OWNERS, book, books, change, new_book, shelf, token},
};
use serde_json::{Value, json};
use uuid::Uuid;

on_each_database! {
    a_foreign_row_and_an_absent_one_are_the_same_to_the_byte,
    a_conflict_does_not_tell_which_rows_are_there,
    a_role_that_reaches_all_rows_ends_with_its_tenant,
    a_clause_about_these_rows_opens_no_others,
    crossing_tenants_is_said_by_the_endpoint,
    a_reference_has_one_spelling,
    null_refers_to_nothing,
    a_row_out_of_reach_is_not_confirmed_by_what_it_would_refer_to,
    a_row_that_changes_hands_is_not_referred_to,
    a_row_that_is_deleted_meanwhile_leaves_nothing_behind,
}

const HER: (&str, &str) = ("acme", ALICE);

async fn create(app: &App, rule: &str, token: &str, body: &Value) -> Answer {
    app.post(&format!("/{rule}")).bearing(token).json(body).send().await
}

/// Insecure direct object references (OWASP API1) by the body: the row itself is the caller's own, what it points to is not.
async fn a_foreign_row_and_an_absent_one_are_the_same_to_the_byte(on: On) {
    let app = shelves::start(on).await;
    let before = books(&app).await;
    let token = token("acme", ALICE, &[]);
    let absent = create(&app, "own", &token, &new_book(ABSENT)).await;
    absent.problem(422);
    assert_eq!(absent.json()["errors"][0]["code"], "reference");
    let her_book = book("acme", ALICE);
    for foreign in [shelf("acme", BOB), shelf("globex", ALICE), shelf("globex", BOB)] {
        for rule in ["own", "shared", "filtered"] {
            let answer = create(&app, rule, &token, &new_book(&foreign)).await;
            assert_eq!(answer.comparable(), absent.comparable(), "{rule} {foreign}");
            for member in ["shelfId", "secondShelfId"] {
                for method in ["PATCH", "PUT"] {
                    let put = async |id: &str| {
                        let call = app.call(method, &format!("/{rule}/{her_book}"));
                        call.bearing(&token).json(json!({ member: id })).send().await
                    };
                    let (foreign, absent) = (put(&foreign).await, put(ABSENT).await);
                    absent.problem(422);
                    assert_eq!(foreign.comparable(), absent.comparable(), "{rule} {member}");
                }
            }
        }
    }
    assert_eq!(books(&app).await, before);
}

/// A column that is unique tells what is stored, unless what is not the caller's to refer to is refused first.
async fn a_conflict_does_not_tell_which_rows_are_there(on: On) {
    let app = shelves::start(on).await;
    let token = token("acme", ALICE, &[]);
    let taken = book("acme", BOB);
    for shelf in [shelf("acme", BOB), ABSENT.to_owned()] {
        let body = json!({"title": taken, "open": true, "shelfId": shelf});
        create(&app, "own", &token, &body).await.problem(422);
    }
}

/// Whoever may change every row of its tenant still refers to none of another's.
async fn a_role_that_reaches_all_rows_ends_with_its_tenant(on: On) {
    let app = shelves::start(on).await;
    let token = token("acme", ADMIN, &["admin"]);
    for (tenant, owner) in OWNERS {
        let shelf = shelf(tenant, owner);
        let expected = if tenant == "acme" { (201, 200) } else { (422, 422) };
        let new = json!({"title": shelf, "open": true, "shelfId": shelf});
        let made = create(&app, "shared", &token, &new).await;
        let path = format!("/shared/{}", book("acme", BOB));
        let call = app.call("PATCH", &path).bearing(&token);
        let changed = call.json(json!({"shelfId": shelf})).send().await;
        assert_eq!((made.status, changed.status), expected, "{tenant} {owner}");
    }
}

/// A rule that lets the caller into rows of others says nothing of the rows that those refer to.
async fn a_clause_about_these_rows_opens_no_others(on: On) {
    let app = shelves::start(on).await;
    let token = token("acme", ALICE, &[]);
    let path = format!("/filtered/{}", book("acme", BOB));
    let put = async |id: String| {
        app.call("PATCH", &path).bearing(&token).json(json!({"shelfId": id})).send().await
    };
    put(shelf("acme", BOB)).await.problem(422);
    assert_eq!(put(shelf("acme", ALICE)).await.status, 200);
}

/// Across tenants what is the caller's own decides, and whatever there is where the rule reaches every row.
async fn crossing_tenants_is_said_by_the_endpoint(on: On) {
    let app = shelves::start(on).await;
    let hers = token("acme", ALICE, &[]);
    for (tenant, owner) in OWNERS {
        let new = json!({"title": owner.to_owned() + tenant, "open": true, "shelfId": shelf(tenant, owner)});
        let expected = if owner == ALICE { 201 } else { 422 };
        assert_eq!(
            create(&app, "crossing", &hers, &new).await.status,
            expected,
            "{tenant} {owner}"
        );
    }
    let auditor = secure_api_tests::tokens::token_with(ALICE, &["admin"], json!({ "tenants": {} }));
    for (tenant, owner) in OWNERS {
        let path = format!("/everywhere/{}", book("globex", BOB));
        let put = async |id: &str| {
            let call = app.call("PATCH", &path).bearing(&auditor);
            call.json(json!({"secondShelfId": id})).send().await
        };
        assert_eq!(put(&shelf(tenant, owner)).await.status, 200, "{tenant} {owner}");
        put(ABSENT).await.problem(422);
    }
}

/// One row under many names: a check that reads one spelling and a statement that reads another.
async fn a_reference_has_one_spelling(on: On) {
    let app = shelves::start(on).await;
    let own = shelf("acme", ALICE);
    let before = books(&app).await;
    for other in [
        json!(own.to_uppercase()),
        json!(own.replace('-', "")),
        json!(format!("{{{own}}}")),
        json!(format!("urn:uuid:{own}")),
        json!(format!(" {own}")),
        json!(format!("{own}\u{0}")),
        json!(""),
        json!(7),
        json!([own]),
        json!({"id": own}),
        json!(true),
    ] {
        for member in ["shelfId", "secondShelfId"] {
            let answer = change(&app, "own", HER, &json!({ member: other })).send().await;
            answer.problem(422);
            assert_eq!(answer.json()["errors"][0]["code"], "type", "{other}");
        }
    }
    for other in
        ["\"7\"", "\"007\"", "7.0", "7e0", "-7", "9223372036854775808", "[7]", "\"7 OR 1=1\""]
    {
        let body = format!("{{\"subjectId\": {other}}}");
        let path = format!("/own/{}", book("acme", ALICE));
        let call = app.call("PATCH", &path).bearing(&token("acme", ALICE, &[]));
        call.json(body).send().await.problem(422);
    }
    assert_eq!(books(&app).await, before);
    assert_eq!(change(&app, "own", HER, &json!({"subjectId": 7})).send().await.status, 200);
}

/// Null is no way around: it takes a reference away, where the column allows it, and refers to nothing.
async fn null_refers_to_nothing(on: On) {
    let app = shelves::start(on).await;
    let nil = format!("UUID '{}'", Uuid::nil());
    app.database.run(&format!("INSERT INTO shelves VALUES ({nil}, 'acme', {nil})")).await;
    change(&app, "own", HER, &json!({"shelfId": null})).send().await.problem(422);
    let nil = json!({"secondShelfId": Uuid::nil()});
    change(&app, "own", HER, &nil).send().await.problem(422);
    let answer = change(&app, "own", HER, &json!({"secondShelfId": null})).send().await;
    assert_eq!((answer.status, &answer.json()["second_shelf_id"]), (200, &Value::Null));
    let new = json!({"title": "T", "open": true, "shelfId": null});
    create(&app, "own", &token("acme", ALICE, &[]), &new).await.problem(422);
}

/// A row of somebody else's is not there, whatever a change of it would refer to.
async fn a_row_out_of_reach_is_not_confirmed_by_what_it_would_refer_to(on: On) {
    let app = shelves::start(on).await;
    let before = books(&app).await;
    let token = token("acme", ALICE, &[]);
    let mut answers = Vec::new();
    for row in [book("acme", BOB), book("globex", BOB), ABSENT.to_owned()] {
        for id in [shelf("acme", ALICE), shelf("acme", BOB), ABSENT.to_owned()] {
            let call = app.call("PUT", &format!("/own/{row}")).bearing(&token);
            let answer = call.json(json!({"shelfId": id})).send().await;
            answer.problem(404);
            answers.push(answer.comparable());
        }
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(books(&app).await, before);
}

/// Checked first and written later, what is referred to may change hands in between.
async fn a_row_that_changes_hands_is_not_referred_to(on: On) {
    let app = shelves::start(on).await;
    let own = shelf("acme", ALICE);
    for round in 0..20 {
        let hand = async |to: &str| {
            let given =
                format!("UPDATE shelves SET owner_id = UUID '{to}' WHERE id = UUID '{own}'");
            app.database.run(&given).await;
        };
        hand(ALICE).await;
        let new = json!({"title": round.to_string(), "open": true, "shelfId": own});
        let token = token("acme", ALICE, &[]);
        let (answer, ()) = tokio::join!(create(&app, "own", &token, &new), hand(BOB));
        assert!(matches!(answer.status, 201 | 422), "{answer:?}");
        let again = json!({"title": format!("{round} again"), "open": true, "shelfId": own});
        create(&app, "own", &token, &again).await.problem(422);
    }
}

/// A row that is deleted is not referred to, and one that is referred to keeps its foreign key.
async fn a_row_that_is_deleted_meanwhile_leaves_nothing_behind(on: On) {
    let app = shelves::start(on).await;
    let id = Uuid::new_v4();
    for _ in 0..20 {
        let shelf = format!("(UUID '{id}', 'acme', UUID '{ALICE}')");
        let made = format!("INSERT INTO shelves VALUES {shelf} ON CONFLICT (id) DO NOTHING");
        app.database.run(&made).await;
        let token = token("acme", ALICE, &[]);
        let new = json!({"title": Uuid::new_v4(), "open": true, "shelfId": id});
        let deleted = format!("DELETE FROM shelves WHERE id = UUID '{id}'");
        let deleted = app.database.try_run(&deleted);
        let (answer, _) = tokio::join!(create(&app, "own", &token, &new), deleted);
        assert!(matches!(answer.status, 201 | 409 | 422), "{answer:?}");
        let dangling = "SELECT COUNT(*) FROM books WHERE shelf_id NOT IN (SELECT id FROM shelves)";
        assert_eq!(app.database.rows::<(i64,)>(dangling).await, [(0,)]);
        app.database.run(&format!("DELETE FROM books WHERE shelf_id = UUID '{id}'")).await;
    }
}
