//! No connection is left.

use crate::app::{FIRST, PATIENT, Stand, is_unavailable, send};

/// Ten requests that wait for a row are all that the pool can do; the next one is refused in bounded time.
#[tokio::test]
async fn an_exhausted_pool_is_503_and_recovers() {
    let Some(mut stand) = Stand::with(PATIENT).await else { return };
    stand.session.run(&format!("BEGIN; SELECT FROM notes WHERE id = '{FIRST}' FOR UPDATE")).await;
    let held: Vec<_> =
        (0..10).map(|n| send(stand.app.update("own", FIRST, &format!("{n}")))).collect();
    stand.session.until_waiting(10).await;

    tokio::time::pause();
    let before = tokio::time::Instant::now();
    is_unavailable(&stand.app, &stand.app.read("own", FIRST).send().await);
    is_unavailable(&stand.app, &stand.app.create("own", "made").send().await);
    let waited = before.elapsed().as_secs();
    tokio::time::resume();
    // Of the clock that the test has stopped.
    assert_eq!(waited, 10, "twice five seconds");
    assert!(held.iter().all(|request| !request.is_finished()));

    stand.session.run("COMMIT").await;
    for request in held {
        assert_eq!(request.await.unwrap().status, 200);
    }
    stand.is_healthy().await;
}
