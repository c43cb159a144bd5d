//! What clients and programmers tried to get past the rules, and what it cost them.

use std::sync::atomic::{AtomicUsize, Ordering};

use secure_api::{
    SecureInput,
    input::{self, ValidationError},
};
use serde::Deserialize;

use crate::{failures, json, wrong};

static ASKED: AtomicUsize = AtomicUsize::new(0);

fn costly(_: &str) -> Result<(), ValidationError> {
    ASKED.fetch_add(1, Ordering::SeqCst);
    Err(ValidationError::new("costly"))
}

#[derive(SecureInput, Debug)]
struct User {
    #[validate(length(max = 9), custom(function = costly))]
    name: String,
}

/// An element that is wrong must not let all the others in.
#[test]
fn a_bad_element_does_not_lift_the_bound() {
    #[derive(SecureInput, Debug)]
    struct Users {
        #[validate(items(max = 3))]
        list: Vec<User>,
        #[validate(items(max = 3), keys(length(max = 9)))]
        map: std::collections::BTreeMap<String, User>,
    }
    let list = vec![r#"{"name": "a"}"#; 5000].join(",");
    let map: Vec<_> = (0..5000).map(|n| format!(r#""{n}": {{"name": "a"}}"#)).collect();
    let text = format!(r#"{{"list": [0, {list}], "map": {{"x": 0, {}}}}}"#, map.join(","));
    assert!(json::<Users>(&text).is_err());
    assert!(ASKED.load(Ordering::SeqCst) <= 8, "{ASKED:?} rules were asked");
}

/// A few hundred bytes must not fill the stack with drafts.
#[test]
fn large_inputs_that_contain_themselves_nest_less() {
    macro_rules! large {
        ($($field:ident)*) => {
            #[derive(SecureInput, Debug)]
            struct Large {
                $(#[validate(length(max = 9))] $field: Option<String>,)*
                child: Option<Box<Self>>,
            }
        };
    }
    large!(a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 c0 c1 c2 c3 c4 c5 c6 c7 c8 c9
        d0 d1 d2 d3 d4 d5 d6 d7 d8 d9 e0 e1 e2 e3 e4 e5 e6 e7 e8 e9 f0 f1 f2 f3 f4 f5 f6 f7 f8 f9
        g0 g1 g2 g3 g4 g5 g6 g7 g8 g9 h0 h1 h2 h3 h4 h5 h6 h7 h8 h9 i0 i1 i2 i3 i4 i5 i6 i7 i8 i9);
    let nested = |depth: usize| {
        wrong::<Large>(&format!("{}null{}", r#"{"child": "#.repeat(depth), "}".repeat(depth)))
    };
    // As much stack as a worker of the runtime has.
    let read = std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(move || (nested(5), nested(31).concat()));
    let (few, many) = read.unwrap().join().unwrap();
    assert_eq!(few, ["valid"]);
    assert!(many.ends_with("depth"), "{many}");
}

#[test]
fn a_default_does_not_break_the_rules_of_what_it_holds() {
    #[derive(SecureInput, Debug, Default)]
    struct Inner {
        #[validate(range(min = 1))]
        count: u8,
    }
    #[derive(SecureInput, Debug)]
    struct Outer {
        #[serde(default)]
        inner: Inner,
    }
    #[derive(SecureInput, Debug, Default)]
    #[serde(default)]
    struct Whole {
        inner: Inner,
    }
    assert_eq!(wrong::<Outer>("{}"), ["#/inner/count range"]);
    assert_eq!(wrong::<Outer>(r#"{"inner": {"count": 1}}"#), ["valid"]);
    assert_eq!(wrong::<Whole>("{}"), ["#/inner/count range"]);
}

#[test]
fn what_stands_before_a_tag_is_kept_to_a_limit() {
    #[derive(SecureInput, Debug)]
    #[serde(tag = "type")]
    enum Inside {
        Leaf,
    }
    #[derive(SecureInput, Debug)]
    #[serde(tag = "type", content = "data")]
    enum Beside {
        #[allow(dead_code, reason = "only read")]
        Leaf(u8),
    }
    let many = format!("[{}]", vec!["[]"; 2000].join(","));
    assert_eq!(wrong::<Inside>(&format!(r#"{{"x": {many}, "type": "Leaf"}}"#)), ["#/type order"]);
    assert_eq!(wrong::<Inside>(&format!(r#"{{"type": {many}}}"#)), ["#/type type"]);
    assert_eq!(
        wrong::<Beside>(&format!(r#"{{"data": {many}, "type": "Leaf"}}"#)),
        ["#/type order"]
    );
    assert_eq!(wrong::<Beside>(&format!(r#"{{"type": "Leaf", "data": {many}}}"#)), ["#/data type"]);
}

#[test]
fn a_foreign_float_of_a_query_is_a_number() {
    #[derive(Deserialize, Debug)]
    struct Price(#[allow(dead_code, reason = "only read")] f64);
    #[derive(SecureInput, Debug)]
    struct Offer {
        #[input(plain)]
        #[allow(dead_code, reason = "only read")]
        price: Price,
    }
    for text in ["NaN", "-nan", "inf", "-infinity", "1e999"] {
        let read = input::read_query::<Offer>(&format!("price={text}"));
        assert_eq!(failures(read), ["#/price type"], "{text}");
    }
    assert_eq!(failures(input::read_query::<Offer>("price=1.5")), ["valid"]);
}

#[test]
fn a_function_does_not_decide_about_what_is_absent() {
    fn lenient<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
        Option::<bool>::deserialize(deserializer).map(|value| value.unwrap_or(true))
    }
    #[derive(SecureInput, Debug)]
    struct Flags {
        #[serde(deserialize_with = "lenient")]
        #[allow(dead_code, reason = "only read")]
        open: bool,
    }
    assert_eq!(wrong::<Flags>("{}"), ["#/open missing"]);
    assert_eq!(wrong::<Flags>(r#"{"open": null}"#), ["valid"]);
}

#[test]
fn a_repetition_cannot_be_left_out() {
    #[derive(SecureInput, Debug)]
    struct Change {
        #[validate(length(max = 9))]
        password: Option<String>,
        #[validate(must_match(other = password), length(max = 9))]
        again: Option<String>,
    }
    for text in [r#"{"password": "a"}"#, r#"{"password": "a", "again": null}"#, r#"{"again": "a"}"#]
    {
        assert_eq!(wrong::<Change>(text), ["#/again must_match"], "{text}");
    }
    assert_eq!(wrong::<Change>("{}"), ["valid"]);
    assert_eq!(wrong::<Change>(r#"{"password": "a", "again": "a"}"#), ["valid"]);
}

#[test]
fn hostile_markup_is_escaped_and_not_parsed() {
    #[derive(SecureInput, Debug)]
    struct Comment {
        #[input(sanitize(html(basic)))]
        #[validate(length(max = 200_000))]
        text: String,
    }
    let read = |text: &str| {
        json::<Comment>(&serde_json::json!({ "text": text }).to_string()).unwrap().text
    };
    assert_eq!(read(&"<b>a</b>".repeat(200)), "<b>a</b>".repeat(200));
    for hostile in
        ["<a><div>".repeat(8000), "<div>".repeat(12_000), format!("<a {}>", "b ".repeat(20_000))]
    {
        assert!(!read(&hostile).contains('<'), "{}", &hostile[..20]);
    }
}
