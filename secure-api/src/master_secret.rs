//! The one secret of a server from which every key is derived that the library needs for itself.

use std::fmt;

use aws_lc_rs::{
    hkdf::{HKDF_SHA256, Salt},
    hmac::{HMAC_SHA256, Key},
};
use secrecy::{ExposeSecret as _, SecretSlice};

use crate::{
    authn::{fresh_secret, strong_secret},
    config::ConfigError,
};

/// Sets keys of this library apart from those that somebody else may derive from the same secret.
const SALT: &[u8] = b"secure-api";

/// The secret that keys are derived from (HKDF, RFC 5869), each for one purpose: so far for the cursors of pages. At least 32 bytes, and
/// none that anybody could guess. The bytes count as they stand; nothing is decoded. Wiped when dropped, and never shown.
///
/// To replace one, give the new one with the old as its [previous](Self::with_previous), and leave the old out once what it has made has
/// expired:
///
/// ```
/// use secure_api::{MasterSecret, Security};
///
/// # fn main() -> Result<(), secure_api::ConfigError> {
/// # let [new, old] = ["zJ8Yw0w2c1kqS7pQ9dXn5RrT3vBm6HfL", "Q9dXn5RrT3vBm6HfLzJ8Yw0w2c1kqS7p"];
/// let secret = MasterSecret::new(new.as_bytes().to_vec())?;
/// let secret = secret.with_previous(old.as_bytes().to_vec())?;
/// let security = Security::builder().master_secret(secret).build()?;
/// # Ok(())
/// # }
/// ```
pub struct MasterSecret {
    current: SecretSlice<u8>,
    previous: Option<SecretSlice<u8>>,
}

/// Keys for one purpose: the one that things are made with, and one that they may have been made with before.
pub(crate) struct Keys {
    pub(crate) current: Key,
    pub(crate) previous: Option<Key>,
}

impl MasterSecret {
    /// Checks a secret, as [`TokenSecret::new`](crate::TokenSecret::new) does.
    ///
    /// # Errors
    /// [`ConfigError::ShortSecret`] below 32 bytes; [`ConfigError::KnownSecret`] if it repeats or counts, is printed in documentation, or is
    /// what templates put in place of a secret.
    pub fn new(secret: impl Into<SecretSlice<u8>>) -> Result<Self, ConfigError> {
        Ok(Self { current: strong_secret("master secret", secret.into())?, previous: None })
    }

    /// Also accepts what was made with this one. Nothing new is.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_previous(self, secret: impl Into<SecretSlice<u8>>) -> Result<Self, ConfigError> {
        let previous = strong_secret("previous master secret", secret.into())?;
        Ok(Self { previous: Some(previous), ..self })
    }

    /// A fresh one from the operating system. What is made with it ends with this process.
    ///
    /// # Errors
    /// [`ConfigError::Randomness`] if the operating system gives none.
    pub fn random() -> Result<Self, ConfigError> {
        Ok(Self { current: fresh_secret()?, previous: None })
    }

    /// The keys for one purpose. No other purpose's can be told from them.
    pub(crate) fn keys(&self, purpose: &'static str) -> Result<Keys, ConfigError> {
        let key = |secret: &SecretSlice<u8>| {
            let extracted = Salt::new(HKDF_SHA256, SALT).extract(secret.expose_secret());
            let info = [purpose.as_bytes()];
            let expanded = extracted.expand(&info, HMAC_SHA256);
            expanded.map(Key::from).map_err(|_| ConfigError::Derivation)
        };
        let previous = self.previous.as_ref().map(key).transpose()?;
        Ok(Keys { current: key(&self.current)?, previous })
    }
}

impl fmt::Debug for MasterSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MasterSecret").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::hmac::sign;

    use super::*;

    fn tag(key: &Key) -> Vec<u8> {
        sign(key, b"the same").as_ref().to_vec()
    }

    #[test]
    fn each_purpose_and_each_secret_has_a_key_of_its_own() {
        let [one, other] =
            [b"zJ8Yw0w2c1kqS7pQ9dXn5RrT3vBm6HfL", b"Q9dXn5RrT3vBm6HfLzJ8Yw0w2c1kqS7p"];
        let new = |secret: &[u8; 32]| MasterSecret::new(secret.to_vec()).unwrap();
        let key = |secret: &[u8; 32], purpose| tag(&new(secret).keys(purpose).unwrap().current);
        assert_eq!(key(one, "a"), key(one, "a"));
        assert_ne!(key(one, "a"), key(one, "b"));
        assert_ne!(key(one, "a"), key(other, "a"));
        assert_ne!(key(one, "a"), tag(&Key::new(HMAC_SHA256, one)));
        let rotated = new(other).with_previous(one.to_vec()).unwrap().keys("a").unwrap();
        assert_eq!(tag(&rotated.current), key(other, "a"));
        assert_eq!(rotated.previous.map(|previous| tag(&previous)), Some(key(one, "a")));
    }

    #[test]
    fn what_anybody_could_guess_is_no_secret() {
        let short = MasterSecret::new(b"secret".to_vec()).unwrap_err();
        assert!(short.to_string().starts_with("the master secret has 6 bytes"), "{short}");
        let known = [vec![b'x'; 32], b"changeme-changeme-changeme-abcdefg".to_vec()];
        for secret in known {
            let refusal = MasterSecret::new(secret.clone()).unwrap_err();
            assert!(refusal.to_string().starts_with("the master secret is one that anybody"));
            let refusal = MasterSecret::random().unwrap().with_previous(secret).unwrap_err();
            assert!(refusal.to_string().starts_with("the previous master secret is one that"));
        }
        assert_eq!(format!("{:?}", MasterSecret::random().unwrap()), "MasterSecret { .. }");
    }
}
