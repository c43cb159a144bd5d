use crate::input::{Field, Flaw, Verdict};

/// Members that may be absent.
#[diagnostic::on_unimplemented(
    message = "rule `required` is for an `Option`, not for `{Self}`",
    label = "not an `Option`",
    note = "remove the rule: other members are required anyway, and a `Patch` is for what may be left out"
)]
pub trait Optional {
    /// Whether there is a value.
    #[doc(hidden)]
    fn is_given(&self) -> bool;
}

impl<T: Field> Optional for Option<T> {
    fn is_given(&self) -> bool {
        self.value().is_some()
    }
}

/// `required`: an `Option` that has to be there, and not null. Members of other types are required anyway.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Move {
///     #[validate(required)]
///     floor: Option<u8>,
/// }
///
/// assert!(input::read_json::<Move>(br#"{"floor": 3}"#).is_ok());
/// assert!(input::read_json::<Move>(br#"{"floor": null}"#).is_err());
/// assert!(input::read_json::<Move>(b"{}").is_err());
/// ```
///
/// # Errors
/// If there is no value.
pub fn required<T: Optional>(member: &T) -> Verdict {
    match member.is_given() {
        true => Ok(()),
        false => Err(Flaw::new("missing", "is required")),
    }
}
