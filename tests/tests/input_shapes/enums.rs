//! Enums, with every way of saying which variant it is.

use secure_api::{
    SecureInput,
    input::{self, Validate as _},
};

use crate::{failures, json, wrong};

#[derive(SecureInput, Debug, PartialEq, Eq, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Visibility {
    Public,
    #[serde(rename = "team", alias = "group")]
    Shared,
    VeryPrivate,
}

#[test]
fn units_are_texts() {
    assert_eq!(json::<Visibility>(r#""public""#).unwrap(), Visibility::Public);
    assert_eq!(json::<Visibility>(r#""team""#).unwrap(), Visibility::Shared);
    assert_eq!(json::<Visibility>(r#""group""#).unwrap(), Visibility::Shared);
    assert_eq!(json::<Visibility>(r#""very_private""#).unwrap(), Visibility::VeryPrivate);
    for text in [r#""Public""#, r#""shared""#, r#""""#, r#""public ""#] {
        assert_eq!(wrong::<Visibility>(text), ["# one_of"], "{text}");
    }
    for text in ["0", "null", "true", "[]", r#"["public"]"#] {
        assert_eq!(wrong::<Visibility>(text), ["# type"], "{text}");
    }
    assert_eq!(wrong::<Visibility>(r#"{"public": null}"#), ["# type"]);
    let detail = format!("{:?}", json::<Visibility>(r#""x""#).unwrap_err().kind());
    assert!(detail.contains("must be one of `public`, `team`, `very_private`"), "{detail}");
}

#[test]
fn units_come_from_queries() {
    #[derive(SecureInput, Debug)]
    struct Filter {
        show: Option<Visibility>,
    }
    let filter: Filter = input::read_query("show=group").unwrap();
    assert_eq!(filter.show, Some(Visibility::Shared));
    assert_eq!(failures(input::read_query::<Filter>("show=Public")), ["#/show one_of"]);
}

/// Every kind of content, tagged from outside.
#[derive(SecureInput, Debug, PartialEq)]
#[serde(rename_all = "lowercase", rename_all_fields = "camelCase")]
enum Shape {
    Nothing,
    Circle(#[validate(range(min = 0.0, max = 9.0))] f64),
    Line(i32, #[validate(range(min = 0, max = 9))] i32),
    Box {
        #[validate(range(min = 1))]
        wide_side: u32,
        #[validate(length(max = 3))]
        label: Option<String>,
    },
}

#[test]
fn external_tags() {
    assert_eq!(json::<Shape>(r#""nothing""#).unwrap(), Shape::Nothing);
    assert_eq!(json::<Shape>(r#"{"circle": 2.5}"#).unwrap(), Shape::Circle(2.5));
    assert_eq!(json::<Shape>(r#"{"line": [-3, 3]}"#).unwrap(), Shape::Line(-3, 3));
    let found: Shape = json(r#"{"box": {"wideSide": 2, "label": "abc"}}"#).unwrap();
    assert_eq!(found, Shape::Box { wide_side: 2, label: Some("abc".into()) });

    assert_eq!(wrong::<Shape>(r#""circle""#), ["# type"]);
    assert_eq!(wrong::<Shape>(r#"{"nothing": null}"#), ["# type"]);
    assert_eq!(wrong::<Shape>(r#"{"nothing": {"x": 1}}"#), ["# type"]);
    assert_eq!(wrong::<Shape>("{}"), ["# missing"]);
    assert_eq!(wrong::<Shape>(r#"{"oval": 1}"#), ["# one_of"]);
    assert_eq!(wrong::<Shape>(r#"{"circle": 10}"#), ["#/circle range"]);
    assert_eq!(wrong::<Shape>(r#"{"circle": "1"}"#), ["#/circle type"]);
    assert_eq!(wrong::<Shape>(r#"{"line": [1, 10]}"#), ["#/line/1 range"]);
    assert_eq!(
        wrong::<Shape>(r#"{"box": {"wideSide": 0, "label": "abcd", "x": 1}}"#),
        ["#/box/x unknown", "#/box/wideSide range", "#/box/label length"]
    );
    assert_eq!(wrong::<Shape>(r#"{"circle": 1, "line": [1, 2]}"#), ["#/line unknown"]);
    assert_eq!(wrong::<Shape>(r#"{"circle": 1, "circle": 2}"#), ["#/circle unknown"]);
}

#[derive(SecureInput, Debug, PartialEq)]
struct Transfer {
    #[validate(length(max = 5))]
    account: String,
}

/// The tag stands beside the members.
#[derive(SecureInput, Debug, PartialEq)]
#[serde(tag = "type", rename_all = "camelCase")]
enum Payment {
    Cash,
    Card {
        #[validate(length(equal = 4))]
        digits: String,
        month: u8,
    },
    Bank(Transfer),
}

#[test]
fn internal_tags_anywhere_in_the_object() {
    assert_eq!(json::<Payment>(r#"{"type": "cash"}"#).unwrap(), Payment::Cash);
    let card = || Payment::Card { digits: "1234".into(), month: 7 };
    for text in [
        r#"{"type": "card", "digits": "1234", "month": 7}"#,
        r#"{"digits": "1234", "type": "card", "month": 7}"#,
        r#"{"digits": "1234", "month": 7, "type": "card"}"#,
        r#"{"digits": "\u0031234", "month": 7, "\u0074ype": "card"}"#,
    ] {
        assert_eq!(json::<Payment>(text).unwrap(), card(), "{text}");
    }
    let bank: Payment = json(r#"{"account": "NL1", "type": "bank"}"#).unwrap();
    assert_eq!(bank, Payment::Bank(Transfer { account: "NL1".into() }));
}

#[test]
fn internal_tags_refuse_what_they_should() {
    assert_eq!(wrong::<Payment>("{}"), ["#/type missing"]);
    assert_eq!(wrong::<Payment>(r#"{"digits": "1234"}"#), ["#/type missing"]);
    assert_eq!(wrong::<Payment>(r#"{"type": "gold", "x": 1}"#), ["#/type one_of"]);
    assert_eq!(wrong::<Payment>(r#"{"type": 1}"#), ["#/type type"]);
    assert_eq!(wrong::<Payment>(r#"{"type": null}"#), ["#/type type"]);
    assert_eq!(wrong::<Payment>(r#"{"type": ["cash"]}"#), ["#/type type"]);
    assert_eq!(wrong::<Payment>(r#"["cash"]"#), ["# type"]);
    assert_eq!(wrong::<Payment>(r#""cash""#), ["# type"]);
    // A unit has no members, whichever side of the tag they stand on.
    assert_eq!(wrong::<Payment>(r#"{"type": "cash", "digits": "1"}"#), ["#/digits unknown"]);
    assert_eq!(wrong::<Payment>(r#"{"digits": "1", "type": "cash"}"#), ["#/digits unknown"]);
    assert_eq!(
        wrong::<Payment>(r#"{"digits": "1", "x": {"y": 1}, "type": "card", "month": 256}"#),
        ["#/x unknown", "#/month type", "#/digits length"]
    );
    // Twice, before and after, and the tag itself.
    let twice = r#"{"digits": "1234", "digits": "1234", "type": "card", "month": 7}"#;
    assert_eq!(wrong::<Payment>(twice), ["#/digits duplicate"]);
    let twice = r#"{"digits": "1234", "type": "card", "month": 7, "digits": "1234"}"#;
    assert_eq!(wrong::<Payment>(twice), ["#/digits duplicate"]);
    let twice = r#"{"type": "cash", "type": "cash"}"#;
    assert_eq!(wrong::<Payment>(twice), ["#/type duplicate"]);
    let twice = r#"{"type": "cash", "type": "card", "digits": "1234", "month": 7}"#;
    assert_eq!(
        wrong::<Payment>(twice),
        ["#/digits unknown", "#/month unknown", "#/type duplicate"]
    );
    assert_eq!(
        wrong::<Payment>(r#"{"account": "far too long", "type": "bank"}"#),
        ["#/account length"]
    );
    assert_eq!(wrong::<Payment>(r#"{"account": "a\u0000", "type": "bank"}"#), ["#/account nul"]);
}

#[test]
fn internal_tags_come_from_queries() {
    let card: Payment = input::read_query("month=7&type=card&digits=1234").unwrap();
    assert_eq!(card, Payment::Card { digits: "1234".into(), month: 7 });
    let wrong = |query: &str| failures(input::read_query::<Payment>(query));
    assert_eq!(wrong("month=x&type=card&digits=1"), ["#/month type", "#/digits length"]);
    assert_eq!(wrong("type=cash&x=1"), ["#/x unknown"]);
    assert_eq!(wrong("type=cash&type=cash"), ["#/type duplicate"]);
    assert_eq!(wrong(""), ["#/type missing"]);
}

#[derive(SecureInput, Debug, PartialEq)]
#[serde(tag = "kind", content = "data")]
enum Event {
    Ping,
    Named(#[validate(length(max = 3))] String),
    Moved(i32, i32),
    Made {
        #[validate(length(max = 3))]
        name: String,
    },
}

#[test]
fn adjacent_tags_in_any_order() {
    assert_eq!(json::<Event>(r#"{"kind": "Ping"}"#).unwrap(), Event::Ping);
    for text in [r#"{"kind": "Named", "data": "abc"}"#, r#"{"data": "abc", "kind": "Named"}"#] {
        assert_eq!(json::<Event>(text).unwrap(), Event::Named("abc".into()));
    }
    for text in [
        r#"{"kind": "Made", "data": {"name": "abc"}}"#,
        r#"{"data": {"name": "abc"}, "kind": "Made"}"#,
    ] {
        assert_eq!(json::<Event>(text).unwrap(), Event::Made { name: "abc".into() });
    }
    assert_eq!(json::<Event>(r#"{"data": [1, 2], "kind": "Moved"}"#).unwrap(), Event::Moved(1, 2));

    assert_eq!(wrong::<Event>(r#"{"kind": "Ping", "data": null}"#), ["#/data unknown"]);
    assert_eq!(wrong::<Event>(r#"{"data": 1, "kind": "Ping"}"#), ["#/data unknown"]);
    assert_eq!(wrong::<Event>(r#"{"kind": "Named"}"#), ["#/data missing"]);
    assert_eq!(wrong::<Event>(r#"{"data": "abc"}"#), ["#/kind missing"]);
    assert_eq!(wrong::<Event>(r#"{"kind": "X", "data": "abc"}"#), ["#/kind one_of"]);
    assert_eq!(
        wrong::<Event>(r#"{"kind": "Named", "data": "abcd", "x": 1}"#),
        ["#/data length", "#/x unknown"]
    );
    assert_eq!(
        wrong::<Event>(r#"{"data": "abcd", "kind": "Named", "x": 1}"#),
        ["#/x unknown", "#/data length"]
    );
    assert_eq!(wrong::<Event>(r#"{"kind": "Ping", "kind": "Ping"}"#), ["#/kind duplicate"]);
    assert_eq!(
        wrong::<Event>(r#"{"data": "a", "data": "b", "kind": "Named"}"#),
        ["#/data duplicate"]
    );
    assert_eq!(
        wrong::<Event>(r#"{"data": {"name": "a", "name": "b", "y": 1}, "kind": "Made"}"#),
        ["#/data/name duplicate", "#/data/y unknown"],
        "what is kept until the tag comes is judged like anything else"
    );
    assert_eq!(wrong::<Event>(r#"["Ping"]"#), ["# type"]);
}

#[test]
fn enums_stand_inside_others() {
    #[derive(SecureInput, Debug, PartialEq)]
    struct Order {
        #[validate(items(max = 2))]
        payments: Vec<Payment>,
        shape: Option<Shape>,
    }
    assert_eq!(
        wrong::<Order>(r#"{"payments": [{"type": "card"}, {}], "shape": {"circle": -1}}"#),
        [
            "#/payments/0/digits missing",
            "#/payments/0/month missing",
            "#/payments/1/type missing",
            "#/shape/circle range"
        ]
    );
}

#[test]
fn enums_can_be_checked_again() {
    let wide = Shape::Box { wide_side: 0, label: None };
    assert!(wide.validate().unwrap_err().errors().contains_key("#/box/wideSide"));
    let card = Payment::Card { digits: "1".into(), month: 1 };
    assert!(card.validate().unwrap_err().errors().contains_key("#/digits"));
    let bank = Payment::Bank(Transfer { account: "far too long".into() });
    assert!(bank.validate().unwrap_err().errors().contains_key("#/account"));
    let event = Event::Named("abcd".into());
    assert!(event.validate().unwrap_err().errors().contains_key("#/data"));
    assert!(Shape::Nothing.validate().is_ok());
}

#[test]
fn nesting_before_the_tag_has_its_limits_too() {
    #[derive(SecureInput, Debug)]
    #[serde(tag = "type")]
    enum Node {
        Leaf,
        Branch { inner: Box<Self> },
    }
    let nested = |depth: usize| {
        let open = r#"{"inner": "#.repeat(depth);
        let close = r#", "type": "Branch"}"#.repeat(depth);
        wrong::<Node>(&format!(r#"{open}{{"type": "Leaf"}}{close}"#))
    };
    assert_eq!(nested(20), ["valid"]);
    assert!(nested(40)[0].ends_with("depth"), "{:?}", nested(40));
    assert_eq!(nested(200), ["400"], "the limit of the JSON reader");
    assert!(json::<Node>(r#"{"type": "Branch", "inner": {"type": "Leaf"}}"#).is_ok());
}
