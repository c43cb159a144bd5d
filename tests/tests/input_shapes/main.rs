//! What inputs can be made of: newtypes, tuples, enums, parameters, defaults, foreign types, rules about the whole.

mod attacks;
mod enums;
mod fields;
mod generics;
mod newtypes;
mod state;
mod whole;

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

/// What is wrong with this JSON.
fn wrong<T: input::SecureInput>(text: &str) -> Vec<String> {
    failures(json::<T>(text))
}
