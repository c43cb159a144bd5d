//! The server itself, over a socket: framing, hosts, and where a client's address comes from.

use std::{net::SocketAddr, time::Duration};

use secure_api::{SecureRouter, Security, delete, get, post, prelude::*};
use secure_api_tests::tokens;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

#[secure_endpoint(public(reason = "a test"), rate = "100/s")]
async fn health() -> &'static str {
    "up"
}

#[secure_endpoint(public(reason = "a test"), rate = "3/h")]
async fn rare() -> &'static str {
    "rare"
}

#[secure_endpoint(public(reason = "a test"), rate = "100/s")]
async fn length(body: Unchecked<axum::body::Bytes>) -> String {
    format!("{} bytes", body.0.len())
}

#[secure_endpoint(authenticated)]
async fn me(principal: Principal) -> String {
    principal.subject().to_owned()
}

/// A server that lives as long as the test.
async fn server() -> SocketAddr {
    let security = Security::builder().jwt(tokens::verifier()).build().unwrap();
    let app = SecureRouter::new()
        .route("/health", get(health))
        .route("/rare", get(rare))
        .route("/length", post(length))
        .route("/me", delete(me))
        .with_state(security);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(secure_api::serve(listener, app));
    address
}

/// Sends these bytes on a connection of their own, and reads until the server ends it.
async fn send(to: SocketAddr, bytes: impl AsRef<[u8]>) -> String {
    let mut stream = TcpStream::connect(to).await.unwrap();
    stream.write_all(bytes.as_ref()).await.unwrap();
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut answer)).await;
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

#[tokio::test]
async fn it_answers() {
    let answer =
        send(server().await, "GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert_eq!(status(&answer), "200");
    assert!(answer.contains("\r\nx-request-id: ") && answer.ends_with("\r\n\r\nup"), "{answer}");
}

#[tokio::test]
async fn one_host_and_only_one() {
    let to = server().await;
    for hosts in ["", "host: a\r\nhost: b\r\n", "host: \u{e9}\r\n"] {
        let answer =
            send(to, format!("GET /health HTTP/1.1\r\n{hosts}connection: close\r\n\r\n")).await;
        assert_eq!(status(&answer), "400", "{answer}");
    }
}

#[tokio::test]
async fn a_request_has_one_length() {
    let to = server().await;
    let smuggled = "DELETE /me HTTP/1.1\r\nhost: x\r\n\r\n";
    for framing in [
        "content-length: 4\r\ncontent-length: 5\r\n",
        "content-length: 4, 5\r\n",
        "content-length: +4\r\n",
        "content-length: 0x4\r\n",
        "transfer-encoding: chunked, identity\r\n",
        "transfer-encoding: xchunked\r\n",
        "transfer-encoding : chunked\r\n",
    ] {
        let text = format!("POST /length HTTP/1.1\r\nhost: x\r\n{framing}\r\n0\r\n\r\n{smuggled}");
        let answer = send(to, text).await;
        assert_eq!(status(&answer), "400", "{framing} {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{framing} {answer}");
    }
}

#[tokio::test]
async fn of_two_framings_the_chunks_count_and_the_connection_stays_in_step() {
    let to = server().await;
    let text = "POST /length HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n\
                5\r\nhello\r\n0\r\n\r\nGET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let answer = send(to, text).await;
    let first_is_refused = status(&answer) == "400";
    assert!(first_is_refused || answer.contains("5 bytes"), "{answer}");
    assert!(!answer.contains("3 bytes") && !answer.contains("405"), "{answer}");
}

#[tokio::test]
async fn a_body_that_nobody_read_is_not_the_next_request() {
    let to = server().await;
    let inner = "DELETE /me HTTP/1.1\r\nhost: x\r\n\r\n";
    let text = format!(
        "DELETE /me HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n{inner}\
         GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        inner.len()
    );
    let answer = send(to, text).await;
    assert_eq!(status(&answer), "401");
    assert_eq!(answer.matches("HTTP/1.1 401").count(), 1, "{answer}");
}

#[tokio::test]
async fn the_address_is_the_connections_whatever_the_header_says() {
    let to = server().await;
    let ask = |place: u8| {
        let text = format!(
            "GET /rare HTTP/1.1\r\nhost: x\r\nx-forwarded-for: 203.0.113.{place}\r\n\
             forwarded: for=203.0.113.{place}\r\nx-real-ip: 203.0.113.{place}\r\nconnection: close\r\n\r\n"
        );
        send(to, text)
    };
    for place in 0..3 {
        assert_eq!(status(&ask(place).await), "200");
    }
    assert_eq!(status(&ask(9).await), "429");
}

#[tokio::test]
async fn rubbish_ends_the_connection_and_not_the_server() {
    let to = server().await;
    for rubbish in [
        &b"\x16\x03\x01\x02\x00\x01"[..],
        b"\0\0\0\0\r\n\r\n",
        b"GET /\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\n",
    ] {
        let answer = send(to, rubbish).await;
        assert!(!answer.contains("200"), "{answer}");
    }
    let many = format!("GET /health HTTP/1.1\r\nhost: x\r\n{}\r\n", "a: b\r\n".repeat(200));
    assert_eq!(status(&send(to, many).await), "431");
    let answer = send(to, "GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert_eq!(status(&answer), "200");
}
