//! What a rule asks for goes to the client under the names of its arguments.

use std::{borrow::Cow, collections::HashMap, fs, path::Path};

use secure_api::{
    SecureInput,
    error::{ErrorKind, Failure},
    input::{self, SecureInput as Input, Validate as _, ValidationError},
};
use serde_json::{Value, json};

fn has_params(_: &String) -> Result<(), ValidationError> {
    let mut error = ValidationError::new("taken");
    error.add_param("value".into(), &"s3cret");
    error.add_param("suggestions".into(), &["a", "b"]);
    Err(error)
}

fn has_owned_words(text: &str) -> Result<(), ValidationError> {
    Err(ValidationError {
        code: Cow::Owned(format!("no_{text}")),
        message: Some(format!("must not be {text}").into()),
        params: HashMap::from([("text".into(), json!(text))]),
    })
}

#[derive(SecureInput, Debug)]
struct Everything {
    #[validate(length(min = 2, max = 3))]
    between: Option<String>,
    #[validate(length(min = 2), one_of("a", "bb"))]
    at_least: Option<String>,
    #[validate(length(equal = 2))]
    exactly: Option<String>,
    #[validate(range(min = -5, max = 5))]
    integer: Option<i64>,
    #[validate(range(max = 18_446_744_073_709_551_614))]
    large: Option<u64>,
    #[validate(range(exclusive_min = 0.1, exclusive_max = 0.25))]
    float: Option<f32>,
    #[validate(range(min = 0.1))]
    double: Option<f64>,
    #[validate(items(min = 1, max = 2, unique))]
    list: Option<Vec<u8>>,
    #[validate(decimal(max_digits = 6, scale = 2))]
    price: Option<String>,
    #[validate(one_of("draft", "done"))]
    status: Option<String>,
    #[validate(one_of(-1, 10))]
    size: Option<i16>,
    #[validate(password(min = 12, strength = 3))]
    password: Option<String>,
    #[validate(contains(pattern = "@"), length(max = 9))]
    handle: Option<String>,
    #[validate(does_not_contain(pattern = "#"), length(max = 9))]
    name: Option<String>,
    #[validate(datetime(past))]
    born: Option<String>,
    #[validate(datetime(future))]
    starts: Option<String>,
    #[validate(datetime)]
    moment: Option<String>,
    #[validate(custom(function = has_params), length(max = 9))]
    custom: Option<String>,
    #[validate(custom(function = has_owned_words), length(max = 99))]
    owned: Option<String>,
    #[validate(email)]
    mail: Option<String>,
}

fn failed<T: Input>(json: &str) -> Vec<Failure> {
    match input::read_json::<T>(json.as_bytes()).map_err(|error| error.kind().clone()) {
        Err(ErrorKind::Invalid(failures)) => failures,
        Err(kind) => panic!("{json}: {kind:?}"),
        Ok(_) => panic!("{json} is valid"),
    }
}

#[track_caller]
fn params(json: &str) -> Value {
    let failures = failed::<Everything>(json);
    let [failure] = &failures[..] else { panic!("{json}: {failures:?}") };
    json!(failure.params)
}

#[test]
fn every_rule_that_has_arguments() {
    let password = json!({ "min": 12, "max": 128, "strength": 3 });
    for (input, expected) in [
        (r#"{"between": "a"}"#, json!({ "min": 2, "max": 3 })),
        (r#"{"at_least": "a"}"#, json!({ "min": 2 })),
        (r#"{"exactly": "a"}"#, json!({ "equal": 2 })),
        (r#"{"integer": 6}"#, json!({ "min": -5, "max": 5 })),
        (r#"{"large": 18446744073709551615}"#, json!({ "max": 18_446_744_073_709_551_614_u64 })),
        (r#"{"float": 0.1}"#, json!({ "exclusive_min": 0.1, "exclusive_max": 0.25 })),
        (r#"{"double": 0}"#, json!({ "min": 0.1 })),
        (r#"{"list": []}"#, json!({ "min": 1, "max": 2 })),
        (r#"{"list": [1, 1]}"#, json!({ "unique": true })),
        (r#"{"price": "1.234"}"#, json!({ "max_digits": 6, "scale": 2 })),
        (r#"{"status": "x"}"#, json!({ "choices": ["draft", "done"] })),
        (r#"{"size": 0}"#, json!({ "choices": [-1, 10] })),
        (r#"{"password": "short"}"#, password.clone()),
        (r#"{"password": "passwordpassword"}"#, password),
        (r#"{"handle": "ada"}"#, json!({ "pattern": "@" })),
        (r##"{"name": "#"}"##, json!({ "pattern": "#" })),
        (r#"{"born": "9999-01-01T00:00:00Z"}"#, json!({ "past": true })),
        (r#"{"born": "x"}"#, json!({ "past": true })),
        (r#"{"starts": "1999-01-01T00:00:00Z"}"#, json!({ "future": true })),
        (r#"{"moment": "x"}"#, json!({})),
        (r#"{"custom": "s3cret"}"#, json!({ "suggestions": ["a", "b"] })),
        (r#"{"owned": "x"}"#, json!({ "text": "x" })),
        (r#"{"mail": "x"}"#, json!({})),
    ] {
        assert_eq!(params(input), expected, "{input}");
    }
}

/// Every rule that takes arguments in the attribute stands in the test above. `regex` names a pattern that is Rust's, `must_match` a
/// field of Rust's; what `each`, `keys` and `nested` ask for, the rules inside say.
#[test]
fn no_rule_is_forgotten() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../secure-api/src/input/rules");
    let mut without: Vec<String> = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        if text.contains("Flaw::new(") && !text.contains(".with(") {
            without.push(path.file_stem().unwrap().to_str().unwrap().to_owned());
        }
    }
    without.sort();
    let expected = [
        "ascii",
        "credit_card",
        "email",
        "hostname",
        "ip",
        "must_match",
        "non_control_character",
        "phone",
        "public_url",
        "regex",
        "required",
        "safe_path",
        "slug",
        "url",
        "uuid",
    ];
    assert_eq!(without, expected);
}

#[test]
fn what_a_custom_function_says_goes_to_the_client() {
    let failure = &failed::<Everything>(r#"{"owned": "x"}"#)[0];
    assert_eq!((failure.code, &*failure.detail), ("custom", "must not be x"));
    let failure = &failed::<Everything>(r#"{"custom": "x"}"#)[0];
    assert_eq!((failure.code, &*failure.detail), ("taken", "is not valid"));
}

#[test]
fn nesting_says_how_deep() {
    #[derive(SecureInput)]
    struct Tree {
        #[validate(length(max = 2))]
        children: Vec<Self>,
    }
    let (open, close) = (r#"{"children": ["#.repeat(17), "]}".repeat(17));
    let failure = &failed::<Tree>(&format!("{open}{close}"))[0];
    assert_eq!((failure.code, json!(failure.params)), ("depth", json!({ "max": 32 })));
}

#[test]
fn a_value_that_is_validated_again_says_the_same() {
    let mut wrong: Everything = input::read_json(b"{}").unwrap();
    wrong.between = Some("a".to_owned());
    wrong.custom = Some("s3cret".to_owned());
    let errors = wrong.validate().unwrap_err();
    let between = &errors.field_errors()["#/between"][0];
    assert_eq!(json!(between.params), json!({ "min": 2, "max": 3 }));
    assert!(!format!("{errors:?}").contains("s3cret"));
}

#[test]
fn a_rule_in_other_words_still_says_what_it_asks_for() {
    let refused = || input::rules::length(&"a".to_owned(), Some(2), None, None);
    let flaw = |code, message| format!("{:?}", input::reworded(refused(), code, message));
    let both = flaw(Some("short"), Some("ist zu kurz"));
    assert!(both.contains(r#"code: "short""#) && both.contains(r#"detail: "ist zu kurz""#));
    assert!(both.contains(r#""min": Number(2)"#), "{both}");
    let code = flaw(Some("short"), None);
    assert!(code.contains("short") && code.contains("must have at least 2 characters"), "{code}");
    assert_eq!(flaw(None, None), format!("{:?}", refused()));
    assert_eq!(input::reworded(Ok(()), Some("short"), Some("ist zu kurz")), Ok(()));
}
