//! What the targets share: inputs that together use every kind of member, rule and sanitizer, and what has to hold
//! of every attempt to read one.

pub mod inputs;

use secure_api::{
    Result,
    error::{ErrorKind, Failure},
    input::Validate,
};

/// Reading ends in a value whose rules hold, or in a refusal that says why, never in a failure of the server.
pub fn check<T: Validate>(outcome: &Result<T>) {
    match outcome {
        Ok(value) => assert_eq!(value.validate(), Ok(()), "read, but not valid"),
        Err(error) => match error.kind() {
            ErrorKind::BadRequest(_) => (),
            ErrorKind::Malformed(failure) => point(failure),
            ErrorKind::Invalid(failures) => {
                assert!((1..=100).contains(&failures.len()), "{} failures", failures.len());
                failures.iter().for_each(point);
            }
            kind => panic!("{kind:?}"),
        },
    }
}

fn point(failure: &Failure) {
    assert!(failure.pointer.starts_with('#'), "{failure:?}");
    assert!(failure.pointer.is_ascii(), "{failure:?}");
}
