//! Members that are bytes, and members that are any JSON.

use axum::body::Bytes;
use secure_api::{
    SecureInput,
    input::{self, Validate as _},
};
use serde_json::Value;

use super::{failures, json, table};

#[derive(SecureInput, Debug)]
struct Key {
    #[validate(length(min = 1, max = 4))]
    value: Bytes,
}

#[test]
fn bytes_are_base64_in_one_spelling() {
    table::<Key>("length", &["AA==", "AAE=", "+/+/", "AAAAAA=="], &["", "AAAAAAA=", "AAAAAAAA"]);
    table::<Key>(
        "type",
        &["AAEC"],
        &[
            "AA",     // not padded
            "AA=",    // not enough
            "AA===",  // too much
            "AB==",   // bits left over
            "-_-_",   // another alphabet
            "AAEC\n", // a line end
            " AAEC", "AA==AA==", "A", "=", "ÄÄÄÄ", "AAE\0",
        ],
    );
    let key: Key = json(r#"{"value": "+/8="}"#).unwrap();
    assert_eq!(&key.value[..], [0xfb, 0xff]);
    for wrong in ["[1, 2]", "1", "null", "{}", "true"] {
        assert_eq!(failures(json::<Key>(&format!(r#"{{"value": {wrong}}}"#))), ["#/value type"]);
    }
    assert_eq!(&input::read_query::<Key>("value=%2B/8%3D").unwrap().value[..], [0xfb, 0xff]);
    assert_eq!(failures(input::read_query::<Key>("value=+/8=")), ["#/value type"], "a space");
    let long = Key { value: vec![0; 5].into() };
    assert!(long.validate().is_err());
}

#[test]
fn bytes_are_counted_as_bytes() {
    let error = json::<Key>(r#"{"value": "AAAAAAA="}"#).unwrap_err();
    assert_eq!(error.kind().failures()[0].detail, "must have 1 to 4 bytes");
}

#[derive(SecureInput, Debug)]
struct Metadata {
    #[validate(length(max = 40))]
    value: Value,
    #[validate(length(max = 2))]
    other: Option<Value>,
}

fn metadata(value: &str) -> Vec<String> {
    failures(json::<Metadata>(&format!(r#"{{"value": {value}}}"#)))
}

#[test]
fn any_json_is_a_value() {
    for text in [
        "null",
        "true",
        "0",
        "-1",
        "18446744073709551615",
        "-9223372036854775808",
        "1.5",
        r#""text""#,
        "[]",
        "{}",
        r#"{"a": [1, {"b": null}], "c": "d"}"#,
    ] {
        let read: Metadata = json(&format!(r#"{{"value": {text}}}"#)).unwrap();
        assert_eq!(read.value, serde_json::from_str::<Value>(text).unwrap());
    }
    assert_eq!(failures(json::<Metadata>("{}")), ["#/value missing"]);
    let read: Metadata = json(r#"{"value": 1, "other": null}"#).unwrap();
    assert_eq!(read.other, None);
}

#[test]
fn the_bytes_of_its_text_are_counted() {
    let number = |length: usize| "1".repeat(length);
    assert_eq!(metadata(&format!("[{}, {}]", number(18), number(19))), ["valid"]);
    assert_eq!(metadata(&format!("[{}, {}]", number(19), number(19))), ["#/value length"]);
    assert_eq!(metadata(&format!(r#"   "{}"   "#, "é".repeat(19))), ["valid"]);
    assert_eq!(metadata(&format!(r#""{}""#, "é".repeat(20))), ["#/value length"]);
    assert_eq!(metadata(&format!(r#""{}""#, r"\n".repeat(19))), ["valid"]);
    assert_eq!(metadata(&format!(r#""{}""#, r"\n".repeat(20))), ["#/value length"], "escaped");
    assert_eq!(failures(json::<Metadata>(r#"{"value": 1, "other": []}"#)), ["valid"]);
    assert_eq!(failures(json::<Metadata>(r#"{"value": 1, "other": [1]}"#)), ["#/other length"]);
    let error = json::<Metadata>(r#"{"value": 1, "other": true}"#).unwrap_err();
    assert_eq!(error.kind().failures()[0].detail, "must have at most 2 bytes of JSON");
    let long = Metadata { value: vec![1; 40].into(), other: None };
    assert!(long.validate().is_err());
}

#[test]
fn it_is_read_as_strictly_as_everything_else() {
    assert_eq!(metadata(r#"{"a": 1, "a": 1}"#), ["#/value/a duplicate"]);
    assert_eq!(metadata(r#"{"a": 1, "\u0061": 2}"#), ["#/value/a duplicate"]);
    assert_eq!(metadata(r#"[1, {"a/b": {"c": 1, "c": 2}}]"#), ["#/value/1/a~1b/c duplicate"]);
    assert_eq!(metadata(r#"["a\u0000"]"#), ["#/value/0 nul"]);
    assert_eq!(metadata(r#"{"a\u0000": 1}"#), ["#/value/a%00 nul"]);
    assert_eq!(
        metadata(r#"[{"a": 1, "a": 1}, "\u0000"]"#),
        ["#/value/0/a duplicate", "#/value/1 nul"]
    );
    assert_eq!(metadata("1e400"), ["400"]);
    assert_eq!(metadata(r#""\ud800""#), ["400"]);
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    #[derive(SecureInput)]
    struct Deep {
        #[validate(length(max = 1000))]
        value: Value,
    }
    let deep = |depth| failures(json::<Deep>(&format!(r#"{{"value": {}}}"#, nested(depth))));
    assert_eq!(deep(31), ["valid"]);
    assert_eq!(deep(32), [format!("#/value{} depth", "/0".repeat(31))]);
    assert_eq!(deep(100), [format!("#/value{} depth", "/0".repeat(31))]);
    assert_eq!(deep(100_000), [format!("#/value{} depth", "/0".repeat(31))]);
}

/// Every failure repeats the names on the way to it, and the client chose them all.
#[test]
fn long_names_on_the_way_do_not_make_a_long_report() {
    let name = "\u{10ffff}".repeat(64);
    let open = format!(r#"{{"{name}":"#).repeat(30);
    let elements = vec![r#""\u0000""#; 200].join(",");
    let text = format!(r#"{{"value": {open}[{elements}]{}}}"#, "}".repeat(30));
    let error = json::<Metadata>(&text).unwrap_err();
    let size: usize = error.kind().failures().iter().map(|failure| failure.pointer.len()).sum();
    assert!(size > 0 && size < 64 * 1024, "{size} from {}", text.len());
}
