use secure_api::{SecureInput, input::{Regex, ValidationError}};
use std::sync::LazyLock;
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
