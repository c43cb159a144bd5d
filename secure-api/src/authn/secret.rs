//! The secret that HS256 tokens are signed with, and what makes a secret one that nobody guesses.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretSlice};

use crate::config::ConfigError;

/// HMAC-SHA256 needs a key at least as long as its output (RFC 7518, section 3.2).
const MIN_BYTES: usize = 32;

/// Secrets that documentation prints, long enough to be used: jwt.io, RFC 7515 (A.1) and RFC 7520 (3.5), as text.
const PRINTED: [&str; 5] = [
    "a-string-secret-at-least-256-bits-long",
    "a-string-secret-at-least-384-bits-long-which-is-very-long",
    "a-string-secret-at-least-512-bits-long-which-is-very-very-long",
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    "hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg",
];

/// What stands in templates where a secret belongs. Eight letters or more, so that random text does not hit them.
const PLACEHOLDERS: [&str; 14] = [
    "256-bit-secret",
    "384-bit-secret",
    "512-bit-secret",
    "changeit",
    "changeme",
    "change-me",
    "change_me",
    "change-this",
    "change_this",
    "replace-me",
    "replace_me",
    "supersecret",
    "your-secret",
    "your_secret",
];

/// A secret fit for signing: at least 32 bytes, and none that anybody could guess. The bytes count as they stand; nothing is
/// decoded. Wiped when dropped, and never shown.
///
/// ```
/// use secure_api::{authn::TokenSecret, config::ConfigError};
///
/// assert!(matches!(TokenSecret::new(b"secret".to_vec()), Err(ConfigError::ShortSecret { bytes: 6, .. })));
/// assert!(matches!(TokenSecret::new(vec![b'x'; 32]), Err(ConfigError::KnownSecret { .. })));
/// ```
pub struct TokenSecret(SecretSlice<u8>);

impl TokenSecret {
    /// Checks a secret: RFC 7518, section 3.2; RFC 8725, section 3.5.
    ///
    /// # Errors
    /// [`ConfigError::ShortSecret`] below 32 bytes; [`ConfigError::KnownSecret`] if it repeats or counts, is printed in
    /// documentation, or is what templates put in place of a secret.
    pub fn new(secret: impl Into<SecretSlice<u8>>) -> Result<Self, ConfigError> {
        strong("token secret", secret.into()).map(Self)
    }

    /// A fresh one from the operating system. Tokens signed with it end with this process.
    ///
    /// # Errors
    /// [`ConfigError::Randomness`] if the operating system gives none.
    pub fn random() -> Result<Self, ConfigError> {
        fresh().map(Self)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.expose_secret()
    }
}

impl fmt::Debug for TokenSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSecret").finish_non_exhaustive()
    }
}

/// A secret that is long enough for HMAC-SHA256, and that nobody guesses. `name` is what a refusal calls it.
pub(crate) fn strong(
    name: &'static str,
    secret: SecretSlice<u8>,
) -> Result<SecretSlice<u8>, ConfigError> {
    let bytes = secret.expose_secret();
    if bytes.len() < MIN_BYTES {
        return Err(ConfigError::ShortSecret { secret: name, bytes: bytes.len() });
    }
    if is_pattern(bytes) || is_known(bytes) {
        return Err(ConfigError::KnownSecret { secret: name });
    }
    Ok(secret)
}

/// One from the operating system.
pub(crate) fn fresh() -> Result<SecretSlice<u8>, ConfigError> {
    let mut bytes = vec![0; MIN_BYTES];
    getrandom::fill(&mut bytes).map_err(ConfigError::Randomness)?;
    Ok(bytes.into())
}

/// Whether a shorter piece repeats, or the bytes count up or down.
fn is_pattern(bytes: &[u8]) -> bool {
    let repeats = (1..=bytes.len() / 2)
        .any(|period| bytes.iter().zip(bytes.iter().skip(period)).all(|(a, b)| a == b));
    let mut steps = bytes.iter().zip(bytes.iter().skip(1)).map(|(a, b)| b.wrapping_sub(*a));
    let step = steps.next();
    repeats || steps.all(|other| Some(other) == step)
}

fn is_known(bytes: &[u8]) -> bool {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

    let printed = PRINTED.iter().any(|known| {
        known.as_bytes() == bytes
            || URL_SAFE_NO_PAD.decode(known).is_ok_and(|decoded| decoded == bytes)
    });
    printed
        || PLACEHOLDERS.iter().any(|known| {
            bytes.windows(known.len()).any(|window| window.eq_ignore_ascii_case(known.as_bytes()))
        })
}
