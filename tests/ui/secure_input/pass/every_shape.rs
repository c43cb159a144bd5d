
use secure_api::{
    SecureInput,
    input::{self, ValidationError},
};

#[derive(SecureInput)]
struct Email(#[validate(email)] String);

#[derive(SecureInput)]
struct Place(f64, f64);

#[derive(SecureInput)]
struct Batch<T, const N: usize> {
    #[validate(items(max = 10))]
    items: Vec<T>,
}

#[derive(SecureInput)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Event {
    Made { email: Email, place: Option<Place> },
    Moved(Moved),
    Gone,
}

#[derive(SecureInput)]
#[serde(default)]
struct Moved {
    #[serde(alias = "to")]
    target: u32,
    #[input(plain)]
    address: Option<std::net::IpAddr>,
    inner: Option<Box<Self>>,
}

impl Default for Moved {
    fn default() -> Self {
        Self { target: 1, address: None, inner: None }
    }
}

struct App;

async fn is_known(_: &Event, _: &App) -> Result<(), ValidationError> {
    Ok(())
}

fn check(_: &Report) -> Result<(), ValidationError> {
    Ok(())
}

#[derive(SecureInput)]
#[input(state = App)]
#[validate(schema(function = check, message = "is odd"))]
struct Report {
    #[validate(async_custom(function = is_known))]
    event: Event,
    #[input(unbounded(reason = "the body is small"))]
    text: String,
}

fn main() {
    let _ = input::read_json::<Batch<Event, 3>>(b"{}");
    let _ = input::read_json_with_state::<Report, _>(b"{}", &App);
}

