//! What is wrong with a configuration. Found when the server starts, never while it answers.

/// A setting that the server does not start with: each message names the setting, the rule and what to do.
///
/// ```
/// use secure_api::authn::{JwtVerifier, TokenSecret};
///
/// let error = JwtVerifier::hs256(&TokenSecret::random()?, "", "https://api.example").unwrap_err();
/// assert!(error.to_string().starts_with("`issuer` is empty: "));
/// # Ok::<(), secure_api::config::ConfigError>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A signing secret is too short for HMAC-SHA256 (RFC 7518, section 3.2).
    #[error(
        "the token secret has {bytes} bytes, but HS256 needs at least 32: generate one with `openssl rand -base64 32`"
    )]
    ShortSecret {
        /// How many bytes it has.
        bytes: usize,
    },
    /// A signing secret that is printed in documentation or repeats itself (RFC 8725, section 3.5).
    #[error(
        "the token secret is one that anybody could guess: generate one with `openssl rand -base64 32`"
    )]
    KnownSecret,
    /// A setting that must not be empty.
    #[error("`{setting}` is empty: {help}")]
    Empty {
        /// The setting.
        setting: &'static str,
        /// What belongs there.
        help: &'static str,
    },
    /// A number or a time outside of what is allowed.
    #[error("`{setting}` is {value}, but must be {rule}")]
    OutOfRange {
        /// The setting.
        setting: &'static str,
        /// What it is.
        value: String,
        /// What it may be.
        rule: &'static str,
    },
    /// The operating system gives no randomness.
    #[error("the operating system gives no randomness, and nothing else will do")]
    Randomness(#[source] getrandom::Error),
}
