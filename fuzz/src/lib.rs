//! What the targets share: inputs that together use every kind of member, rule and sanitizer, and what has to hold
//! of every attempt to read one.

pub mod inputs;

use secure_api::{Result, error::ErrorKind, input::Validate};

/// Reading ends in a value whose rules hold, or in a refusal that says why, never in a failure of the server.
pub fn check<T: Validate>(outcome: &Result<T>) {
    match outcome {
        Ok(value) => assert_eq!(value.validate(), Ok(()), "read, but not valid"),
        Err(error) => match error.kind() {
            ErrorKind::BadRequest(_) => (),
            ErrorKind::Invalid(failures) => {
                assert!((1..=100).contains(&failures.len()), "{} failures", failures.len());
                for failure in failures {
                    assert!(failure.pointer.starts_with('#'), "{failure:?}");
                    assert!(failure.pointer.is_ascii(), "{failure:?}");
                }
            }
            kind => panic!("{kind:?}"),
        },
    }
}
