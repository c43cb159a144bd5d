//! The issuer of the tokens.

use std::time::{Duration, SystemTime};

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::database::OWNER;

pub(super) const SECRET: &[u8] = b"k7Qw-3fVnR_pX9zLmT2cYb8sHdG5jE0aUoW6iNxZ";
pub(super) const ISSUER: &str = "https://id.example";
pub(super) const AUDIENCE: &str = "https://api.example";

/// The claims of a good token, valid for a day from now: of an admin, who owns a hundred of the documents.
#[must_use]
pub fn claims() -> Value {
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let now = since_1970.as_ref().map_or(0, Duration::as_secs);
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": OWNER,
        "iat": now, "nbf": now, "exp": now + 86_400, "roles": ["admin"],
    })
}

/// A good token of these claims.
///
/// # Errors
/// If it cannot be signed.
pub fn token(claims: &Value) -> jsonwebtoken::errors::Result<String> {
    token_of_type("at+jwt", claims)
}

/// The same with another `typ`.
///
/// # Errors
/// If it cannot be signed.
pub fn token_of_type(kind: &str, claims: &Value) -> jsonwebtoken::errors::Result<String> {
    let header = Header { typ: Some(kind.to_owned()), ..Header::new(Algorithm::HS256) };
    encode(&header, claims, &EncodingKey::from_secret(SECRET))
}
