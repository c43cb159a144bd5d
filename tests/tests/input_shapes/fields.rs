//! What attributes of serde and of inputs say of a field.

use std::net::IpAddr;

use secure_api::{
    SecureInput,
    input::{self, Validate as _},
};
use serde::{Deserialize, Deserializer};

use crate::{failures, json, wrong};

fn twenty() -> u32 {
    20
}

#[derive(SecureInput, Debug, PartialEq)]
struct Search {
    #[serde(default)]
    #[validate(length(max = 5))]
    term: String,
    #[serde(default = "twenty")]
    #[validate(range(min = 1, max = 50))]
    limit: u32,
    #[serde(rename = "sortBy", alias = "sort", alias = "order")]
    sort_by: Option<char>,
}

#[test]
fn defaults_stand_for_what_is_absent() {
    let search: Search = json("{}").unwrap();
    assert_eq!(search, Search { term: String::new(), limit: 20, sort_by: None });
    assert_eq!(wrong::<Search>(r#"{"limit": null}"#), ["#/limit type"], "null is not absent");
    assert_eq!(
        wrong::<Search>(r#"{"term": "too long", "limit": 0}"#),
        ["#/term length", "#/limit range"]
    );
    let search: Search = input::read_query("limit=7").unwrap();
    assert_eq!((search.limit, search.term.as_str()), (7, ""));
}

#[test]
fn a_default_is_not_above_the_rules() {
    fn zero() -> u32 {
        0
    }
    #[derive(SecureInput, Debug)]
    struct Odd {
        #[serde(default = "zero")]
        #[validate(range(min = 1))]
        count: u32,
    }
    assert_eq!(wrong::<Odd>("{}"), ["#/count range"]);
}

#[test]
fn defaults_of_the_whole() {
    #[derive(SecureInput, Debug, PartialEq)]
    #[serde(default)]
    struct Settings {
        #[validate(length(max = 9))]
        theme: String,
        size: u8,
        #[serde(default)]
        loud: bool,
    }
    impl Default for Settings {
        fn default() -> Self {
            Self { theme: "light".into(), size: 12, loud: true }
        }
    }
    let settings: Settings = json(r#"{"size": 14}"#).unwrap();
    assert_eq!(settings, Settings { theme: "light".into(), size: 14, loud: false });
    assert_eq!(wrong::<Settings>(r#"{"size": "x"}"#), ["#/size type"]);
}

#[test]
fn every_name_of_a_member_is_the_same_member() {
    for name in ["sortBy", "sort", "order"] {
        assert_eq!(json::<Search>(&format!(r#"{{"{name}": "a"}}"#)).unwrap().sort_by, Some('a'));
        assert_eq!(wrong::<Search>(&format!(r#"{{"{name}": 1}}"#)), ["#/sortBy type"]);
    }
    assert_eq!(wrong::<Search>(r#"{"sort_by": "a"}"#), ["#/sort_by unknown"]);
    assert_eq!(wrong::<Search>(r#"{"sort": "a", "order": "a"}"#), ["#/sortBy duplicate"]);
    let twice = failures(input::read_query::<Search>("sort=a&sortBy=a"));
    assert_eq!(twice, ["#/sortBy duplicate"]);
}

mod hex {
    use super::*;

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
        let text = String::deserialize(deserializer)?;
        u32::from_str_radix(&text, 16).map_err(serde::de::Error::custom)
    }
}

fn comma_separated<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.split(',').map(|part| part.parse().map_err(serde::de::Error::custom)).collect()
}

#[derive(SecureInput, Debug, PartialEq)]
struct Foreign {
    #[input(plain)]
    address: IpAddr,
    #[input(plain)]
    backup: Option<IpAddr>,
    #[serde(with = "hex")]
    #[validate(range(max = 0xff))]
    color: u32,
    #[serde(deserialize_with = "comma_separated", default)]
    #[validate(items(max = 2))]
    parts: Vec<u8>,
}

#[test]
fn foreign_types_are_read_from_one_value() {
    let text = r#"{"address": "192.0.2.1", "color": "fe", "parts": "1,2"}"#;
    let foreign: Foreign = json(text).unwrap();
    assert_eq!(foreign.address, "192.0.2.1".parse::<IpAddr>().unwrap());
    assert_eq!((foreign.backup, foreign.color), (None, 0xfe));
    assert_eq!(foreign.parts, [1, 2]);
    assert!(foreign.validate().is_ok());
    let foreign: Foreign = input::read_query("address=::1&backup=192.0.2.1&color=0a").unwrap();
    assert_eq!((foreign.color, foreign.backup.is_some()), (10, true));

    assert_eq!(
        wrong::<Foreign>(r#"{"address": "x", "backup": null, "color": "xyz", "parts": "1,2,3"}"#),
        ["#/address type", "#/color type", "#/parts items"]
    );
    assert_eq!(wrong::<Foreign>("{}"), ["#/address missing", "#/color missing"]);
    let twice = r#"{"address": "::1", "address": "::1", "color": "0"}"#;
    assert_eq!(wrong::<Foreign>(twice), ["#/address duplicate"]);
    let nul = r#"{"address": "::1\u0000", "color": "0"}"#;
    assert_eq!(wrong::<Foreign>(nul), ["#/address nul"]);
    for value in [r#"{"V4": [1, 2, 3, 4]}"#, "[1, 2, 3, 4]"] {
        let text = format!(r#"{{"address": {value}, "color": "0"}}"#);
        assert_eq!(wrong::<Foreign>(&text), ["#/address type"], "{value}");
    }
}

#[test]
fn a_foreign_type_cannot_be_a_way_around_bounds() {
    #[derive(Deserialize, Debug)]
    struct Anything(#[allow(dead_code, reason = "only read")] String);
    #[derive(SecureInput, Debug)]
    struct Holder {
        #[input(plain)]
        #[allow(dead_code, reason = "only read")]
        anything: Anything,
    }
    let text = |length: usize| format!(r#"{{"anything": "{}"}}"#, "é".repeat(length));
    assert_eq!(wrong::<Holder>(&text(1024)), ["valid"]);
    assert_eq!(wrong::<Holder>(&text(1025)), ["#/anything length"]);
}

#[test]
fn a_foreign_type_does_not_quote_what_it_refuses() {
    #[derive(Deserialize, Debug, Clone, Copy)]
    enum Known {
        One,
    }
    #[derive(SecureInput, Debug)]
    struct Holder {
        #[input(plain)]
        known: Known,
    }
    let _ = Known::One;
    let error = json::<Holder>(r#"{"known": "canary"}"#).unwrap_err();
    assert!(!format!("{error:?}").contains("canary"));
    assert!(matches!(json::<Holder>(r#"{"known": "One"}"#).unwrap().known, Known::One));
}

#[test]
fn unbounded_where_it_is_said() {
    #[derive(SecureInput, Debug)]
    struct Import {
        #[input(unbounded(reason = "the body's limit is what we want"))]
        rows: Vec<Vec<u32>>,
    }
    let text = format!(r#"{{"rows": [{}]}}"#, vec!["[1]"; 5000].join(","));
    assert_eq!(json::<Import>(&text).unwrap().rows.len(), 5000);
}

#[test]
fn rules_answer_in_the_words_that_replace_theirs() {
    #[derive(SecureInput, Debug)]
    struct Login {
        #[validate(length(max = 3, message = "is longer than we like", code = "too_long"))]
        name: String,
        #[validate(email(message = "is no address"))]
        email: String,
        #[validate(one_of("a", "b", code = "choice"))]
        kind: String,
        #[validate(required(message = "we need it"))]
        age: Option<u8>,
        #[validate(items(max = 1), each(range(max = 3, message = "is too much")))]
        list: Vec<u8>,
    }
    let text = r#"{"name": "abcd", "email": "x", "kind": "c", "list": [4]}"#;
    let error = json::<Login>(text).unwrap_err();
    let secure_api::error::ErrorKind::Invalid(failures) = error.kind() else { panic!() };
    let said: Vec<_> = failures
        .iter()
        .map(|failure| format!("{} {} {}", failure.pointer, failure.code, failure.detail))
        .collect();
    assert_eq!(
        said,
        [
            "#/name too_long is longer than we like",
            "#/email email is no address",
            "#/kind choice must be one of `a`, `b`",
            "#/age missing we need it",
            "#/list/0 range is too much",
        ]
    );
}
