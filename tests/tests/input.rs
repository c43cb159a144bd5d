//! From bytes to input: what is refused, where it points, and what comes out.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use secure_api::{
    Error, SecureInput,
    error::ErrorKind,
    input::{self, Regex, Validate, ValidationError},
};
use uuid::Uuid;

static SLUG: LazyLock<Regex> = LazyLock::new(|| Regex::new("^[a-z-]+$").unwrap());

fn even(number: &i64) -> Result<(), ValidationError> {
    match number % 2 {
        0 => Ok(()),
        _ => Err(ValidationError::new("even").with_message("must be even".into())),
    }
}

#[derive(SecureInput, Debug, PartialEq, Clone)]
struct Line {
    #[validate(length(min = 1, max = 5))]
    name: String,
    #[validate(range(min = 1, max = 9))]
    count: Option<u8>,
}

#[derive(SecureInput, Debug, PartialEq)]
struct Order {
    #[input(sanitize(trim))]
    #[validate(length(min = 1, max = 10))]
    title: String,
    #[validate(length(max = 3))]
    items: Vec<Line>,
    #[validate(nested)]
    first: Option<Line>,
}

fn json<T: SecureInput_>(text: &str) -> Result<T, Error> {
    input::read_json(text.as_bytes())
}
use input::SecureInput as SecureInput_;

/// `pointer code` of each failure; the status alone where it is no 422.
fn failures<T>(outcome: Result<T, Error>) -> Vec<String> {
    let Err(error) = outcome else { return vec!["valid".to_owned()] };
    match error.kind() {
        ErrorKind::Invalid(failures) => {
            failures.iter().map(|failure| format!("{} {}", failure.pointer, failure.code)).collect()
        }
        kind => vec![kind.status().to_string()],
    }
}

fn order(text: &str) -> Vec<String> {
    failures(json::<Order>(text))
}

#[test]
fn valid_input_is_built() {
    let order: Order =
        json(r#"{"items": [{"name": "pen"}], "title": "\tMy order ", "first": null}"#).unwrap();
    let line = Line { name: "pen".into(), count: None };
    assert_eq!(order, Order { title: "My order".into(), items: vec![line], first: None });
}

#[test]
fn everything_wrong_is_said_at_once() {
    let text = r#"{"title": "  ", "items": [{"name": 1}, {"name": "ink", "count": 10}, {"nam": "x"}],
        "first": {"name": "far too long", "count": -1}, "admin": true}"#;
    assert_eq!(
        order(text),
        [
            "#/items/0/name type",
            "#/items/1/count range",
            "#/items/2/nam unknown",
            "#/items/2/name missing",
            "#/first/count type",
            "#/first/name length",
            "#/admin unknown",
            "#/title length",
        ]
    );
}

#[test]
fn unknown_duplicate_and_missing_members() {
    assert_eq!(order("{}"), ["#/title missing", "#/items missing"]);
    assert_eq!(order(r#"{"title": "a", "items": [], "x": {"deep": [1]}}"#), ["#/x unknown"]);
    assert_eq!(
        order(r#"{"title": "a", "items": [], "title": "a"}"#),
        ["#/title duplicate"],
        "even if both say the same"
    );
    assert_eq!(
        order(r#"{"title": 1, "items": [], "title": "a"}"#),
        ["#/title type", "#/title duplicate"]
    );
    assert_eq!(
        order(r#"{"title": "a", "items": [], "a/b~c ü": 1}"#),
        ["#/a~1b~0c%20%C3%BC unknown"]
    );
}

#[test]
fn unknown_members_are_repeated_to_a_limit() {
    let many: Vec<_> = (0..500).map(|n| format!(r#""x{n}": 0"#)).collect();
    let text = format!(r#"{{"title": "a", "items": [], {}}}"#, many.join(","));
    assert_eq!(order(&text).len(), 16);
    let text = format!(r#"{{"title": "a", "items": [], "{}": 0}}"#, "é".repeat(5000));
    assert_eq!(order(&text), [format!("#/{} unknown", "%C3%A9".repeat(64))]);
}

#[test]
fn failures_are_listed_to_a_limit() {
    #[derive(SecureInput, Debug)]
    struct Many {
        #[validate(items(max = 10_000))]
        #[allow(dead_code, reason = "only read")]
        flags: Vec<bool>,
    }
    let text = format!(r#"{{"flags": [{}]}}"#, vec!["0"; 5000].join(","));
    assert_eq!(failures(json::<Many>(&text)).len(), 100);
    let text = format!(r#"{{"title": "a", "items": [{}]}}"#, vec!["0"; 5000].join(","));
    assert_eq!(order(&text).len(), 4, "no more than the bound, and one");
}

#[test]
fn wrong_types() {
    let title = |value: &str| order(&format!(r#"{{"title": {value}, "items": []}}"#));
    for value in ["1", "1.5", "-1", "true", "null", "[]", "[\"a\"]", "{}", r#"{"a": {"b": 1}}"#] {
        assert_eq!(title(value), ["#/title type"], "{value}");
    }
    for value in ["1", "null", "\"a\"", "{}", "true"] {
        let text = format!(r#"{{"title": "a", "items": {value}}}"#);
        assert_eq!(order(&text), ["#/items type"], "{value}");
    }
}

#[test]
fn arrays_do_not_stand_for_objects() {
    assert_eq!(order(r#"["a", []]"#), ["# type"]);
    assert_eq!(order(r#"{"title": "a", "items": [["pen", 1]]}"#), ["#/items/0 type"]);
    for text in ["null", "1", "\"a\"", "true"] {
        assert_eq!(order(text), ["# type"], "{text}");
    }
}

#[test]
fn malformed_json() {
    for text in [
        "",
        " ",
        "{",
        "nul",
        "{\"title\": \"a\", \"items\": []} x",
        "{\"title\": \"a\", \"items\": []}{}",
        "{'title': 1}",
        r#"{"title": "\ud800", "items": []}"#,
        r#"{"title": "\udc00x", "items": []}"#,
        r#"{"title": "\x", "items": []}"#,
        "{\"title\": \"a\nb\", \"items\": []}",
        r#"{"title": NaN}"#,
        r#"{"title": 1e400, "items": []}"#,
        r#"{"title": "a", "items": [],}"#,
        "\u{feff}{}",
    ] {
        assert_eq!(order(text), ["400"], "{text}");
    }
    assert_eq!(
        failures(input::read_json::<Order>(b"{\"title\": \"\xff\", \"items\": []}")),
        ["400"]
    );
}

/// Where reading of an [`Order`] broke off.
fn broken(text: impl AsRef<[u8]>) -> String {
    match input::read_json::<Order>(text.as_ref()).map_err(|error| error.kind().clone()) {
        Err(ErrorKind::Malformed(failure)) => failure.pointer,
        outcome => panic!("{outcome:?}"),
    }
}

#[test]
fn malformed_json_says_where() {
    for (text, pointer) in [
        ("", "#"),
        ("{", "#"),
        ("nul", "#"),
        ("{} x", "#"),
        (r#"{"title": "#, "#/title"),
        (r#"{"title": "a" "b"}"#, "#"),
        (r#"{"title": "\ud800"}"#, "#/title"),
        ("{\"title\": \"a\nb\"}", "#/title"),
        (r#"{"items": [{"name": "a"}, {"name": tru}]}"#, "#/items/1/name"),
        (r#"{"items": [{"name": 1e400}]}"#, "#/items/0/name"),
        (r#"{"items": [1 2]}"#, "#/items"),
        (r#"{"unknown": {"a/b~c ü": [0, nope]}}"#, "#/unknown/a~1b~0c%20%C3%BC/1"),
        (r#"{"title": "a", "\ud800": 1}"#, "#"),
    ] {
        assert_eq!(broken(text), pointer, "{text}");
    }
    assert_eq!(broken(b"{\"items\": [{\"name\": \"\xff\"}]}"), "#/items/0/name");
}

/// The names are the client's, and so is the depth.
#[test]
fn where_malformed_json_breaks_off_is_said_to_a_limit() {
    let text = format!(r#"{{"{}": nope}}"#, "é".repeat(5000));
    assert_eq!(broken(text), format!("#/{}", "%C3%A9".repeat(64)));
    assert_eq!(broken("[".repeat(1_000_000)), format!("#{}", "/0".repeat(32)));
    let name = "\u{10ffff}".repeat(1000);
    assert!(broken(format!(r#"{{"{name}":"#).repeat(100)).len() < 32 * 1024);
}

/// Where JSON is whole, what the second reading would say of it does not matter.
#[test]
fn what_is_passed_over_is_not_looked_at() {
    let text = r#"{"title": "a", "items": [], "x": "\ud800"}"#;
    assert_eq!(order(text), ["#/x unknown"]);
}

#[test]
fn a_query_that_is_not_utf8_says_where() {
    let broken = |query: &str| match input::read_query::<Numbers>(query) {
        Err(error) => format!("{:?}", error.kind().failures()[0].pointer),
        Ok(numbers) => panic!("{numbers:?}"),
    };
    assert_eq!(broken("a=1&b=%FF"), r##""#/b""##);
    assert_eq!(broken("a=1&b%2F%FF=1"), r##""#""##);
    assert_eq!(broken("x%2Fy=%FF"), r##""#/x~1y""##);
}

#[test]
fn deep_nesting_is_refused() {
    let deep = |depth: usize| {
        let text =
            format!(r#"{{"title": {}{}, "items": []}}"#, "[".repeat(depth), "]".repeat(depth));
        order(&text)
    };
    assert_eq!(deep(100), ["#/title type"]);
    assert!(!deep(100_000).contains(&"valid".to_owned()));
    #[derive(SecureInput)]
    struct Tree {
        #[validate(length(max = 2))]
        children: Vec<Self>,
    }
    let tree = |depth: usize| {
        let (open, close) = (r#"{"children": ["#.repeat(depth), "]}".repeat(depth));
        failures(json::<Tree>(&format!("{open}{close}")))
    };
    assert_eq!(tree(16), ["valid"]);
    assert_eq!(tree(17), [format!("#{} depth", "/children/0".repeat(16))]);
}

#[test]
fn nul_is_refused() {
    assert_eq!(order(r#"{"title": "a\u0000b", "items": []}"#), ["#/title nul"]);
    #[derive(SecureInput)]
    struct Letter {
        letter: char,
    }
    assert_eq!(failures(json::<Letter>(r#"{"letter": "\u0000"}"#)), ["#/letter nul"]);
    assert_eq!(failures(json::<Letter>(r#"{"letter": "ab"}"#)), ["#/letter type"]);
    assert_eq!(failures(json::<Letter>(r#"{"letter": "é"}"#)), ["valid"]);
    assert_eq!(failures(input::read_query::<Letter>("letter=%00")), ["#/letter nul"]);
}

#[derive(SecureInput, Debug, PartialEq)]
struct Numbers {
    a: Option<u8>,
    b: Option<i8>,
    c: Option<u64>,
    d: Option<i64>,
    e: Option<f32>,
    f: Option<f64>,
}

#[test]
fn numbers_must_fit() {
    let numbers = |text: &str| failures(json::<Numbers>(text));
    assert_eq!(
        numbers(r#"{"a": 255, "b": -128, "c": 18446744073709551615, "d": -9223372036854775808}"#),
        ["valid"]
    );
    assert_eq!(numbers(r#"{"e": 1, "f": -1}"#), ["valid"]);
    assert_eq!(
        numbers(r#"{"a": 256, "b": -129, "c": 18446744073709551616, "d": 9223372036854775808}"#),
        ["#/a type", "#/b type", "#/c type", "#/d type"]
    );
    assert_eq!(
        numbers(r#"{"a": 1.0, "b": "1", "c": -1, "d": 1e3}"#),
        ["#/a type", "#/b type", "#/c type", "#/d type"]
    );
    assert_eq!(numbers(r#"{"e": 1e39}"#), ["#/e type"], "too large for an f32");
    assert_eq!(numbers(r#"{"f": 1e400}"#), ["400"], "too large for any float");
    assert_eq!(numbers(r#"{"f": "NaN"}"#), ["#/f type"]);
    let query = |text: &str| failures(input::read_query::<Numbers>(text));
    assert_eq!(query("a=255&b=-128&f=1.5"), ["valid"]);
    assert_eq!(query("a=256&b=x&e=NaN&f=inf"), ["#/a type", "#/b type", "#/e type", "#/f type"]);
    assert_eq!(query("a="), ["#/a type"]);
}

#[derive(SecureInput, Debug)]
#[serde(rename_all = "camelCase")]
struct Rules {
    #[validate(length(equal = 2))]
    country_code: Option<String>,
    #[validate(range(exclusive_min = 0.0, exclusive_max = 1.0))]
    share: Option<f64>,
    #[validate(email)]
    mail: Option<String>,
    #[validate(url, length(max = 100))]
    site: Option<String>,
    #[validate(regex(path = SLUG), length(max = 100))]
    slug: Option<String>,
    #[validate(contains(pattern = "@"), length(max = 100))]
    handle: Option<String>,
    #[validate(length(max = 100))]
    password: Option<String>,
    #[validate(length(max = 100), must_match(other = password))]
    repeated: Option<String>,
    #[validate(custom(function = even))]
    pairs: Option<i64>,
    #[input(sanitize(trim, lowercase))]
    #[validate(length(min = 1, max = 2), each(length(min = 1, max = 3)))]
    #[serde(rename = "labels")]
    tags: Option<Vec<String>>,
    id: Option<Uuid>,
    flag: Option<bool>,
}

#[test]
fn both_sides_of_every_rule() {
    let rules = |text: &str| failures(json::<Rules>(text));
    for text in [
        "{}",
        r#"{"countryCode": "NL"}"#,
        r#"{"countryCode": "éü"}"#,
        r#"{"countryCode": null}"#,
        r#"{"share": 0.5}"#,
        r#"{"mail": "ada@example.com"}"#,
        r#"{"site": "HTTPS://example.com"}"#,
        r#"{"slug": "a-b"}"#,
        r#"{"handle": "@ada"}"#,
        r#"{"password": "a", "repeated": "a"}"#,
        r#"{"pairs": -2}"#,
        r#"{"labels": [" ABC ", "d"]}"#,
        r#"{"id": "67e55044-10b1-426f-9247-bb680e5fe0c8", "flag": false}"#,
    ] {
        assert_eq!(rules(text), ["valid"], "{text}");
    }
    for (text, expected) in [
        (r#"{"countryCode": "NLD"}"#, "#/countryCode length"),
        (r#"{"country_code": "NL"}"#, "#/country_code unknown"),
        (r#"{"share": 0}"#, "#/share range"),
        (r#"{"share": 1.0}"#, "#/share range"),
        (r#"{"mail": "ada"}"#, "#/mail email"),
        (r#"{"site": "example.com"}"#, "#/site url"),
        (r#"{"site": "javascript:alert(1)//https://"}"#, "#/site url"),
        (r#"{"site": "https://exa\nmple.com"}"#, "#/site url"),
        (r#"{"slug": "A"}"#, "#/slug regex"),
        (r#"{"handle": "ada"}"#, "#/handle contains"),
        (r#"{"password": "a", "repeated": "b"}"#, "#/repeated must_match"),
        (r#"{"password": "a"}"#, "#/repeated must_match"),
        (r#"{"repeated": "b"}"#, "#/repeated must_match"),
        (r#"{"pairs": 3}"#, "#/pairs even"),
        (r#"{"labels": []}"#, "#/labels length"),
        (r#"{"labels": ["a", " "]}"#, "#/labels/1 length"),
        (r#"{"tags": ["a"]}"#, "#/tags unknown"),
        (r#"{"id": "67e55044"}"#, "#/id type"),
        (r#"{"flag": "true"}"#, "#/flag type"),
    ] {
        assert_eq!(rules(text), [expected], "{text}");
    }
    assert_eq!(json::<Rules>(r#"{"labels": [" ABC "]}"#).unwrap().tags.unwrap(), ["abc"]);
}

#[test]
fn values_never_stand_in_messages() {
    let error =
        json::<Rules>(r#"{"mail": "s3cret", "id": "s3cret", "flag": "s3cret"}"#).unwrap_err();
    assert!(!format!("{error:?}").contains("s3cret"));
}

#[test]
fn queries() {
    #[derive(SecureInput, Debug, PartialEq)]
    struct Search {
        #[validate(length(max = 20))]
        term: String,
        #[validate(range(min = 1, max = 100))]
        limit: Option<u32>,
        exact: Option<bool>,
    }
    let search = |query: &str| failures(input::read_query::<Search>(query));
    let found: Search = input::read_query("term=a+b%26c&limit=20&exact=true").unwrap();
    assert_eq!(found, Search { term: "a b&c".into(), limit: Some(20), exact: Some(true) });
    assert_eq!(search("term=5"), ["valid"], "text may look like a number");
    assert_eq!(search(""), ["#/term missing"]);
    assert_eq!(search("term=a&term=a"), ["#/term duplicate"]);
    assert_eq!(search("term=a&limit=0"), ["#/limit range"]);
    assert_eq!(
        search("term=a&limit=x&exact=1&debug=1"),
        ["#/limit type", "#/exact type", "#/debug unknown"]
    );
    assert_eq!(search("term=%FF"), ["400"]);
    assert_eq!(search("term=%ED%A0%80"), ["400"], "a lone surrogate");
}

#[test]
fn null_and_absence_can_be_told_apart() {
    #[derive(SecureInput, Debug, PartialEq)]
    struct Patch {
        #[validate(length(max = 20))]
        note: Option<Option<String>>,
    }
    let note = |text: &str| json::<Patch>(text).unwrap().note;
    assert_eq!(note("{}"), None);
    assert_eq!(note(r#"{"note": null}"#), Some(None));
    assert_eq!(note(r#"{"note": "a"}"#), Some(Some("a".into())));
}

#[test]
fn built_values_can_be_validated_again() {
    let line = Line { name: "pen".into(), count: Some(1) };
    assert!(line.validate().is_ok());
    let wrong = Line { name: String::new(), count: Some(99) };
    let order = Order { title: "a".into(), items: vec![line, wrong], first: None };
    let errors = order.validate().unwrap_err();
    let mut places: Vec<_> = errors.errors().keys().map(|key| key.to_string()).collect();
    places.sort();
    assert_eq!(places, ["#/items/1/count", "#/items/1/name"]);
}

/// Names of the standard library that a program may use for its own things.
mod shadowed {
    #![allow(dead_code, non_camel_case_types, reason = "only the names matter")]
    struct Option;
    struct Result;
    struct Some;
    struct Ok;
    struct Err;
    struct None;
    struct str;
    struct usize;
    struct core;
    struct title;
    mod std {}

    #[derive(secure_api::SecureInput)]
    pub struct Shadowed {
        #[validate(length(max = 5))]
        pub title: ::std::option::Option<::std::string::String>,
        pub r#type: u8,
    }
}

/// Variants whose names generated code might use.
#[derive(Debug, PartialEq, secure_api::SecureInput)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Named {
    Field { a: u8 },
    Step { a: u8 },
    Draft { a: u8 },
    Deserializer { a: u8 },
    State { a: u8 },
}

#[test]
fn generated_code_does_not_mind_the_names_of_variants() {
    for (kind, named) in [
        ("field", Named::Field { a: 1 }),
        ("step", Named::Step { a: 1 }),
        ("draft", Named::Draft { a: 1 }),
        ("deserializer", Named::Deserializer { a: 1 }),
        ("state", Named::State { a: 1 }),
    ] {
        assert_eq!(json::<Named>(&format!(r#"{{"kind": "{kind}", "a": 1}}"#)).unwrap(), named);
    }
}

#[test]
fn generated_code_does_not_mind_the_users_names() {
    let read = json::<shadowed::Shadowed>(r#"{"type": 1, "title": "a"}"#).unwrap();
    assert_eq!((read.r#type, read.title.as_deref()), (1, Some("a")));
}

mod resources {
    use secure_api::{
        prelude::*,
        rows::{Create, Keep, Update},
    };
    use uuid::Uuid;

    #[derive(Resource, sqlx::FromRow)]
    #[resource(table = "documents")]
    #[allow(dead_code, reason = "only its columns matter")]
    struct Document {
        #[resource(id)]
        id: Uuid,
        #[resource(owner)]
        owner_id: Uuid,
        title: String,
        note: Option<String>,
    }

    #[derive(SecureInput)]
    #[input(create = Document)]
    struct NewDocument {
        #[serde(rename = "name")]
        #[validate(length(max = 100))]
        title: String,
        #[validate(length(max = 100))]
        note: Option<String>,
    }

    #[derive(SecureInput)]
    #[input(update = Document)]
    struct Change {
        #[validate(length(max = 100))]
        title: Option<String>,
        #[validate(length(max = 100))]
        note: Option<Option<String>>,
    }

    #[derive(SecureInput)]
    #[input(create = Document, update = Document)]
    struct Whole {
        #[validate(length(max = 100))]
        title: String,
    }

    #[test]
    fn inputs_name_the_columns_of_their_resource() {
        assert_eq!(<NewDocument as Create<Document>>::COLUMNS, ["title", "note"]);
        let changes = <Change as Update<Document>>::ASSIGNMENTS;
        let changes: Vec<_> = changes.iter().map(|change| (change.column, change.keep)).collect();
        assert_eq!(changes, [("title", Keep::IfNull), ("note", Keep::IfAbsent)]);
        assert_eq!(<Whole as Create<Document>>::COLUMNS, ["title"]);
        assert_eq!(<Whole as Update<Document>>::ASSIGNMENTS[0].keep, Keep::Never);
    }
}

/// What a bound keeps out is not in memory either: three bytes of a body could stand for a large element.
#[test]
fn a_collection_is_not_kept_beyond_its_bound() {
    static LONGEST: AtomicUsize = AtomicUsize::new(0);
    fn seen(length: usize) -> Result<(), ValidationError> {
        LONGEST.fetch_max(length, Ordering::SeqCst);
        Ok(())
    }
    fn lists(value: &[Vec<u16>]) -> Result<(), ValidationError> {
        seen(value.len())
    }
    fn list(value: &[u16]) -> Result<(), ValidationError> {
        seen(value.len())
    }
    fn set(value: &BTreeSet<u16>) -> Result<(), ValidationError> {
        seen(value.len())
    }
    fn map(value: &BTreeMap<String, u16>) -> Result<(), ValidationError> {
        seen(value.len())
    }
    #[derive(SecureInput, Debug)]
    struct Many {
        #[validate(items(max = 3), custom(function = lists), each(length(max = 4), custom(function = list)))]
        lists: Vec<Vec<u16>>,
        #[validate(length(max = 2), custom(function = set))]
        set: BTreeSet<u16>,
        #[validate(length(max = 2), keys(length(max = 9)), custom(function = map))]
        map: BTreeMap<String, u16>,
    }
    let numbers: Vec<u16> = (0..10_000).collect();
    let map: BTreeMap<String, u16> = (0..10_000).map(|n| (n.to_string(), n)).collect();
    let lists = vec![numbers.clone(), vec![1], vec![2], vec![3], vec![4]];
    let text = serde_json::json!({ "lists": lists, "set": numbers, "map": map }).to_string();
    assert_eq!(
        failures(json::<Many>(&text)),
        ["#/lists items", "#/lists/0 length", "#/set length", "#/map length"]
    );
    assert_eq!(LONGEST.load(Ordering::SeqCst), 5, "one more than the largest bound");
    let text = r#"{"lists": [[1, 2, 3, 4], [], []], "set": [1, 2], "map": {"a": 1, "b": 2}}"#;
    assert_eq!(failures(json::<Many>(text)), ["valid"]);
}
