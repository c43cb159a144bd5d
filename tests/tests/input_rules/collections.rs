//! Lists, sets and maps: `items`, `each`, `keys`.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use secure_api::{SecureInput, input::Validate as _};

use super::{failures, json};

#[derive(SecureInput, Debug, PartialEq, Eq, Hash)]
struct Line {
    #[validate(length(min = 1, max = 5))]
    name: String,
}

#[derive(SecureInput, Debug)]
struct Lists {
    #[validate(items(min = 1, max = 3, unique), each(length(max = 5)))]
    tags: Option<Vec<String>>,
    #[validate(items(max = 2, unique))]
    lines: Option<Vec<Line>>,
    #[validate(items(unique), length(max = 4))]
    bounded_by_length: Option<Vec<u8>>,
}

#[test]
fn items() {
    let lists = |text: &str| failures(json::<Lists>(text));
    assert_eq!(lists(r#"{"tags": ["a", "b", "A"]}"#), ["valid"]);
    assert_eq!(lists(r#"{"tags": []}"#), ["#/tags items"]);
    assert_eq!(lists(r#"{"tags": ["a", "a"]}"#), ["#/tags items"]);
    assert_eq!(lists(r#"{"tags": ["a", "b", "c", "d"]}"#), ["#/tags items"]);
    assert_eq!(lists(r#"{"tags": ["é", "e\u0301"]}"#), ["valid"], "different text");
    assert_eq!(lists(r#"{"tags": ["a", "123456"]}"#), ["#/tags/1 length"]);
    assert_eq!(lists(r#"{"lines": [{"name": "a"}, {"name": "b"}]}"#), ["valid"]);
    assert_eq!(lists(r#"{"lines": [{"name": "a"}, {"name": "a"}]}"#), ["#/lines items"]);
    assert_eq!(lists(r#"{"bounded_by_length": [1, 2, 3, 4]}"#), ["valid"]);
    assert_eq!(lists(r#"{"bounded_by_length": [1, 1]}"#), ["#/bounded_by_length items"]);
}

#[test]
fn a_long_list_is_looked_through_in_linear_time() {
    let many = vec!["1"; 300_000].join(",");
    let begun = std::time::Instant::now();
    assert_eq!(
        failures(json::<Lists>(&format!(r#"{{"bounded_by_length": [{many}]}}"#))),
        ["#/bounded_by_length items", "#/bounded_by_length length"]
    );
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
}

#[derive(SecureInput, Debug)]
struct Sets {
    #[validate(items(max = 3), each(length(max = 3)))]
    names: Option<BTreeSet<String>>,
    #[validate(items(min = 1, max = 3))]
    numbers: Option<HashSet<u8>>,
}

#[test]
fn sets() {
    let sets = |text: &str| failures(json::<Sets>(text));
    assert_eq!(sets(r#"{"names": ["b", "a"], "numbers": [1]}"#), ["valid"]);
    assert_eq!(
        json::<Sets>(r#"{"names": ["b", "a"]}"#)
            .unwrap()
            .names
            .unwrap()
            .into_iter()
            .collect::<Vec<_>>(),
        ["a", "b"]
    );
    assert_eq!(sets(r#"{"names": ["a", "b", "a"]}"#), ["#/names/2 duplicate"]);
    assert_eq!(sets(r#"{"numbers": [1, 1, 300]}"#), ["#/numbers/1 duplicate", "#/numbers/2 type"]);
    assert_eq!(sets(r#"{"names": ["a", "b", "c", "d"]}"#), ["#/names items"]);
    assert_eq!(sets(r#"{"names": ["long"]}"#), ["#/names length"]);
    assert_eq!(sets(r#"{"names": {"a": 1}, "numbers": []}"#), ["#/names type", "#/numbers items"]);
}

#[derive(SecureInput, Debug, PartialEq)]
struct Maps {
    #[input(sanitize(trim))]
    #[validate(items(max = 2), keys(slug, length(max = 5)), each(length(min = 1, max = 3)))]
    labels: Option<BTreeMap<String, String>>,
    #[validate(items(max = 2), keys(length(max = 100)), each(nested))]
    lines: Option<HashMap<String, Line>>,
    #[validate(
        length(max = 2),
        keys(one_of("a", "b")),
        each(items(max = 1), each(range(max = 9)))
    )]
    lists: Option<BTreeMap<String, Vec<u8>>>,
}

#[test]
fn maps() {
    let maps = |text: &str| failures(json::<Maps>(text));
    let read = json::<Maps>(r#"{"labels": {"b": " x ", "a": "y"}}"#).unwrap();
    assert_eq!(
        read.labels.unwrap(),
        BTreeMap::from([("a".into(), "y".into()), ("b".into(), "x".into())])
    );
    assert_eq!(maps(r#"{"labels": {}}"#), ["valid"]);
    assert_eq!(maps(r#"{"labels": {"a": "x", "b": "x", "c": "x"}}"#), ["#/labels items"]);
    assert_eq!(maps(r#"{"labels": {"A b": "x"}}"#), ["#/labels/A%20b slug"]);
    assert_eq!(maps(r#"{"labels": {"": "x"}}"#), ["#/labels/ slug"]);
    assert_eq!(maps(r#"{"labels": {"a": "long"}}"#), ["#/labels/a length"]);
    assert_eq!(maps(r#"{"labels": {"a": " "}}"#), ["#/labels/a length"], "sanitized first");
    assert_eq!(maps(r#"{"labels": {"a": 1}}"#), ["#/labels/a type"]);
    assert_eq!(maps(r#"{"labels": ["a"]}"#), ["#/labels type"]);
    assert_eq!(maps(r#"{"labels": "a"}"#), ["#/labels type"]);
    assert_eq!(maps(r#"{"labels": {"a": "x", "a": "x"}}"#), ["#/labels/a duplicate"]);
    assert_eq!(
        maps(r#"{"labels": {"a": "x", "\u0061": "y"}}"#),
        ["#/labels/a duplicate"],
        "decoded once"
    );
    assert_eq!(maps(r#"{"labels": {"a\u0000": "x"}}"#), ["#/labels/a%00 nul"]);
    assert_eq!(maps(r#"{"lines": {"a/b": {"name": ""}}}"#), ["#/lines/a~1b/name length"]);
    assert_eq!(maps(r#"{"lines": {"a": {"name": "x", "y": 1}}}"#), ["#/lines/a/y unknown"]);
    assert_eq!(maps(r#"{"lists": {"a": [9], "b": [10]}}"#), ["#/lists/b/0 range"]);
    assert_eq!(
        maps(r#"{"lists": {"c": [], "a": [1, 2]}}"#),
        ["#/lists/c one_of", "#/lists/a items"]
    );
}

#[test]
fn the_message_says_that_it_is_the_name() {
    let error = json::<Maps>(r#"{"labels": {"far-too-long": "x"}}"#).unwrap_err();
    assert!(
        format!("{error:?}").contains("has a name that must have at most 5 characters"),
        "{error:?}"
    );
}

#[test]
fn long_names_are_not_repeated_at_length() {
    let long = "n".repeat(100_000);
    let error =
        json::<Maps>(&format!(r#"{{"lines": {{"{long}": {{"name": "", "x": 1}}}}}}"#)).unwrap_err();
    assert!(format!("{error:?}").len() < 2000);
}

#[test]
fn collections_can_be_validated_again() {
    let wrong = Maps {
        labels: Some(BTreeMap::from([("A".into(), "x".into())])),
        lines: Some(HashMap::from([("a".into(), Line { name: String::new() })])),
        lists: None,
    };
    let errors = wrong.validate().unwrap_err();
    let mut places: Vec<_> = errors.errors().keys().map(|key| key.to_string()).collect();
    places.sort();
    assert_eq!(places, ["#/labels/A", "#/lines/a/name"]);
}
