//! Every rule and every sanitizer of inputs: what is accepted, what is refused, and the edges between.

mod addresses;
mod collections;
mod documented;
mod params;
mod passwords;
mod sanitizers;
mod secrets;
mod text;
mod urls;
mod values;

use secure_api::{Error, error::ErrorKind, input};

fn json<T: input::SecureInput>(text: &str) -> Result<T, Error> {
    input::read_json(text.as_bytes())
}

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

/// An input of one text, `{"value": …}`.
fn value<T: input::SecureInput>(text: &str) -> Vec<String> {
    failures(json::<T>(&serde_json::json!({ "value": text }).to_string()))
}

/// Each of the first is accepted, each of the others refused by the rule of this code.
#[track_caller]
fn table<T: input::SecureInput>(code: &str, accepted: &[&str], refused: &[&str]) {
    for text in accepted {
        assert_eq!(value::<T>(text), ["valid"], "{text:?}");
    }
    for text in refused {
        assert_eq!(value::<T>(text), [format!("#/value {code}")], "{text:?}");
    }
}
