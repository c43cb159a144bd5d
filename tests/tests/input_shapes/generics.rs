//! Inputs with parameters.

use secure_api::{
    SecureInput,
    input::{self, Field, Validate as _},
};

use crate::{failures, json, wrong};

#[derive(SecureInput, Debug, PartialEq)]
struct Batch<T> {
    #[validate(items(min = 1, max = 2))]
    items: Vec<T>,
    first: Option<T>,
}

#[derive(SecureInput, Debug, PartialEq)]
struct Line {
    #[validate(range(max = 9))]
    count: u8,
}

#[test]
fn parameters_are_fields() {
    let batch: Batch<Line> = json(r#"{"items": [{"count": 1}]}"#).unwrap();
    assert_eq!(batch, Batch { items: vec![Line { count: 1 }], first: None });
    assert_eq!(
        wrong::<Batch<Line>>(r#"{"items": [{"count": 10}], "first": {"x": 1}}"#),
        ["#/items/0/count range", "#/first/x unknown", "#/first/count missing"]
    );
    assert_eq!(wrong::<Batch<u8>>(r#"{"items": [1, 2, 3]}"#), ["#/items items"]);
    assert!(Batch::<u8> { items: vec![], first: None }.validate().is_err());
}

#[derive(SecureInput, Debug, PartialEq)]
#[serde(tag = "op", content = "value", rename_all = "lowercase")]
enum Change<T> {
    Set(T),
    Add { value: T },
    Clear,
}

#[derive(SecureInput, Debug, PartialEq)]
struct Wrapper<T>(T);

#[derive(SecureInput, Debug, PartialEq)]
struct Pair<A, B>(A, B);

#[derive(SecureInput, Debug, PartialEq)]
struct Sized<const N: u64> {
    #[validate(length(max = 5))]
    name: String,
}

#[test]
fn every_shape_can_have_parameters() {
    assert_eq!(json::<Change<u8>>(r#"{"op": "set", "value": 1}"#).unwrap(), Change::Set(1));
    let add: Change<Line> = json(r#"{"value": {"value": {"count": 3}}, "op": "add"}"#).unwrap();
    assert_eq!(add, Change::Add { value: Line { count: 3 } });
    assert_eq!(json::<Change<u8>>(r#"{"op": "clear"}"#).unwrap(), Change::Clear);
    assert_eq!(json::<Wrapper<Line>>(r#"{"count": 1}"#).unwrap(), Wrapper(Line { count: 1 }));
    assert_eq!(json::<Pair<u8, bool>>("[1, true]").unwrap(), Pair(1, true));
    assert_eq!(wrong::<Pair<u8, bool>>("[1, 2]"), ["#/1 type"]);
    assert_eq!(wrong::<Sized<3>>(r#"{"name": "abcdef"}"#), ["#/name length"]);
}

#[test]
fn functions_can_be_generic_over_fields() {
    fn read<T: Field>(text: &str) -> Vec<String> {
        failures(input::read_json::<Batch<T>>(text.as_bytes()))
    }
    assert_eq!(read::<bool>(r#"{"items": [true, 1]}"#), ["#/items/1 type"]);
}
