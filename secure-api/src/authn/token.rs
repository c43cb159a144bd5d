//! Signs access tokens, for development and for tests. In production an identity provider does.

use std::{collections::BTreeMap, fmt, time::Duration};

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

/// What a token is to say of its subject.
#[derive(Debug, Default, Serialize)]
pub(crate) struct TokenClaims {
    #[serde(rename = "sub")]
    pub(crate) subject: String,
    pub(crate) roles: Vec<String>,
    pub(crate) tenants: BTreeMap<String, Vec<String>>,
    #[serde(rename = "scope", skip_serializing_if = "Option::is_none")]
    pub(crate) scopes: Option<String>,
    #[serde(rename = "amr")]
    pub(crate) methods: Vec<&'static str>,
}

impl TokenClaims {
    pub(crate) fn of(subject: &str) -> Self {
        Self { subject: subject.to_owned(), ..Self::default() }
    }
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    iat: u64,
    nbf: u64,
    auth_time: u64,
    exp: u64,
    #[serde(flatten)]
    of_subject: &'a TokenClaims,
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

    /// A token of these claims, as if the subject had authenticated `now`. Valid from then for `lifetime`, in whole seconds.
    ///
    /// # Errors
    /// [`Internal`](crate::error::ErrorKind::Internal) if the cryptography library fails.
    pub(crate) fn mint(
        &self,
        claims: &TokenClaims,
        lifetime: Duration,
        now: Instant,
    ) -> Result<SecretString> {
        let issued = now.unix_seconds();
        let claims = serde_json::to_vec(&Claims {
            iss: &self.issuer,
            aud: &self.audience,
            iat: issued,
            nbf: issued,
            auth_time: issued,
            exp: issued.saturating_add(lifetime.as_secs()),
            of_subject: claims,
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
