//! How long the server waits for a client that is slow, or silent. The clock stands still unless everybody waits.

use std::time::Duration;

use secure_api::{SecureRouter, Security, get, prelude::*};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    time::{Instant, sleep},
};

/// What a client has for its header fields, and for the next request.
const PATIENCE: Duration = Duration::from_secs(10);

const SECOND: Duration = Duration::from_secs(1);

const REQUEST: &str = "GET /health HTTP/1.1\r\nhost: x\r\n\r\n";

#[secure_endpoint(public(reason = "a test"), rate = "100/s")]
async fn health() -> &'static str {
    "up"
}

#[secure_endpoint(public(reason = "a test"), rate = "100/s")]
async fn long() -> &'static str {
    sleep(PATIENCE * 2).await;
    "at last"
}

/// A connection to a server of its own.
async fn connection() -> TcpStream {
    let security = Security::builder().build().unwrap();
    let app = SecureRouter::new()
        .route("/health", get(health))
        .route("/long", get(long))
        .with_state(security);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(secure_api::serve(listener, app));
    TcpStream::connect(address).await.unwrap()
}

/// Asks, and reads until this ends the answer.
async fn ask(stream: &mut TcpStream, request: &str, end: &str) {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    while !answer.ends_with(end) {
        let mut bytes = [0; 1024];
        let read = stream.read(&mut bytes).await.unwrap();
        assert_ne!(read, 0, "the server ended the connection after {answer:?}");
        answer.push_str(&String::from_utf8_lossy(&bytes[..read]));
    }
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

/// How long it takes from here until the server ends the connection, and whether it said something before.
async fn ended(mut stream: TcpStream) -> (Duration, bool) {
    let begun = Instant::now();
    let mut said = Vec::new();
    let _ = stream.read_to_end(&mut said).await;
    (begun.elapsed(), !said.is_empty())
}

fn assert_is_patience(waited: Duration) {
    assert!((PATIENCE..PATIENCE + SECOND).contains(&waited), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn who_says_nothing_is_cut_off() {
    let (waited, said) = ended(connection().await).await;
    assert_is_patience(waited);
    assert!(!said);
}

#[tokio::test(start_paused = true)]
async fn header_fields_that_never_end_do_not_hold_a_connection() {
    let mut stream = connection().await;
    let begun = Instant::now();
    stream.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n").await.unwrap();
    while stream.write_all(b"a: b\r\n").await.is_ok() && begun.elapsed() < PATIENCE * 3 {
        sleep(SECOND).await;
    }
    let waited = begun.elapsed();
    assert!((PATIENCE..PATIENCE + 3 * SECOND).contains(&waited), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn every_request_has_the_whole_time() {
    let mut stream = connection().await;
    for _ in 0..4 {
        sleep(PATIENCE - SECOND).await;
        ask(&mut stream, REQUEST, "up").await;
    }
    let (waited, said) = ended(stream).await;
    assert_is_patience(waited);
    assert!(!said);
}

#[tokio::test(start_paused = true)]
async fn an_answer_may_take_longer_than_a_question() {
    let mut stream = connection().await;
    ask(&mut stream, &REQUEST.replace("health", "long"), "at last").await;
    ask(&mut stream, REQUEST, "up").await;
    assert_is_patience(ended(stream).await.0);
}
