//! Secrets: read and checked as text, and nowhere repeated.

use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

use secure_api::{
    Error, ExposeSecret as _, Secret, SecureInput,
    input::{self, Field, Regex, SecureInput as Input, Validate as _, ValidationError},
};
use serde_json::{Value, json};

use super::{failures, json};

/// Stands in every value here, and may stand nowhere else.
const CANARY: &str = "c4nary";

static NEVER: LazyLock<Regex> = LazyLock::new(|| Regex::new("^$").unwrap());

/// Quotes the value wherever it can.
fn blabs(text: &str) -> Result<(), ValidationError> {
    let mut error = ValidationError {
        code: Cow::Owned(format!("no_{text}")),
        message: Some(format!("{text} is not valid").into()),
        params: Default::default(),
    };
    error.add_param("value".into(), &text);
    error.add_param("other".into(), &text);
    Err(error)
}

#[allow(clippy::ptr_arg, reason = "a rule is given the field as it is")]
fn blabs_of_all(texts: &Vec<Secret<String>>) -> Result<(), ValidationError> {
    blabs(texts[0].expose_secret())
}

fn is_discreet(_: &String) -> Result<(), ValidationError> {
    Err(ValidationError::new("leaked").with_message("stands in a list of leaked ones".into()))
}

fn secret(text: &str) -> Secret<String> {
    Secret::new(Box::new(text.to_owned()))
}

/// An input of one secret for each rule that can look at one.
macro_rules! secrets {
    ($($name:ident: $rules:tt;)*) => {$(
        #[derive(SecureInput, Debug)]
        struct $name {
            #[validate $rules]
            value: Secret<String>,
        }
    )*};
}
secrets! {
    Ascii: (ascii, length(max = 100));
    Blabbing: (custom(function = blabs), length(max = 100));
    Card: (credit_card);
    Contains: (contains(pattern = "@"), length(max = 100));
    Datetime: (datetime(past));
    Decimal: (decimal(max_digits = 3, scale = 1));
    Discreet: (custom(function = is_discreet), length(max = 100));
    DoesNotContain: (does_not_contain(pattern = "4"), length(max = 100));
    Email: (email);
    Hostname: (hostname);
    Ip: (ip);
    Length: (length(max = 5));
    NonControl: (non_control_character, length(max = 100));
    OneOf: (one_of("a", "b"));
    Password: (password(min = 12, strength = 4));
    Pattern: (regex(path = NEVER), length(max = 100));
    Phone: (phone);
    PublicUrl: (public_url, length(max = 100));
    SafePath: (safe_path, length(max = 100));
    Slug: (slug, length(max = 100));
    Url: (url, length(max = 100));
    UuidText: (uuid);
}

#[derive(SecureInput, Debug)]
struct Login {
    #[validate(length(max = 100))]
    name: String,
    #[input(sanitize(trim))]
    #[validate(length(min = 1, max = 20))]
    password: Secret<String>,
    #[validate(length(max = 20))]
    previous: Option<Secret<String>>,
    #[validate(must_match(other = previous), length(max = 20))]
    repeated: Option<Secret<String>>,
    #[validate(items(max = 1), custom(function = blabs_of_all), each(length(max = 8), custom(function = blabs)))]
    codes: Option<Vec<Secret<String>>>,
    #[validate(items(max = 2), keys(length(max = 5)), each(length(max = 5)))]
    keys: Option<BTreeMap<String, Secret<String>>>,
}

/// Everything that can be said about a refusal: its `Debug`, its `Display`, and the problem.
fn said(error: &Error) -> String {
    let failures: Vec<_> = error.kind().failures().iter().collect();
    format!("{error:?} {error} {failures:#?}")
}

#[track_caller]
fn keeps<T: Input>(outcome: Result<T, Error>, expected: &[&str]) {
    let said = outcome.as_ref().err().map(said).expect("a refusal");
    assert!(!said.contains(CANARY) && !said.contains("c4"), "{said}");
    assert_eq!(failures(outcome), expected);
}

/// The rule of this code refuses the value, on the way in and once more, and does not repeat it.
#[track_caller]
fn refuses<T: Input + Validates>(code: &str, text: &str) {
    let expected = [format!("#/value {code}")];
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    keeps(json::<T>(&json!({ "value": text }).to_string()), &expected);
    let errors = T::of(secret(text)).validate().unwrap_err();
    let said = format!("{errors:?} {errors} {}", serde_json::to_string(&errors).unwrap());
    assert!(!said.contains("c4"), "{said}");
    assert!(!format!("{:?}", T::of(secret(text))).contains("c4"));
}

/// Builds an input without reading it, as code of the application's own can.
trait Validates: input::Validate + std::fmt::Debug {
    fn of(value: Secret<String>) -> Self;
}

macro_rules! every_rule {
    ($($name:ident $code:literal $text:literal;)*) => {
        $(impl Validates for $name {
            fn of(value: Secret<String>) -> Self {
                Self { value }
            }
        })*

        #[test]
        fn no_rule_repeats_it() {
            $(refuses::<$name>($code, $text);)*
        }
    };
}
every_rule! {
    Ascii "ascii" "c4naryé";
    Blabbing "custom" "c4nary";
    Card "credit_card" "c4nary";
    Contains "contains" "c4nary";
    Datetime "datetime" "c4nary";
    Decimal "decimal" "c4nary";
    Discreet "leaked" "c4nary";
    DoesNotContain "does_not_contain" "c4nary";
    Email "email" "c4nary";
    Hostname "hostname" "c4nary c4nary";
    Ip "ip" "c4nary";
    Length "length" "c4nary";
    NonControl "non_control_character" "c4nary\n";
    OneOf "one_of" "c4nary";
    Password "password" "c4nary";
    Pattern "regex" "c4nary";
    Phone "phone" "c4nary";
    PublicUrl "public_url" "c4nary";
    SafePath "safe_path" "../c4nary";
    Slug "slug" "C4nary c4";
    Url "url" "c4nary";
    UuidText "uuid" "c4nary";
}

#[test]
fn words_that_cannot_hold_the_value_are_kept() {
    let refused = json::<Discreet>(r#"{"value": "x"}"#).unwrap_err();
    assert!(said(&refused).contains("stands in a list of leaked ones"));
    let refused = json::<Blabbing>(r#"{"value": "x"}"#).unwrap_err();
    assert_eq!(refused.kind().failures()[0].detail, "is not valid");
    assert!(refused.kind().failures()[0].params.is_empty());
}

#[test]
fn it_is_read_sanitized_and_checked_as_text() {
    let login: Login = json(
        r#"{"name": "ada", "password": " c4nary ", "previous": "c4nary", "repeated": "c4nary", "keys": {"a": "b"}}"#,
    )
    .unwrap();
    assert_eq!(login.password.expose_secret(), CANARY);
    assert!(!format!("{login:?}{login:#?}").contains(CANARY));
    assert!(format!("{login:?}").contains("REDACTED"));
    assert_eq!(failures(json::<Login>(r#"{"name": "a", "password": " "}"#)), ["#/password length"]);
    let login: Login = input::read_query("name=a&password=c4nary").unwrap();
    assert_eq!(login.password.expose_secret(), CANARY);
    assert!(login.validate().is_ok());
}

#[test]
fn what_is_wrong_around_it_does_not_repeat_it() {
    let login = |text: &str, expected: &[&str]| keeps(json::<Login>(text), expected);
    login(r#"{"name": 1, "password": ["c4nary"]}"#, &["#/name type", "#/password type"]);
    login(r#"{"name": "a", "password": {"c4nary": "c4nary"}}"#, &["#/password type"]);
    login(r#"{"name": "a", "password": "c4nary\u0000"}"#, &["#/password nul"]);
    login(
        r#"{"name": "a", "password": "c4nary", "password": "c4nary"}"#,
        &["#/password duplicate"],
    );
    login(r#"{"name": "a", "password": "c4nary", "pass": "c4nary"}"#, &["#/pass unknown"]);
    login(
        r#"{"name": "a", "password": "c4nary", "previous": "c4nary", "repeated": "c4nari"}"#,
        &["#/repeated must_match"],
    );
    login(
        r#"{"name": "a", "password": "c4nary", "codes": ["c4nary", "c4nary-c4nary"]}"#,
        &[
            "#/codes items",
            "#/codes custom",
            "#/codes/0 custom",
            "#/codes/1 length",
            "#/codes/1 custom",
        ],
    );
    login(r#"{"name": "a", "password": "c4nary", "keys": {"a": "c4nary"}}"#, &["#/keys/a length"]);
    for malformed in [
        r#"{"name": "a", "password": "c4nary"#,
        r#"{"name": "a", "password": "c4nary\x"}"#,
        r#"{"name": "a", "password": "c4nary\ud800"}"#,
        r#"{"name": "a", "password": "c4nary" "c4nary"}"#,
        r#"{"name": "a", "password": c4nary}"#,
        r#"{"name": "a", "password": "c4nary"}c4nary"#,
        "{\"name\": \"a\", \"password\": \"c4nary\n\"}",
    ] {
        keeps(json::<Login>(malformed), &["400"]);
    }
    keeps(input::read_json::<Login>(b"{\"password\": \"c4nary\xff\"}"), &["400"]);
    let query = |text: &str, expected: &[&str]| keeps(input::read_query::<Login>(text), expected);
    query("name=a&password=c4nary%00", &["#/password nul"]);
    query("name=a&password=c4nary&password=c4nary", &["#/password duplicate"]);
    query("name=a&password=c4nary-c4nary-c4nary-c4nary", &["#/password length"]);
    query("name=a&password=c4nary&pass=c4nary", &["#/pass unknown"]);
    query("name=a&password=c4nary%FF", &["400"]);
}

/// What other rules need to know of a type, however it is wrapped.
#[test]
fn it_is_known_as_a_secret() {
    const fn is_secret<T: Field>() -> bool {
        T::IS_SECRET
    }
    assert!(is_secret::<Secret<String>>() && is_secret::<Option<Box<Secret<String>>>>());
    assert!(is_secret::<Vec<Secret<String>>>());
    assert!(is_secret::<BTreeMap<String, Secret<String>>>());
    assert!(!is_secret::<String>() && !is_secret::<Value>());
}
