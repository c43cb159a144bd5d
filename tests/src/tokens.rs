//! Tokens made by hand, so that nothing but the library under test decides what is well-formed.

use jsonwebtoken::{Algorithm, EncodingKey, crypto::sign};
use secure_api::{JwtVerifier, TokenSecret};
use serde_json::{Value, json};

const SECRET: &[u8] = b"k7Qw-3fVnR_pX9zLmT2cYb8sHdG5jE0aUoW6iNxZ";

/// Who issues the tokens.
pub const ISSUER: &str = "https://id.example";

/// Who they are for.
pub const AUDIENCE: &str = "https://api.example";

/// The moment at which the test's clock starts.
pub const NOW: u64 = 1_700_000_000;

/// The verifier of these tokens.
///
/// # Panics
/// If the library refuses the settings.
#[must_use]
pub fn verifier() -> JwtVerifier {
    let secret = TokenSecret::new(SECRET.to_vec()).expect("the secret is long and unknown");
    JwtVerifier::hs256(&secret, ISSUER, AUDIENCE).expect("issuer and audience are there")
}

/// Another issuer of tokens, who has the same key.
pub const PARTNER: &str = "https://partner.example";

/// The verifier of the partner's tokens, for the same audience.
///
/// # Panics
/// If the library refuses the settings.
#[must_use]
pub fn partner_verifier() -> JwtVerifier {
    let secret = TokenSecret::new(SECRET.to_vec()).expect("the secret is long and unknown");
    JwtVerifier::hs256(&secret, PARTNER, AUDIENCE).expect("issuer and audience are there")
}

/// The claims of a good token, valid for an hour.
#[must_use]
pub fn claims(subject: &str, roles: &[&str]) -> Value {
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": subject,
        "iat": NOW, "nbf": NOW, "exp": NOW + 3_600, "roles": roles,
    })
}

/// A good token.
#[must_use]
pub fn token(subject: &str, roles: &[&str]) -> String {
    signed(&claims(subject, roles))
}

/// A good token with these claims besides, or in the place of others.
///
/// # Panics
/// If `more` is no object.
#[must_use]
pub fn token_with(subject: &str, roles: &[&str], more: Value) -> String {
    let mut claims = claims(subject, roles);
    let Value::Object(more) = more else { panic!("no object: {more}") };
    for (name, value) in more {
        claims[name] = value;
    }
    signed(&claims)
}

/// A token of these claims with a good header and a good signature.
#[must_use]
pub fn signed(claims: &Value) -> String {
    signed_as(&json!({ "typ": "at+jwt", "alg": "HS256" }), claims)
}

/// A token of this header and these claims, signed with HS256 whatever the header says.
///
/// # Panics
/// If the cryptography library fails.
#[must_use]
pub fn signed_as(header: &Value, claims: &Value) -> String {
    let message = message(header, claims);
    let key = EncodingKey::from_secret(SECRET);
    let signature = sign(message.as_bytes(), &key, Algorithm::HS256).expect("HMAC");
    format!("{message}.{signature}")
}

/// A token of this header and these claims without a signature.
#[must_use]
pub fn unsigned(header: &Value, claims: &Value) -> String {
    format!("{}.", message(header, claims))
}

fn message(header: &Value, claims: &Value) -> String {
    format!("{}.{}", encode(&header.to_string()), encode(&claims.to_string()))
}

/// base64url without padding.
fn encode(text: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut encoded = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let word = chunk
            .iter()
            .enumerate()
            .fold(0_u32, |word, (place, byte)| word | u32::from(*byte) << (16 - 8 * place));
        for place in 0..=chunk.len() {
            encoded.push(char::from(ALPHABET[(word >> (18 - 6 * place) & 63) as usize]));
        }
    }
    encoded
}
