//! Members that hold others.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
};

use proptest::{
    collection::{btree_map, btree_set, vec},
    prelude::*,
    sample::Index,
};
use secure_api::SecureInput;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Described, Member};

#[derive(SecureInput, Serialize, Debug, PartialEq)]
pub(super) struct Collections {
    #[validate(items(min = 1, max = 4, unique), each(length(max = 5)))]
    list: Vec<String>,
    #[validate(length(max = 3))]
    numbers: Option<Vec<i8>>,
    #[validate(items(max = 3), each(slug, length(max = 5)))]
    set: BTreeSet<String>,
    #[validate(items(max = 3), keys(slug, length(max = 5)), each(range(max = 9)))]
    map: BTreeMap<String, u8>,
    #[validate(nested)]
    line: Line,
    #[validate(items(max = 3), each(nested))]
    lines: Vec<Line>,
}

#[derive(SecureInput, Serialize, Debug, PartialEq)]
struct Line {
    #[validate(length(min = 1, max = 5))]
    name: String,
    #[validate(range(min = 1))]
    count: Option<u32>,
}

fn line() -> impl Strategy<Value = Value> {
    (r"\PC{1,5}", prop::option::of(1..=u32::MAX))
        .prop_map(|(name, count)| json!({ "name": name, "count": count }))
}

/// A line whose name is too short or too long.
fn broken_line() -> impl Strategy<Value = Value> {
    prop_oneof!["", r"\PC{6,9}"].prop_map(|name| json!({ "name": name, "count": null }))
}

fn words(least: usize, most: usize) -> impl Strategy<Value = Vec<String>> {
    btree_set("[a-z]{1,5}", least..=most).prop_map(Vec::from_iter)
}

fn entries(least: usize, most: usize) -> impl Strategy<Value = BTreeMap<String, u8>> {
    btree_map("[a-z]{1,5}", 0..=9_u8, least..=most)
}

/// A list into which an element was put, and where it is.
fn with_one<T: Debug>(
    others: impl Strategy<Value = Vec<T>>,
    one: impl Strategy<Value = T>,
) -> impl Strategy<Value = (usize, Vec<T>)> {
    (others, one, any::<Index>()).prop_map(|(mut list, one, index)| {
        let index = index.index(list.len() + 1);
        list.insert(index, one);
        (index, list)
    })
}

/// A map into which a member was put, and where it is.
fn with_entry(
    name: &'static str,
    value: impl Strategy<Value = u8>,
) -> impl Strategy<Value = (String, BTreeMap<String, u8>)> {
    (entries(0, 2), name, value).prop_map(|(mut map, name, value)| {
        let place = format!("/{name}");
        map.insert(name, value);
        (place, map)
    })
}

impl Described for Collections {
    fn members() -> Vec<Member> {
        let twice = words(1, 3).prop_map(|list| [&list[..1], &list[..]].concat());
        let long_word = with_one(words(0, 3), "[a-z]{6,9}");
        let capital_word = with_one(words(0, 2), "[A-Z]{0,5}");
        let bad_line = with_one(vec(line(), 0..=2), broken_line());
        vec![
            Member::new("list", words(1, 4))
                .breaks("items", words(0, 0))
                .breaks("items", words(5, 9))
                .breaks("items", twice)
                .breaks_inside(
                    "each",
                    "length",
                    long_word.prop_map(|(index, list)| (format!("/{index}"), list)),
                ),
            Member::new("numbers", vec(any::<i8>(), 0..=3))
                .optional()
                .breaks("length", vec(any::<i8>(), 4..=9)),
            Member::new("set", words(0, 3)).breaks("items", words(4, 9)).breaks_inside(
                "each",
                "slug",
                // A set has no order to point into.
                capital_word.prop_map(|(_, set)| (String::new(), set)),
            ),
            Member::new("map", entries(0, 3))
                .breaks("items", entries(4, 9))
                .breaks_inside("keys", "slug", with_entry("[A-Z]{1,5}", 0..=9_u8))
                .breaks_inside("each", "range", with_entry("[a-z]{1,5}", 10..=u8::MAX)),
            Member::new("line", line()).breaks_inside(
                "nested",
                "length",
                broken_line().prop_map(|line| ("/name".to_owned(), line)),
            ),
            Member::new("lines", vec(line(), 0..=3))
                .breaks("items", vec(line(), 4..=6))
                .breaks_inside(
                    "each",
                    "length",
                    bad_line.prop_map(|(index, lines)| (format!("/{index}/name"), lines)),
                ),
        ]
    }
}
