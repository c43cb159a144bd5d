//! The inputs. Members are `Option`s wherever that lets more of a half-right input through to the rules.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    net::IpAddr,
    sync::LazyLock,
};

use axum::body::Bytes;
use secure_api::{
    Secret, SecureInput,
    input::{Patch, Regex, Upload, ValidationError},
};
use uuid::Uuid;

static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new("^[a-z]+$").unwrap());

fn even(number: &i64) -> Result<(), ValidationError> {
    match number % 2 {
        0 => Ok(()),
        _ => Err(ValidationError::new("even")),
    }
}

/// Members that are one value.
#[derive(SecureInput, Debug)]
pub struct Scalars {
    #[validate(length(min = 1, max = 40))]
    pub text: String,
    pub letter: Option<char>,
    pub flag: Option<bool>,
    pub id: Option<Uuid>,
    #[validate(range(min = 1, max = 9), one_of(1, 2, 3))]
    pub small: Option<u8>,
    #[validate(range(min = -100, exclusive_max = 100), custom(function = even))]
    pub signed: Option<i64>,
    pub wide: Option<u64>,
    #[validate(range(exclusive_min = 0.0, max = 1.0))]
    pub share: Option<f64>,
    pub single: Option<f32>,
    #[validate(required)]
    pub needed: Option<u16>,
    #[validate(length(max = 10))]
    pub twice: Option<Option<String>>,
}

/// A text for each rule of text.
#[derive(SecureInput, Debug)]
pub struct Texts {
    #[validate(length(max = 40), ascii, non_control_character)]
    pub ascii: Option<String>,
    #[validate(length(max = 40), contains(pattern = "@"), does_not_contain(pattern = "#"))]
    pub contains: Option<String>,
    #[validate(credit_card)]
    pub credit_card: Option<String>,
    #[validate(datetime(past))]
    pub datetime: Option<String>,
    #[validate(decimal(max_digits = 6, scale = 2))]
    pub decimal: Option<String>,
    #[validate(email)]
    pub email: Option<String>,
    #[validate(hostname)]
    pub hostname: Option<String>,
    #[validate(ip)]
    pub ip: Option<String>,
    #[validate(must_match(other = ip), length(max = 45))]
    pub must_match: Option<String>,
    #[validate(one_of("title", "created_at"))]
    pub one_of: Option<String>,
    #[validate(phone)]
    pub phone: Option<String>,
    #[validate(public_url, length(max = 100))]
    pub public_url: Option<String>,
    #[validate(regex(path = WORD), length(max = 40))]
    pub regex: Option<String>,
    #[validate(safe_path, length(max = 100))]
    pub safe_path: Option<String>,
    #[validate(slug, length(max = 40))]
    pub slug: Option<String>,
    #[validate(url, length(max = 100))]
    pub url: Option<String>,
    #[validate(uuid)]
    pub uuid: Option<String>,
}

/// A text for each sanitizer, and rules that look at what it has made.
#[derive(SecureInput, Debug)]
#[serde(rename_all = "camelCase")]
pub struct Sanitized {
    #[input(sanitize(trim, collapse_whitespace))]
    #[validate(length(min = 1, max = 20))]
    pub plain_text: Option<String>,
    #[input(sanitize(lowercase))]
    #[validate(email)]
    pub lower_case: Option<String>,
    #[input(sanitize(uppercase, nfc))]
    #[validate(length(max = 20))]
    pub upper_case: Option<String>,
    #[input(sanitize(strip_control))]
    #[validate(non_control_character, length(max = 20))]
    pub no_controls: Option<String>,
}

/// Members that hold others.
#[derive(SecureInput, Debug)]
pub struct Collections {
    #[input(sanitize(trim))]
    #[validate(items(min = 1, max = 3, unique), each(length(max = 5)))]
    pub list: Vec<String>,
    #[validate(items(max = 3), each(slug, length(max = 5)))]
    pub set: Option<BTreeSet<String>>,
    #[validate(length(max = 3))]
    pub numbers: Option<HashSet<u8>>,
    #[validate(items(max = 3), keys(slug, length(max = 5)), each(range(max = 9)))]
    pub map: Option<BTreeMap<String, u8>>,
    #[validate(items(max = 2), keys(length(max = 5)), each(items(max = 2), each(nested)))]
    pub trees: Option<HashMap<String, Vec<Tree>>>,
}

/// An input within itself, as deep as the client likes.
#[derive(SecureInput, Debug)]
pub struct Tree {
    #[validate(length(max = 5))]
    pub name: Option<String>,
    #[validate(items(max = 2), each(nested))]
    pub children: Vec<Tree>,
}

/// Every tagging, and what stands in the place of what it holds.
#[derive(SecureInput, Debug)]
pub struct Shapes {
    pub outside: Option<Outside>,
    pub inside: Option<Inside>,
    pub beside: Option<Beside>,
    pub place: Option<Place>,
    #[validate(length(max = 20))]
    pub any: Option<serde_json::Value>,
    #[validate(length(max = 8))]
    pub bytes: Option<Bytes>,
    #[input(plain)]
    pub address: Option<IpAddr>,
    pub changed: Patch<Option<Word>>,
    #[validate(length(min = 1, max = 9))]
    pub secret: Option<Secret<String>>,
}

#[derive(SecureInput, Debug)]
pub struct Word(#[validate(slug, length(max = 9))] String);

#[derive(SecureInput, Debug)]
pub struct Place(#[validate(range(min = -90, max = 90))] i8, f64);

#[derive(SecureInput, Debug)]
#[serde(rename_all = "lowercase")]
pub enum Outside {
    Unit,
    One(Word),
    Two(u8, Word),
    Many { word: Word, inner: Option<Box<Self>> },
}

#[derive(SecureInput, Debug)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Inside {
    Unit,
    One(Tree),
    Many { word: Word, inner: Option<Box<Self>> },
}

#[derive(SecureInput, Debug)]
#[serde(tag = "type", content = "data", rename_all = "lowercase")]
pub enum Beside {
    Unit,
    One(Word),
    Two(u8, Word),
    Many { word: Word, inner: Option<Box<Self>> },
}

/// The tag stands among the pairs of a query.
#[derive(SecureInput, Debug)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Choice {
    Unit,
    Many { word: Word, number: Option<u8> },
}

/// Texts and files.
#[derive(SecureInput, Debug)]
pub struct Parts {
    #[validate(length(max = 9))]
    pub text: Option<String>,
    pub number: Option<u8>,
    #[validate(items(max = 2), each(length(max = 9)))]
    pub tags: Option<Vec<String>>,
    #[validate(file(max = "1KiB", types("image/gif", "text/plain")))]
    pub file: Option<Upload>,
    #[validate(items(max = 2), each(file(max = "1KiB", types("image/png", "application/pdf"))))]
    pub files: Option<Vec<Upload>>,
}
