//! Keys and tokens for a developer's own machine. Nothing else answers to them.

use std::time::Duration;

use secrecy::ExposeSecret as _;

use crate::{
    authn::{JwtVerifier, TokenSecret, TokenSigner},
    clock::{Clock as _, SystemClock},
    config::ConfigError,
    error::Result,
    security::{Security, SecurityBuilder},
};

/// Who issues the tokens of a development key, and for whom.
const ISSUER: &str = "https://development.invalid";
const AUDIENCE: &str = "development";

/// How long a development token is valid.
const LIFETIME: Duration = Duration::from_secs(12 * 60 * 60);

/// A fresh random key, and tokens signed with it, for trying an API out. A server configured with it listens and answers on
/// loopback only, and the key ends with the process: there is no way to give it one.
///
/// ```
/// use secure_api::{Development, prelude::*};
///
/// #[derive(Roles)]
/// enum Role {
///     Viewer,
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let development = Development::new()?;
/// let security = development.security()?.roles::<Role>().build()?;
/// let token = development.token("alice", &["viewer"])?;
/// assert_eq!(token.split('.').count(), 3);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Development {
    secret: TokenSecret,
    signer: TokenSigner,
}

impl Development {
    /// Makes a key.
    ///
    /// # Errors
    /// If the operating system gives no randomness.
    pub fn new() -> Result<Self, ConfigError> {
        let secret = TokenSecret::random()?;
        let signer = TokenSigner::hs256(&secret, ISSUER, AUDIENCE);
        Ok(Self { secret, signer })
    }

    /// Settings that verify this key's tokens and answer on loopback only.
    ///
    /// # Errors
    /// None that is known: the key is long enough.
    pub fn security(&self) -> Result<SecurityBuilder, ConfigError> {
        let verifier = JwtVerifier::hs256(&self.secret, ISSUER, AUDIENCE)?;
        Ok(Security::builder().jwt(verifier).development())
    }

    /// A token for this subject with these roles, valid for twelve hours.
    ///
    /// # Errors
    /// If the subject is not one that a token can carry.
    pub fn token(&self, subject: &str, roles: &[&str]) -> Result<String> {
        let token = self.signer.mint(subject, roles, LIFETIME, SystemClock.now())?;
        Ok(token.expose_secret().to_owned())
    }
}
