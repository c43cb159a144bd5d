use secure_api::{SecureInput, input::{Regex, ValidationError}};
use std::{collections::{BTreeMap, BTreeSet, HashMap, HashSet}, sync::LazyLock};
use uuid::Uuid;

static SLUG: LazyLock<Regex> = LazyLock::new(|| Regex::new("^[a-z]+$").unwrap());
const LONGEST: u64 = 40;

fn check(slug: &str) -> Result<(), ValidationError> {
    if slug == "admin" { Err(ValidationError::new("reserved")) } else { Ok(()) }
}

#[derive(SecureInput)]
pub struct Line {
    product: Uuid,
    #[validate(range(min = 1, max = 99))]
    count: u8,
}

#[derive(SecureInput)]
pub struct Texts {
    #[validate(public_url, length(max = 300))]
    target: String,
    #[validate(hostname)]
    host: String,
    #[validate(ip)]
    address: String,
    #[validate(does_not_contain(pattern = "@"), ascii, non_control_character, length(max = 20))]
    handle: String,
    #[validate(one_of("draft", "published"))]
    status: String,
    #[validate(one_of(-1, 1))]
    direction: i8,
    #[validate(slug, length(max = 60))]
    slug: String,
    #[validate(uuid)]
    reference: String,
    #[validate(phone)]
    phone: String,
    #[validate(credit_card)]
    card: String,
    #[validate(datetime)]
    at: String,
    #[validate(datetime(past))]
    born: Option<String>,
    #[validate(datetime(future), required)]
    due: Option<String>,
    #[validate(decimal(max_digits = 12, scale = 2))]
    amount: String,
    #[validate(safe_path, length(max = 200))]
    path: String,
    #[validate(password(min = 12, strength = 3))]
    password: String,
    #[validate(password(min = 15, max = 256, strength = 4))]
    passphrase: String,
    #[input(sanitize(strip_control, uppercase, nfc, trim, collapse_whitespace))]
    #[validate(length(max = 20))]
    code: String,
    #[input(sanitize(trim, html(text)))]
    #[validate(length(max = 20))]
    plain: String,
    #[input(sanitize(html(basic)))]
    #[validate(length(max = 20))]
    formatted: Option<String>,
}

#[derive(SecureInput)]
pub struct Collections {
    #[validate(items(min = 1, max = 9, unique))]
    list: Vec<u32>,
    #[validate(items(max = 9), each(one_of("a", "b")))]
    set: BTreeSet<String>,
    #[validate(length(max = 9))]
    numbers: HashSet<u8>,
    #[validate(items(max = 9), keys(slug, length(max = 20)), each(length(max = 20)))]
    labels: BTreeMap<String, String>,
    #[validate(length(max = 9), keys(uuid), each(nested))]
    lines: HashMap<String, Line>,
    #[validate(items(max = 9), each(items(max = 9), keys(length(max = 5))))]
    maps: Vec<BTreeMap<String, u8>>,
}

#[derive(SecureInput)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    #[input(sanitize(trim, lowercase))]
    #[validate(email)]
    mail_address: String,
    #[validate(regex(path = SLUG), custom(function = check), contains(pattern = "a"), length(min = 1, max = LONGEST))]
    slug: Option<String>,
    #[validate(length(max = 20), each(nested))]
    lines: Vec<Line>,
    #[validate(length(max = 2), each(length(max = 2), each(length(max = 2))))]
    grid: Vec<Vec<String>>,
    #[validate(url, length(equal = 30))]
    site: Option<Option<String>>,
    #[validate(range(exclusive_min = -1.5, exclusive_max = 1.5))]
    weight: f64,
    #[validate(must_match(other = weight))]
    weight_again: f64,
    #[validate(nested)]
    first: Option<Line>,
}

fn main() {}
