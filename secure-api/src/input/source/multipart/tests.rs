//! What is kept of parts, by bounds that stand here and not in an input.

use futures_util::{StreamExt as _, stream};

use super::{part::Part, parts::Parts, *};
use crate::input::{Field as _, Upload};

const KIB: u64 = 1024;

const MEMBERS: &[MemberInfo] = &[
    MemberInfo::of(String::ABOUT, &["text", "alias"], &[20_000]),
    MemberInfo::of(i64::ABOUT, &["number"], &[]),
    MemberInfo::of(Vec::<String>::ABOUT, &["tags"], &[2]),
    MemberInfo::of(Upload::ABOUT, &["file"], &[KIB]),
    MemberInfo::of(Vec::<Upload>::ABOUT, &["files"], &[2, KIB]),
];

fn part(head: &str, content: &str) -> String {
    format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
}

async fn collect(parts: &[String]) -> Result<Parts> {
    let body = format!("{}--x--\r\n", parts.concat());
    parts::collect(MEMBERS, "x", edge::stream(body.into(), usize::MAX)).await
}

/// `member code`, with the element if there is one.
fn spoilt(parts: &Parts) -> Vec<String> {
    let line = |found: &crate::input::report::Spoilt| match found.element {
        Some(index) => format!("{}/{index} {}", found.member, found.flaw.code()),
        None => format!("{} {}", found.member, found.flaw.code()),
    };
    parts.spoilt.iter().map(line).collect()
}

fn text(text: &str) -> Part {
    Part::Text(text.to_owned())
}

#[tokio::test]
async fn parts_come_to_members() {
    let parts = collect(&[
        part("name=\"tags\"", "a"),
        part("name=\"alias\"", "b"),
        part("name=\"files\"; filename=\"1\"", "one"),
        part("name=\"tags\"", "c"),
        part("name=\"files\"; filename=\"\"", ""),
        part("name=\"files\"; filename=\"2\"", "two"),
        part("name=\"other\"", "d"),
        part("name=\"text\"", "again"),
    ])
    .await
    .unwrap();
    let expected = [
        ("tags", Part::List(vec![text("a"), text("c")])),
        ("text", text("b")),
        ("files", Part::List(vec![Part::File(0), Part::File(1)])),
        ("other", Part::Nothing),
        ("text", Part::Nothing),
    ];
    assert_eq!(parts.members, expected.map(|(name, part)| (name.to_owned(), part)));
    let contents: Vec<_> =
        parts.files.iter().flatten().map(|file| file.content().to_vec()).collect();
    assert_eq!(contents, [b"one".to_vec(), b"two".to_vec()]);
    assert!(parts.spoilt.is_empty());
}

#[tokio::test]
async fn what_is_beyond_a_bound_is_not_kept() {
    let large = "x".repeat(2 * 1024);
    let parts = collect(&[
        part("name=\"file\"; filename=\"a\"", &large),
        part("name=\"files\"; filename=\"a\"", "x"),
        part("name=\"files\"; filename=\"b\"", &large),
        part("name=\"files\"; filename=\"c\"", "x"),
        part("name=\"files\"; filename=\"d\"", "x"),
        part("name=\"number\"", &"1".repeat(64 * 1024 + 1)),
        part("name=\"text\"", &"x".repeat(80_000)),
        part("name=\"tags\"; filename=\"a\"", "x"),
        part("name=\"tags\"", &"x".repeat(64 * 1024)),
    ])
    .await
    .unwrap();
    assert_eq!(spoilt(&parts), ["file file", "files/1 file", "number length", "tags/0 type"]);
    // Two may be there; the third is kept for the rule to refuse, the fourth is not.
    assert_eq!(parts.files.len(), 2);
    let files = parts.members.iter().find(|(name, _)| name == "files").unwrap();
    assert_eq!(files.1, Part::List(vec![Part::File(0), Part::Nothing, Part::File(1)]));
}

/// A file of a hundred megabytes where one kilobyte is allowed, from a client that always has more.
#[tokio::test]
async fn a_file_far_beyond_its_bound() {
    let frame = Bytes::from(vec![b'x'; 64 * 1024]);
    let head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
    let frames = std::iter::repeat_n(frame, 1_600);
    let whole = std::iter::once(head.into()).chain(frames).chain(["\r\n--x--\r\n".into()]);
    let parts = parts::collect(MEMBERS, "x", stream::iter(whole.map(Ok))).await.unwrap();
    assert_eq!(spoilt(&parts), ["file file"]);
    assert!(parts.files.is_empty());
}

/// Neither before the first boundary nor in the head of a part does the parser gather without an end.
#[tokio::test]
async fn a_head_without_an_end() {
    for start in ["", "--x\r\nContent-Disposition: form-data; name=\"", "--x\r\nA: b\r\n", "--x "] {
        let frame = Bytes::from(vec![b'a'; 64 * 1024]);
        let more = stream::iter(0..).map(move |given| {
            assert!(given < 10, "it goes on");
            Ok(frame.clone())
        });
        let body = stream::iter([Ok(Bytes::from(start))]).chain(more);
        let refusal = parts::collect(MEMBERS, "x", body).await.unwrap_err();
        assert_eq!(refusal.status(), 400, "{start:?}");
    }
}

#[test]
fn boundaries() {
    let read = |text: &str| boundary(ContentType::of(text)).ok();
    let long = "b".repeat(70);
    for (text, expected) in [
        ("multipart/form-data; boundary=x", Some("x")),
        ("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\"", Some("a b")),
        (
            "multipart/form-data; boundary=----WebKitFormBoundary7MA4",
            Some("----WebKitFormBoundary7MA4"),
        ),
        (&*format!("multipart/form-data; boundary={long}"), Some(&*long)),
        (&*format!("multipart/form-data; boundary={long}b"), None),
        ("multipart/form-data", None),
        ("multipart/form-data; boundary", None),
        ("multipart/form-data; boundary=", None),
        ("multipart/form-data; boundary=\"\"", None),
        ("multipart/form-data; boundary=a; boundary=b", None),
        ("multipart/form-data; boundary=\"a\\\"b\"", None),
        ("multipart/form-data; boundary=\"a \"", None),
        ("multipart/form-data; boundary=\"a%b\"", None),
    ] {
        assert_eq!(read(text).as_deref(), expected, "{text}");
    }
}
