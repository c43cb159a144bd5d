//! Signs access tokens, for development and for tests. In production an identity provider does.

use std::{fmt, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, crypto::aws_lc::DEFAULT_PROVIDER};
use secrecy::SecretString;
use serde::Serialize;

use super::TokenSecret;
use crate::{
    clock::Instant,
    error::{Error, Result},
};

/// Signs access tokens that a [`JwtVerifier`](super::JwtVerifier) of the same secret, issuer and audience accepts.
pub(crate) struct TokenSigner {
    key: EncodingKey,
    issuer: String,
    audience: String,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    iat: u64,
    nbf: u64,
    exp: u64,
    roles: &'a [&'a str],
}

impl TokenSigner {
    /// Not public: whoever can sign can be anybody. Development and tests hand it out.
    pub(crate) fn hs256(
        secret: &TokenSecret,
        issuer: impl Into<String>,
        audience: impl Into<String>,
    ) -> Self {
        Self {
            key: EncodingKey::from_secret(secret.bytes()),
            issuer: issuer.into(),
            audience: audience.into(),
        }
    }

    /// A token for this subject with these roles, valid from `now` for `lifetime`, in whole seconds.
    ///
    /// # Errors
    /// [`Internal`](crate::error::ErrorKind::Internal) if the cryptography library fails.
    pub(crate) fn mint(
        &self,
        subject: &str,
        roles: &[&str],
        lifetime: Duration,
        now: Instant,
    ) -> Result<SecretString> {
        let issued = now.unix_seconds();
        let claims = serde_json::to_vec(&Claims {
            iss: &self.issuer,
            aud: &self.audience,
            sub: subject,
            iat: issued,
            nbf: issued,
            exp: issued.saturating_add(lifetime.as_secs()),
            roles,
        })
        .map_err(Error::internal)?;
        let mut token = URL_SAFE_NO_PAD.encode(br#"{"typ":"at+jwt","alg":"HS256"}"#);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(claims, &mut token);
        let signature = (DEFAULT_PROVIDER.signer_factory)(&Algorithm::HS256, &self.key)
            .map_err(Error::internal)?
            .try_sign(token.as_bytes())
            .map_err(Error::internal)?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token.into())
    }
}

impl fmt::Debug for TokenSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSigner")
            .field("issuer", &self.issuer)
            .field("audience", &self.audience)
            .finish_non_exhaustive()
    }
}
