//! Keys and tokens for a developer's own machine. Nothing else answers to them.

use std::time::Duration;

use secrecy::ExposeSecret as _;

use crate::{
    authn::{JwtVerifier, TokenClaims, TokenSecret, TokenSigner},
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
/// loopback only, and the key ends with the process: there is no way to give it one. Why a caller is refused, clause by clause, it writes to
/// the log: `tracing`, target `secure_api::denial`.
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
        let verifier =
            JwtVerifier::hs256(&self.secret, ISSUER, AUDIENCE)?.tenants_claim("tenants")?;
        Ok(Security::builder().jwt(verifier).development())
    }

    /// A token for this subject with these roles, valid for twelve hours. The roles are held outside of any tenant.
    ///
    /// # Errors
    /// If the subject is not one that a token can carry.
    pub fn token(&self, subject: &str, roles: &[&str]) -> Result<String> {
        self.token_for(subject).roles(roles).sign()
    }

    /// The same with more in it: tenants, scopes, factors.
    ///
    /// ```
    /// # let development = secure_api::Development::new().unwrap();
    /// let token = development
    ///     .token_for("alice")
    ///     .tenant("acme", &["admin"])
    ///     .tenant("globex", &["viewer"])
    ///     .scope("documents:read documents:write")
    ///     .several_factors()
    ///     .sign()?;
    /// # Ok::<(), secure_api::Error>(())
    /// ```
    pub fn token_for(&self, subject: &str) -> DevelopmentToken<'_> {
        DevelopmentToken { signer: &self.signer, claims: TokenClaims::of(subject) }
    }
}

/// A token that is not signed yet. Its subject authenticates at the moment in which it is.
#[derive(Debug)]
#[must_use = "nothing is signed before `sign`"]
pub struct DevelopmentToken<'a> {
    signer: &'a TokenSigner,
    claims: TokenClaims,
}

impl DevelopmentToken<'_> {
    /// With these roles outside of any tenant.
    pub fn roles(mut self, roles: &[&str]) -> Self {
        self.claims.roles = owned(roles);
        self
    }

    /// With this tenant, and these roles in it. Another call adds another tenant.
    pub fn tenant(mut self, tenant: &str, roles: &[&str]) -> Self {
        self.claims.tenants.insert(tenant.to_owned(), owned(roles));
        self
    }

    /// With these scopes, one space between two.
    pub fn scope(mut self, scopes: &str) -> Self {
        self.claims.scopes = Some(scopes.to_owned());
        self
    }

    /// As after an authentication with several factors.
    pub fn several_factors(mut self) -> Self {
        self.claims.methods = vec!["mfa"];
        self
    }

    /// Signs it. It is valid for twelve hours.
    ///
    /// # Errors
    /// If the cryptography library fails.
    pub fn sign(self) -> Result<String> {
        let token = self.signer.mint(&self.claims, LIFETIME, SystemClock.now())?;
        Ok(token.expose_secret().to_owned())
    }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}
