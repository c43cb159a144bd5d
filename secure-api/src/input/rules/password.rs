use std::borrow::Cow;

use zxcvbn::zxcvbn;

use super::Text;
use crate::input::{Flaw, Verdict};

/// Judging takes time that grows faster than the length: 32 characters of the worst kind take a tenth of a second, a
/// hundred take two. What is guessable in the first 32 is not saved by the rest.
const JUDGED: usize = 32;

/// `password(min = 12, strength = 3)`: a new password of at least `min` characters, which takes many guesses: `strength` is
/// the score of [zxcvbn], from 2 (over 10⁶ guesses) to 4 (over 10¹⁰). There is no rule of composition (NIST SP 800-63B,
/// ASVS V6.2). zxcvbn knows the 30,000 most common passwords, none of which takes 10⁶ guesses, so none is ever valid; nor is
/// what is made of them in ways that people think of. It has at most 128 characters unless `max` says otherwise, so that the
/// hash has a bound: this rule is a bound too.
///
/// For new passwords only: at a login the password is what it is, and has `length(max = …)`. Never sanitize one.
///
/// [zxcvbn]: https://docs.rs/zxcvbn
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct SignUp {
///     #[validate(password(min = 12, strength = 3))]
///     password: String,
/// }
///
/// assert!(input::read_json::<SignUp>(br#"{"password": "violet anchor maple"}"#).is_ok());
/// assert!(input::read_json::<SignUp>(br#"{"password": "qwerty123456"}"#).is_err());
/// assert!(input::read_json::<SignUp>(br#"{"password": "vT9#kq2!xL"}"#).is_err()); // too short
/// ```
///
/// # Errors
/// If the value is too short, too long, or too easy to guess.
pub fn password<T: Text>(value: &T, min: usize, max: usize, strength: u8) -> Verdict {
    let text = value.text();
    let length = text.chars().count();
    let flaw = |detail: Cow<'static, str>| {
        let flaw = Flaw::new("password", detail).with("min", Some(min)).with("max", Some(max));
        Err(flaw.with("strength", Some(strength)))
    };
    if length < min || length > max {
        return flaw(format!("must have {min} to {max} characters").into());
    }
    let judged: String = text.chars().take(JUDGED).collect();
    match u8::from(zxcvbn(&judged, &[]).score()) >= strength {
        true => Ok(()),
        false => flaw("is too easy to guess".into()),
    }
}
