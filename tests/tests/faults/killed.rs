//! A connection breaks inside a transaction, at every moment that makes a difference.

use crate::{
    app::{App, FIRST, PATIENT, RULES, SECOND, Stand, When, is_unavailable, send},
    proxy::{Cut, Proxy},
};

#[tokio::test]
async fn a_connection_that_is_ended_writes_nothing() {
    let Some(mut stand) = Stand::with(PATIENT).await else { return };
    for when in [When::Statement, When::Commit] {
        stand.session.hold_writes(when).await;
        for rule in RULES {
            let before = stand.session.tries().await;
            let writes = [
                stand.app.create(rule, "made"),
                stand.app.update(rule, FIRST, "changed"),
                stand.app.remove(rule, SECOND),
            ];
            let writes = writes.map(send);
            stand.session.until_waiting(3).await;
            let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
            stand.session.run(end).await;
            for write in writes {
                is_unavailable(&stand.app, &write.await.unwrap());
            }
            assert_eq!(stand.session.titles().await, ["first", "second"], "{rule}, {when:?}");
            assert_eq!(stand.session.tries().await, before + 3, "none is tried again");
        }
        stand.session.release_writes().await;
        stand.is_healthy().await;
    }
}

/// The statement ran, its answer is lost; or the commit did not get there: there is no commit, so there is no row.
#[tokio::test]
async fn without_a_commit_nothing_is_written() {
    let Some(mut stand) = Stand::start().await else { return };
    let proxy = Proxy::start(stand.server.port()).await;
    let app = App::on(&stand.server.url_at(proxy.port)).await;
    for rule in RULES {
        for cut in [Cut::Before("a note"), Cut::After("a note"), Cut::Before("COMMIT")] {
            let before = stand.session.tries().await;
            proxy.cut(cut);
            is_unavailable(&app, &app.create(rule, "a note").send().await);
            assert!(!proxy.is_armed(), "{cut:?}");
            stand.session.until_idle().await;
            assert_eq!(stand.session.titles().await, ["first", "second"], "{rule}, {cut:?}");
            let tries = i64::from(!matches!(cut, Cut::Before("a note")));
            assert_eq!(stand.session.tries().await, before + tries, "{rule}, {cut:?}");
        }
    }
    assert_eq!(app.read("own", FIRST).send().await.status, 200);
}

/// Nobody can tell whether a commit without an answer has happened. This one has; trying again would have made two notes.
#[tokio::test]
async fn a_commit_without_an_answer_is_503_and_not_tried_again() {
    let Some(mut stand) = Stand::start().await else { return };
    let proxy = Proxy::start(stand.server.port()).await;
    let app = App::on(&stand.server.url_at(proxy.port)).await;
    for rule in RULES {
        let before = stand.session.tries().await;
        proxy.cut(Cut::After("COMMIT"));
        is_unavailable(&app, &app.create(rule, "a note").send().await);
        assert!(!proxy.is_armed());
        let made = "SELECT COUNT(*)::TEXT FROM notes WHERE title = 'a note'";
        assert_eq!(stand.session.number(made).await, 1, "{rule}");
        assert_eq!(stand.session.tries().await, before + 1);
        assert_eq!(app.create(rule, "another").send().await.status, 201);
        stand.session.run("DELETE FROM notes WHERE title LIKE 'a%'").await;
    }
}
