//! Two requests about one row at the same time, in both orders, and what the server refuses of them.

use crate::app::{
    FIRST, PATIENT, RULES, SECOND, Session, Stand, is_not_found, is_unavailable, send,
};
use secure_api_tests::client::{Answer, Call};

/// Sends both while the row is locked, the first before the second, and lets them go on once both wait.
async fn in_order(session: &mut Session, first: Call, second: Call) -> (Answer, Answer) {
    session.run(&format!("BEGIN; SELECT FROM notes WHERE id = '{FIRST}' FOR UPDATE")).await;
    let first = send(first);
    session.until_waiting(1).await;
    let second = send(second);
    session.until_waiting(2).await;
    session.run("COMMIT").await;
    (first.await.unwrap(), second.await.unwrap())
}

/// Puts the first note back.
async fn put_back(session: &mut Session) {
    session
        .run(&format!(
            "DELETE FROM notes WHERE id = '{FIRST}'; \
             INSERT INTO notes SELECT '{FIRST}', owner_id, 'first', true FROM notes WHERE id = '{SECOND}'"
        ))
        .await;
}

#[tokio::test]
async fn an_update_after_a_delete_is_404() {
    let Some(Stand { app, mut session, server }) = Stand::with(PATIENT).await else { return };
    for rule in RULES {
        let update = app.update(rule, FIRST, "changed");
        let (deleted, updated) = in_order(&mut session, app.remove(rule, FIRST), update).await;
        assert_eq!(deleted.status, 204);
        is_not_found(&app, &updated);
        assert_eq!(session.titles().await, ["second"]);
        put_back(&mut session).await;
    }
    drop(server);
}

#[tokio::test]
async fn a_delete_after_an_update_deletes_what_was_updated() {
    let Some(Stand { app, mut session, server }) = Stand::with(PATIENT).await else { return };
    for rule in RULES {
        let update = app.update(rule, FIRST, "changed");
        let (updated, deleted) = in_order(&mut session, update, app.remove(rule, FIRST)).await;
        assert_eq!((updated.status, deleted.status), (200, 204));
        assert_eq!(updated.json()["title"], "changed");
        assert_eq!(session.titles().await, ["second"]);
        put_back(&mut session).await;
    }
    drop(server);
}

#[tokio::test]
async fn of_two_deletes_one_finds_nothing() {
    let Some(Stand { app, mut session, server }) = Stand::with(PATIENT).await else { return };
    for rule in RULES {
        let (first, second) =
            in_order(&mut session, app.remove(rule, FIRST), app.remove(rule, FIRST)).await;
        assert_eq!(first.status, 204);
        is_not_found(&app, &second);
        put_back(&mut session).await;
    }
    drop(server);
}

/// Each changes another column: neither takes back what the other has written.
#[tokio::test]
async fn of_two_updates_none_is_lost() {
    let Some(Stand { app, mut session, server }) = Stand::with(PATIENT).await else { return };
    session.run("ALTER TABLE notes ADD COLUMN changes BIGINT NOT NULL DEFAULT 0").await;
    session
        .run(
            "CREATE FUNCTION counted() RETURNS trigger LANGUAGE plpgsql AS \
             'BEGIN NEW.changes = OLD.changes + 1; RETURN NEW; END'; \
             CREATE TRIGGER counts BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION counted()",
        )
        .await;
    for (rule, changes) in RULES.into_iter().zip([2, 4]) {
        let (first, second) =
            in_order(&mut session, app.update(rule, FIRST, "one"), app.update(rule, FIRST, "two"))
                .await;
        assert_eq!((first.status, second.status), (200, 200));
        assert_eq!(
            (&first.json()["title"], &second.json()["title"]),
            (&"one".into(), &"two".into())
        );
        assert_eq!(session.titles().await, ["two", "second"]);
        let counted = format!("SELECT changes::TEXT FROM notes WHERE id = '{FIRST}'");
        assert_eq!(session.number(&counted).await, changes);
    }
    drop(server);
}

/// The row is looked at again once its lock is there: what another session has taken out of reach meanwhile is not written.
#[tokio::test]
async fn a_row_that_leaves_the_rule_while_a_write_waits_is_404() {
    let Some(Stand { app, mut session, server }) = Stand::with(PATIENT).await else { return };
    for call in [app.update("filtered", FIRST, "changed"), app.remove("filtered", FIRST)] {
        session.run(&format!("BEGIN; UPDATE notes SET open = false WHERE id = '{FIRST}'")).await;
        let write = send(call);
        session.until_waiting(1).await;
        session.run("COMMIT").await;
        is_not_found(&app, &write.await.unwrap());
        assert_eq!(session.titles().await, ["first", "second"]);
        session.run("UPDATE notes SET open = true").await;
    }
    drop(server);
}

#[tokio::test]
async fn a_serialization_failure_is_503() {
    let isolation = format!("{PATIENT}&options[default_transaction_isolation]=serializable");
    let Some(mut stand) = Stand::with(&isolation).await else { return };
    for rule in RULES {
        let before = stand.session.tries().await;
        let (app, session) = (&stand.app, &mut stand.session);
        let (first, second) =
            in_order(session, app.update(rule, FIRST, "one"), app.update(rule, FIRST, "two")).await;
        assert_eq!(first.status, 200);
        is_unavailable(app, &second);
        assert_eq!(session.titles().await, ["one", "second"]);
        assert_eq!(session.tries().await, before + 2, "it is not tried again");
        stand.is_healthy().await;
    }
}

/// Each of two updates has one row and wants the other: the server ends one of them, which has then written nothing.
#[tokio::test]
async fn a_deadlock_is_503_for_one_of_two() {
    let Some(mut stand) = Stand::with(PATIENT).await else { return };
    stand
        .session
        .run(
            "CREATE FUNCTION cross_over() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
                 IF pg_trigger_depth() = 1 THEN
                     PERFORM pg_advisory_xact_lock_shared(1);
                     UPDATE notes SET open = true WHERE id <> NEW.id;
                 END IF;
                 RETURN NULL; END';
             CREATE TRIGGER crosses AFTER UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION cross_over()",
        )
        .await;
    for rule in RULES {
        stand.session.run("UPDATE notes SET title = 'before', open = true").await;
        stand.session.run("SELECT pg_advisory_lock(1)").await;
        let one = send(stand.app.update(rule, FIRST, "one"));
        stand.session.until_waiting(1).await;
        let two = send(stand.app.update(rule, SECOND, "two"));
        stand.session.until_waiting(2).await;
        stand.session.release_writes().await;
        let (one, two) = (one.await.unwrap(), two.await.unwrap());
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 503]);
        let titles = if one.status == 200 { ["one", "before"] } else { ["before", "two"] };
        assert_eq!(stand.session.titles().await, titles);
        let refused = if one.status == 503 { one } else { two };
        assert_eq!(refused.problem(503)["detail"], "something that is needed does not answer");
    }
    stand.session.run("DROP TRIGGER crosses ON notes").await;
    stand.is_healthy().await;
}
