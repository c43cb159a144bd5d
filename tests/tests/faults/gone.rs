//! The server is killed: before a request, between its statements, in the middle of one, and at the commit.

use std::process::Command;

use secure_api_tests::client::Call;

use crate::app::{App, FIRST, PATIENT, RULES, SECOND, Stand, When, is_unavailable, send};

/// Every kind of write.
fn writes(app: &App, rule: &str) -> [Call; 3] {
    [app.create(rule, "made"), app.update(rule, FIRST, "changed"), app.remove(rule, SECOND)]
}

#[tokio::test]
async fn a_server_that_is_gone_is_503_until_it_is_back() {
    let Some(mut stand) = Stand::start().await else { return };
    stand.is_healthy().await;
    stand.server.kill();
    // Connecting is tried for as long as a request waits for a connection.
    tokio::time::pause();
    for rule in RULES {
        is_unavailable(&stand.app, &stand.app.read(rule, FIRST).send().await);
        for write in writes(&stand.app, rule) {
            is_unavailable(&stand.app, &write.send().await);
        }
    }
    tokio::time::resume();
    stand.restart().await;
    assert_eq!(stand.session.titles().await, ["first", "second"]);
    stand.is_healthy().await;
}

/// Connections that were open before a restart are not what the next requests fail of.
#[tokio::test]
async fn connections_to_a_server_that_was_restarted_are_not_used() {
    let Some(mut stand) = Stand::with(PATIENT).await else { return };
    // Ten at once leave ten connections behind.
    stand.session.run(&format!("BEGIN; SELECT FROM notes WHERE id = '{FIRST}' FOR UPDATE")).await;
    let requests: Vec<_> =
        (0..10).map(|_| send(stand.app.update("own", FIRST, "changed"))).collect();
    stand.session.until_waiting(10).await;
    stand.session.run("COMMIT").await;
    for request in requests {
        assert_eq!(request.await.unwrap().status, 200);
    }
    stand.restart().await;
    for _ in 0..5 {
        stand.is_healthy().await;
    }
}

#[tokio::test]
async fn killed_between_reading_a_row_and_writing_it() {
    let Some(mut stand) = Stand::start().await else { return };
    for rule in RULES {
        let update = send(stand.app.update_behind_the_gate(rule, FIRST, "changed"));
        stand.app.gate.arrival().await;
        stand.server.kill();
        stand.app.gate.open();
        is_unavailable(&stand.app, &update.await.unwrap());
        stand.restart().await;
        assert_eq!(stand.session.titles().await, ["first", "second"]);
        stand.is_healthy().await;
    }
}

#[tokio::test]
async fn killed_while_a_statement_runs_or_is_committed() {
    let Some(mut stand) = Stand::with(PATIENT).await else { return };
    for when in [When::Statement, When::Commit] {
        for rule in RULES {
            stand.session.hold_writes(when).await;
            let writes = writes(&stand.app, rule).map(send);
            stand.session.until_waiting(3).await;
            stand.server.kill();
            for write in writes {
                is_unavailable(&stand.app, &write.await.unwrap());
            }
            stand.restart().await;
            assert_eq!(stand.session.titles().await, ["first", "second"], "{rule}, {when:?}");
            stand.is_healthy().await;
        }
    }
}

/// What the kernel does when memory runs out: the server ends all other connections as well, and recovers by itself.
#[tokio::test]
async fn one_process_of_the_server_is_killed() {
    let Some(mut stand) = Stand::with(PATIENT).await else { return };
    for rule in RULES {
        stand.session.hold_writes(When::Statement).await;
        let writes = writes(&stand.app, rule).map(send);
        stand.session.until_waiting(3).await;
        let waiting =
            "SELECT pid::TEXT FROM pg_stat_activity WHERE wait_event_type = 'Lock' LIMIT 1";
        let process = stand.session.number(waiting).await.to_string();
        assert!(Command::new("kill").args(["-KILL", &process]).status().unwrap().success());
        for write in writes {
            is_unavailable(&stand.app, &write.await.unwrap());
        }
        stand.recovered().await;
        assert_eq!(stand.session.titles().await, ["first", "second"], "{rule}");
        stand.is_healthy().await;
    }
}

/// A primary that another server has replaced still answers, but no longer writes.
#[tokio::test]
async fn a_server_that_only_reads_is_503_for_writes() {
    let read_only = "?options[default_transaction_read_only]=on";
    let Some(mut stand) = Stand::with(read_only).await else { return };
    for rule in RULES {
        assert_eq!(stand.app.read(rule, FIRST).send().await.status, 200);
        for write in writes(&stand.app, rule) {
            is_unavailable(&stand.app, &write.send().await);
        }
    }
    assert_eq!(stand.session.titles().await, ["first", "second"]);
}

/// Whatever is wrong with the credentials, it is nothing that the client has to know.
#[tokio::test]
async fn a_server_that_lets_nobody_in_is_503() {
    let Some(mut stand) = Stand::start().await else { return };
    stand.is_healthy().await;
    let ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'";
    stand.session.run("ALTER ROLE tester NOLOGIN").await;
    stand.session.run(ended).await;
    stand.aged().await;
    for write in writes(&stand.app, "own") {
        is_unavailable(&stand.app, &write.send().await);
    }
    stand.session.run("ALTER ROLE tester LOGIN").await;
    assert_eq!(stand.session.titles().await, ["first", "second"]);
    stand.is_healthy().await;
}
