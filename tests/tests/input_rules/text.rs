//! Rules of text that stands for itself.

use proptest::prelude::*;
use secure_api::{
    SecureInput,
    clock::Instant,
    input::{self, Validate as _},
};

use super::{failures, json, table, value};

#[test]
fn ascii() {
    #[derive(SecureInput)]
    struct Ascii {
        #[validate(ascii, length(max = 5000))]
        value: String,
    }
    table::<Ascii>(
        "ascii",
        &["", "paypal", "~\t\n\u{7f}", &"a".repeat(5000)],
        &["é", "pаypal", "１", "\u{200b}", "\u{80}"],
    );
}

#[test]
fn non_control_character() {
    #[derive(SecureInput)]
    struct Plain {
        #[validate(non_control_character, length(max = 100))]
        value: String,
    }
    table::<Plain>(
        "non_control_character",
        &["", "a b", "naïve", "\u{202e}", "\u{200b}", "\u{a0}"],
        &["a\nb", "\r", "\t", "\u{1b}[1m", "\u{7f}", "\u{85}", "\u{9f}"],
    );
    assert_eq!(value::<Plain>("\0"), ["#/value nul"], "before any rule");
}

#[test]
fn does_not_contain() {
    #[derive(SecureInput)]
    struct Handle {
        #[validate(does_not_contain(pattern = "@"), length(max = 100))]
        value: String,
    }
    table::<Handle>("does_not_contain", &["", "ada", "＠"], &["@", "a@b"]);
}

#[test]
fn one_of() {
    #[derive(SecureInput)]
    struct Status {
        #[validate(one_of("draft", "naïve", ""))]
        value: String,
    }
    table::<Status>(
        "one_of",
        &["draft", "naïve", ""],
        &["Draft", "draft ", "nai\u{308}ve", "drafts", " "],
    );
    #[derive(SecureInput)]
    struct Size {
        #[validate(one_of(-1, 10, 50))]
        value: i16,
        #[validate(items(max = 2), each(one_of("a", "b")))]
        tags: Option<Vec<String>>,
    }
    assert_eq!(failures(json::<Size>(r#"{"value": -1, "tags": ["a", "b"]}"#)), ["valid"]);
    assert_eq!(
        failures(json::<Size>(r#"{"value": 11, "tags": ["a", "c"]}"#)),
        ["#/value one_of", "#/tags/1 one_of"]
    );
}

#[test]
fn slug() {
    #[derive(SecureInput)]
    struct Slug {
        #[validate(slug, length(max = 20))]
        value: String,
    }
    table::<Slug>(
        "slug",
        &["a", "0", "on-trust", "2026-11-21", "a-b-c"],
        &["", "-", "-a", "a-", "a--b", "A", "on trust", "on_trust", "ä", "а", "a\n", "a/b", "."],
    );
    assert_eq!(value::<Slug>(&"a".repeat(21)), ["#/value length"]);
}

#[test]
fn uuid() {
    #[derive(SecureInput)]
    struct Reference {
        #[validate(uuid)]
        value: String,
    }
    table::<Reference>(
        "uuid",
        &[
            "67e55044-10b1-426f-9247-bb680e5fe0c8",
            "67E55044-10B1-426F-9247-BB680E5FE0C8",
            "00000000-0000-0000-0000-000000000000",
        ],
        &[
            "",
            "67e5504410b1426f9247bb680e5fe0c8",
            "{67e55044-10b1-426f-9247-bb680e5fe0c8}",
            "urn:uuid:67e55044-10b1-426f-9247-bb680e5fe0c8",
            "67e55044-10b1-426f-9247-bb680e5fe0c",
            "67e55044-10b1-426f-9247-bb680e5fe0cg",
            "67e5504410b1-426f-9247-bb680e5fe0c8--",
            "６7e55044-10b1-426f-9247-bb680e5fe0",
            " 67e55044-10b1-426f-9247-bb680e5fe0c",
            &"a".repeat(100_000),
        ],
    );
}

#[test]
fn phone() {
    #[derive(SecureInput)]
    struct Phone {
        #[validate(phone)]
        value: String,
    }
    table::<Phone>(
        "phone",
        &["+31201234567", "+6834000", "+123456789012345"],
        &[
            "",
            "+",
            "31201234567",
            "0031201234567",
            "+0123456789",
            "+1234567890123456",
            "+123456",
            "+31 20 1234567",
            "+31-20",
            "++31201234567",
            "+３1201234567",
            "+31201234567\n",
            "+3120123456x",
            &"+".repeat(100_000),
        ],
    );
}

#[test]
fn credit_card() {
    #[derive(SecureInput)]
    struct Card {
        #[validate(credit_card)]
        value: String,
    }
    table::<Card>(
        "credit_card",
        &["4539571147647251", "343380440754432", "4111111111111111"],
        &[
            "",
            "4539571147647252",
            "4539 5711 4764 7251",
            "4539-5711-4764-7251",
            "0",
            "abcd",
            "٤٥٣٩٥٧١١٤٧٦٤٧٢٥١",
            "4539571147647251\n",
            &"4".repeat(100_000),
        ],
    );
}

#[test]
fn decimal() {
    #[derive(SecureInput)]
    struct Price {
        #[validate(decimal(max_digits = 5, scale = 2))]
        value: String,
    }
    table::<Price>(
        "decimal",
        &["0", "-0", "1", "999", "999.99", "-999.99", "0.5", "0.50", "10.0"],
        &[
            "",
            "-",
            ".",
            ".5",
            "5.",
            "1000",
            "1.234",
            "01",
            "00.1",
            "--1",
            "+1",
            "1e2",
            "1,5",
            " 1",
            "1 ",
            "NaN",
            "inf",
            "0x1",
            "１",
            "1.2.3",
            "1_000",
            "-.5",
            "−1",
            &"9".repeat(100_000),
        ],
    );
    #[derive(SecureInput)]
    struct Share {
        #[validate(decimal(max_digits = 3, scale = 3))]
        value: String,
    }
    table::<Share>("decimal", &["0.999", "0", "-0.1"], &["1", "1.0", "0.9999"]);
}

proptest! {
    #[test]
    fn decimals_are_what_numeric_holds(whole in 0u32..20_000, fraction in "[0-9]{0,4}") {
        #[derive(SecureInput)]
        struct Price {
            #[validate(decimal(max_digits = 6, scale = 2))]
            value: String,
        }
        let dot = if fraction.is_empty() { "" } else { "." };
        let text = format!("{whole}{dot}{fraction}");
        let fits = whole < 10_000 && fraction.len() <= 2;
        prop_assert_eq!(value::<Price>(&text) == ["valid"], fits, "{}", text);
    }

    #[test]
    fn no_text_makes_a_rule_panic(text in "\\PC{0,40}") {
        #[derive(SecureInput)]
        #[allow(dead_code, reason = "only its rules matter")]
        struct All {
            #[validate(uuid)] a: String,
            #[validate(phone)] b: String,
            #[validate(credit_card)] c: String,
            #[validate(datetime)] d: String,
            #[validate(decimal(max_digits = 5, scale = 2))] e: String,
            #[validate(hostname)] f: String,
            #[validate(ip)] g: String,
            #[validate(safe_path, public_url, slug, length(max = 100))] h: String,
        }
        let members: serde_json::Map<_, _> =
            "abcdefgh".chars().map(|name| (name.to_string(), text.clone().into())).collect();
        let _ = json::<All>(&serde_json::Value::Object(members).to_string());
    }

    #[test]
    fn a_safe_path_stays_where_it_starts(text in "[a.~/\\\\%2e:. ]{0,12}") {
        #[derive(SecureInput)]
        struct Upload {
            #[validate(safe_path, length(max = 100))]
            value: String,
        }
        if value::<Upload>(&text) == ["valid"] {
            use std::path::{Component, Path};
            prop_assert!(Path::new(&text).components().all(|part| matches!(part, Component::Normal(_))));
        }
    }
}

#[test]
fn datetime() {
    #[derive(SecureInput)]
    struct At {
        #[validate(datetime)]
        value: String,
    }
    table::<At>(
        "datetime",
        &[
            "2026-11-21T06:00:00Z",
            "2026-11-21t06:00:00z",
            "2024-02-29T23:59:59.999999999+14:00",
            "1990-12-31T23:59:60Z",
            "0001-01-01T00:00:00-23:59",
            "1969-12-31T23:59:59Z",
        ],
        &[
            "",
            "2026-11-21",
            "2026-11-21T06:00:00",
            "2026-11-21 06:00:00Z",
            "2026-11-21x06:00:00Z",
            "2023-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-11-21T24:00:00Z",
            "2026-11-21T06:60:00Z",
            "2026-11-21T06:00:60Z",
            "2026-11-21T06:00:00+24:00",
            "2026-11-21T06:00Z",
            "20261121T060000Z",
            "2026-11-21T06:00:00.Z",
            "2026-11-21T06:00:00.123456789012345Z",
            "+02026-11-21T06:00:00Z",
            "2026-11-21T06:00:00Z ",
            "2026-11-21T06:00:00[UTC]",
            "２026-11-21T06:00:00Z",
            &"2".repeat(100_000),
        ],
    );
}

#[derive(SecureInput, Debug)]
struct Span {
    #[validate(datetime(past))]
    from: String,
    #[validate(datetime(future))]
    to: Option<String>,
}

#[test]
fn past_and_future_are_told_by_a_clock_that_tests_can_turn() {
    let span = |from: &str, to: &str, now: u64| {
        let text = format!(r#"{{"from": "{from}", "to": "{to}"}}"#);
        failures(input::read_json_at::<Span>(text.as_bytes(), Instant::from_unix_seconds(now)))
    };
    let now = 1_700_000_000; // 2023-11-14T22:13:20Z
    assert_eq!(span("2023-11-14T22:13:20Z", "2023-11-14T22:13:21Z", now), ["valid"], "now is past");
    assert_eq!(
        span("2023-11-14T22:13:21Z", "2023-11-14T22:13:20Z", now),
        ["#/from datetime", "#/to datetime"]
    );
    assert_eq!(
        span("2023-11-15T00:13:20+02:00", "2023-11-14T20:13:21-02:00", now),
        ["valid"],
        "offsets count"
    );
    assert_eq!(span("1900-01-01T00:00:00Z", "9999-12-31T23:59:59Z", now), ["valid"]);
    let query = input::read_query_at::<Span>(
        "from=2023-11-14T22:13:20Z",
        Instant::from_unix_seconds(now - 1),
    );
    assert_eq!(failures(query), ["#/from datetime"]);
    assert_eq!(span("1970-01-01T00:00:00Z", "1970-01-01T00:00:01Z", 0), ["valid"]);
}

#[test]
fn without_a_moment_it_is_the_systems() {
    let span =
        json::<Span>(r#"{"from": "2020-01-01T00:00:00Z", "to": "9999-01-01T00:00:00Z"}"#).unwrap();
    assert!(span.validate().is_ok());
    let wrong = Span { from: "9999-01-01T00:00:00Z".into(), to: None };
    assert!(wrong.validate().is_err());
}

#[test]
fn required() {
    #[derive(SecureInput, Debug)]
    struct Move {
        #[validate(required, range(max = 5))]
        floor: Option<u8>,
        #[validate(required)]
        #[serde(rename = "deep")]
        inner: Option<Option<bool>>,
    }
    let check = |text: &str| failures(json::<Move>(text));
    assert_eq!(check(r#"{"floor": 3, "deep": false}"#), ["valid"]);
    assert_eq!(check("{}"), ["#/floor missing", "#/deep missing"]);
    assert_eq!(check(r#"{"floor": null, "deep": null}"#), ["#/floor missing", "#/deep missing"]);
    assert_eq!(check(r#"{"floor": 6, "deep": true}"#), ["#/floor range"]);
    assert_eq!(check(r#"{"floor": "x", "deep": true}"#), ["#/floor type"], "said once");
    assert!(Move { floor: None, inner: Some(None) }.validate().is_err());
}

#[test]
fn safe_path() {
    #[derive(SecureInput)]
    struct Upload {
        #[validate(safe_path, length(max = 5000))]
        value: String,
    }
    table::<Upload>(
        "safe_path",
        &[
            "a",
            "a/b/c.txt",
            "2026/report.v1.pdf",
            ".hidden/file",
            "...a",
            "a..b",
            "naïve/日本.txt",
            "100%",
            "50%20off",
            "console.log",
            "com10",
            "a／b",
            "a~",
            "a b/c d",
        ],
        &[
            "",
            "/",
            "/etc/passwd",
            "..",
            "../a",
            "a/..",
            "a/../b",
            "a/./b",
            ".",
            "./a",
            "a//b",
            "a/",
            "//host/share",
            "\\\\host\\share",
            "a\\..\\b",
            "C:\\Windows",
            "C:a",
            "c:/a",
            "a:stream",
            "~",
            "~root/a",
            "a\nb",
            "a\u{1b}",
            "%2e%2e/a",
            "%2E%2e%2fa",
            "a%00.png",
            "a%5cb",
            "%252e%252e",
            "．．/a",
            "․․/a",
            "‥/a",
            "a＼b",
            "a/.. ",
            "a/ ..",
            "...",
            "a.",
            "a ",
            " a",
            "nul",
            "NUL.txt",
            "a/con",
            "Com1.log",
            "lpt¹",
            "aux .txt",
            "conin$",
        ],
    );
    assert_eq!(value::<Upload>("a\0b"), ["#/value nul"]);
    assert_eq!(value::<Upload>(&"../".repeat(1000)), ["#/value safe_path"]);
}
