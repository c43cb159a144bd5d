//! Files and parts that are more, or something else, than what was declared.

use axum::body::{Body, Bytes};
use futures_util::stream;
use secure_api::{
    Error, SecureRouter,
    error::ErrorKind,
    input::{self, Multipart, Upload},
    post,
    prelude::*,
};
use secure_api_tests::{
    app::{App, AppState},
    bodies,
    client::Answer,
    parts,
};
use std::io;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and so on";

#[derive(SecureInput, Debug)]
struct Avatar {
    #[validate(length(max = 20))]
    caption: Option<String>,
    size: Option<u64>,
    #[validate(file(max = "1KiB", types("image/png")))]
    picture: Upload,
    #[validate(length(max = 3), each(file(max = "1KiB", types("image/png", "text/plain"))))]
    more: Option<Vec<Upload>>,
}

#[secure_endpoint(public(reason = "a test"), rate = "1000/min", body = "1MiB")]
async fn set_avatar(Valid(Multipart(avatar)): Valid<Multipart<Avatar>>) -> String {
    avatar.picture.claimed_name().unwrap_or_default().to_owned()
}

async fn app() -> App {
    let routes = SecureRouter::<AppState>::new().route("/avatar", post(set_avatar));
    App::routed(|security| security, routes).await
}

async fn send(app: &App, body: impl Into<Body>) -> Answer {
    app.post("/avatar").header("content-type", parts::TYPE).body(body).send().await
}

async fn send_parts(app: &App, parts: &[Vec<u8>]) -> Answer {
    send(app, parts::body(parts)).await
}

/// `pointer code` of each failure, or the status.
async fn read(parts: &[Vec<u8>]) -> Vec<String> {
    failures(input::read_multipart::<Avatar>(parts::TYPE, parts::body(parts)).await)
}

fn failures<T>(outcome: Result<T, Error>) -> Vec<String> {
    let Err(error) = outcome else { return vec!["valid".to_owned()] };
    match error.kind() {
        ErrorKind::Invalid(failures) => {
            failures.iter().map(|failure| format!("{} {}", failure.pointer, failure.code)).collect()
        }
        kind => vec![kind.status().to_string()],
    }
}

fn picture() -> Vec<u8> {
    parts::file("picture", "a.png", PNG)
}

/// CVE-2024-53981 (python-multipart): a body without a length, in a file, in the head of one, before and behind the parts.
#[tokio::test]
async fn a_body_that_does_not_end() {
    const HEAD: &[u8] =
        b"--x\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a\"\r\n\r\n";
    let app = app().await;
    for (start, status) in [
        (HEAD, 413),
        (&b"--x\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\n"[..], 413),
        (&b"--x\r\nContent-Disposition: form-data; name=\""[..], 400),
        (&b"--x\r\nX: "[..], 400),
        (&b"x"[..], 400),
        (&b""[..], 400),
    ] {
        let frame = Bytes::from_static(&[b'a'; 1024]);
        let more = std::iter::repeat_n(frame, 1_000_000);
        let whole = std::iter::once(Bytes::from_static(start)).chain(more).map(Ok::<_, io::Error>);
        let answer = send(&app, Body::from_stream(stream::iter(whole))).await;
        answer.problem(status);
    }
    let (endless, polls) = bodies::endless(b"--x\r\n");
    let status = send(&app, endless).await.status;
    assert!(matches!(status, 400 | 413), "{status}");
    assert!(polls.count() < 20_000, "{}", polls.count());
}

/// A length that is announced is refused before a byte is read; one that lies changes nothing.
#[tokio::test]
async fn a_length_that_is_wrong() {
    let app = app().await;
    let (endless, polls) = bodies::endless(b"x");
    let call = app.post("/avatar").header("content-type", parts::TYPE);
    call.header("content-length", "1048577").body(endless).send().await.problem(413);
    assert_eq!(polls.count(), 0);
    let large = parts::body(&[parts::file("picture", "a.png", vec![b'x'; 1_100_000])]);
    let call = app.post("/avatar").header("content-type", parts::TYPE);
    call.header("content-length", "10").body(large).send().await.problem(413);
}

/// CVE-2023-25577 (Werkzeug), CVE-2023-25576 (fastify): thousands of small parts.
#[tokio::test]
async fn more_parts_than_a_form_has() {
    let app = app().await;
    let hundred: Vec<_> = (0..99).map(|number| parts::text(&number.to_string(), "")).collect();
    let mut many = [vec![picture()], hundred].concat();
    let answer = send_parts(&app, &many).await;
    answer.problem(422);
    assert!(answer.body.len() < 5_000);
    many.push(parts::text("caption", ""));
    send_parts(&app, &many).await.problem(400);
    many.resize(900, parts::text("a", ""));
    send_parts(&app, &many).await.problem(400);
}

/// CVE-2023-46136 (Werkzeug): a body in small pieces, each of which makes the parser search anew.
#[tokio::test]
async fn a_body_in_pieces_of_one_byte() {
    let body = parts::body(&[parts::text("caption", "c"), picture()]);
    let pieces: Vec<_> =
        body.chunks(1).map(|piece| Ok::<_, io::Error>(Bytes::copy_from_slice(piece))).collect();
    let read =
        input::read_multipart::<Avatar>(parts::TYPE, Body::from_stream(stream::iter(pieces)));
    assert_eq!(read.await.unwrap().picture.content(), PNG);
}

/// CWE-22: names that lead out of a folder, to a drive, a stream or a device.
#[tokio::test]
async fn a_name_that_is_a_path() {
    let app = app().await;
    for (claimed, label) in [
        ("../../etc/passwd", "passwd"),
        (r"..\..\windows\win.ini", "win.ini"),
        (r"C:\x", "x"),
        ("/etc/passwd", "passwd"),
        ("a.png::$DATA", "$DATA"),
        ("..", ""),
        ("....//", ""),
        ("invoice.pdf.exe", "invoice.pdf.exe"),
        ("%2e%2e%2fpasswd", "%2e%2e%2fpasswd"),
    ] {
        let answer = send_parts(&app, &[parts::file("picture", claimed, PNG)]).await;
        assert_eq!((answer.status, &answer.body[..]), (200, label.as_bytes()), "{claimed}");
    }
    // A NUL cannot even stand in the head of a part.
    send_parts(&app, &[parts::file("picture", "a.png\0.exe", PNG)]).await.problem(400);
}

/// CWE-434: what a file is called, and what the client says it is, count for nothing.
#[tokio::test]
async fn a_file_that_is_something_else() {
    for content in [
        &b"<?php system($_GET[0]); ?>"[..],
        b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
        b"<?xml version=\"1.0\"?><svg/>",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"GIF89a/*\x89PNG\r\n\x1a\n*/=alert(1)",
        b"%PDF-1.7\n\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0 \x89PNG\r\n\x1a\n",
        b"MZ\x90\0",
        b"\x7fELF\x02\x01\x01",
        b"PK\x03\x04",
        b"\x89PN",
        b"",
    ] {
        let found = read(&[parts::file("picture", "a.png", content)]).await;
        assert_eq!(found, ["#/picture file"], "{content:?}");
    }
    // The other way round the client may lie as it likes.
    let odd = parts::part("name=\"picture\"; filename=\"a.html\"\r\nContent-Type: text/html", PNG);
    assert_eq!(read(&[odd]).await, ["valid"]);
    let markup = parts::file("more", "a.txt", b" <script>alert(1)</script>");
    assert_eq!(read(&[picture(), markup]).await, ["#/more/0 file"]);
}

/// A text cannot stand for a file, whatever number or word it is, nor a file for a text.
#[tokio::test]
async fn a_file_that_is_none() {
    for forged in ["0", "1", "$secure_api::file", "{\"0\": 0}", ""] {
        assert_eq!(read(&[parts::text("picture", forged)]).await, ["#/picture type"], "{forged}");
        let found = read(&[picture(), parts::text("more", forged)]).await;
        assert_eq!(found, ["#/more/0 type"], "{forged}");
    }
    assert_eq!(read(&[picture(), parts::file("caption", "a", "x")]).await, ["#/caption type"]);
    assert_eq!(read(&[picture(), parts::file("size", "a", "1")]).await, ["#/size type"]);
    for json in ["0", "\"0\"", "[0]", "{\"0\": 0}", "{\"$secure_api::file\": 0}", "true", "1e3"] {
        let whole = format!("{{\"picture\": {json}}}");
        let found = failures(input::read_json::<Avatar>(whole.as_bytes()));
        assert_eq!(found, ["#/picture type"], "{json}");
    }
}

/// Parsers disagree about which of two counts, so a firewall saw one and the application the other.
#[tokio::test]
async fn what_could_be_read_in_two_ways() {
    let head = |head: &str| parts::part(head, PNG);
    for part in [
        head(r#"name="picture"; name="caption"; filename="a""#),
        head(r#"name="picture"; filename="a"; filename="b""#),
        head(r#"name="picture"; filename="a"; filename*=UTF-8''b"#),
        head(r#"name="picture"; filename="a"#),
        head(r#"filename="a""#),
        head("name=\"picture\"; filename=\"a\"\r\nContent-Transfer-Encoding: base64"),
        head("name=\"picture\"; filename=\"a\"\r\nno colon"),
        head("name=\"picture\"; filename=\"a\"\r\n folded: yes"),
        [b"--x\r\n\r\n".as_slice(), PNG, b"\r\n"].concat(),
        [
            b"--x\nContent-Disposition: form-data; name=\"picture\"; filename=\"a\"\n\n",
            PNG,
            b"\r\n",
        ]
        .concat(),
    ] {
        assert_eq!(
            read(std::slice::from_ref(&part)).await,
            ["400"],
            "{:?}",
            String::from_utf8_lossy(&part)
        );
    }
    let twice = [picture(), picture(), parts::text("caption", "a"), parts::text("caption", "b")];
    assert_eq!(read(&twice).await, ["#/picture duplicate", "#/caption duplicate"]);
    let text = |kind: &str| parts::part(&format!("name=\"caption\"\r\nContent-Type: {kind}"), "a");
    for kind in [
        "text/html",
        "application/json",
        "text/plain; charset=utf-16",
        "multipart/mixed; boundary=y",
    ] {
        assert_eq!(read(&[picture(), text(kind)]).await, ["#/caption type"], "{kind}");
    }
    assert_eq!(read(&[picture(), text("text/plain; charset=UTF-8")]).await, ["valid"]);
    assert_eq!(read(&[picture(), parts::part("name=\"caption\"", b"\xff")]).await, ["400"]);
}

#[tokio::test]
async fn a_boundary_that_is_none() {
    let app = app().await;
    let body = parts::body(&[picture()]);
    let long = format!("multipart/form-data; boundary={}", "x".repeat(10_000));
    for kind in [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=x; boundary=y",
        "multipart/form-data; boundary=y",
        "multipart/form-data; boundary=\"x\\\"\"",
        &long,
    ] {
        let call = app.post("/avatar").header("content-type", kind).body(body.clone());
        call.send().await.problem(400);
    }
    for second in ["multipart/form-data; boundary=y", "application/json"] {
        let call = app.post("/avatar").header("content-type", parts::TYPE);
        call.header("content-type", second).body(body.clone()).send().await.problem(415);
    }
    let call = app.post("/avatar").header("content-type", parts::TYPE);
    call.header("content-encoding", "gzip").body(body).send().await.problem(415);
}

/// A body that ends at any byte of it is refused, and never half taken.
#[tokio::test]
async fn a_body_that_breaks_off() {
    let whole = parts::body(&[parts::text("caption", "c"), picture()]);
    let end = whole.len() - b"\r\n".len();
    for length in 0..end {
        let part = whole.get(..length).unwrap().to_vec();
        let read = failures(input::read_multipart::<Avatar>(parts::TYPE, part).await);
        assert_eq!(read, ["400"], "{length}");
    }
    let app = app().await;
    let broken =
        bodies::broken_off(&[b"--x\r\nContent-Disposition: form-data; name=\"caption\"\r\n\r\nc"]);
    send(&app, broken).await.problem(400);
}

/// Bytes without any sense, and the right ones with one changed: an answer, and never a failure of the server.
#[tokio::test]
async fn a_body_without_sense() {
    let whole = parts::body(&[parts::text("caption", "c"), parts::text("size", "7"), picture()]);
    for position in 0..whole.len() {
        for byte in [0, b'\r', b'\n', b'"', b';', b'-', b'\\', 0xff] {
            let mut changed = whole.clone();
            *changed.get_mut(position).unwrap() = byte;
            let read = input::read_multipart::<Avatar>(parts::TYPE, changed).await;
            let status = read.err().map_or(200, |error| error.status());
            assert!(matches!(status, 200 | 400 | 422), "{position} {byte}: {status}");
        }
    }
}

/// An answer that lists everything wrong must not grow with what the attacker sends.
#[tokio::test]
async fn a_report_on_parts_stays_small() {
    let app = app().await;
    let name = "n".repeat(500);
    let unknown: Vec<_> =
        (0..90).map(|number| parts::text(&format!("{name}{number}"), "")).collect();
    let answer = send_parts(&app, &unknown).await;
    answer.problem(422);
    assert!(answer.body.len() < 5_000, "{}", answer.body.len());
}
