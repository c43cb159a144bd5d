//! Names quota cells without keeping who they belong to.

use std::{fmt, hash::Hasher as _};

use secrecy::{ExposeSecret as _, SecretBox};
use siphasher::sip128::{Hasher128 as _, SipHasher24};

use crate::{config::ConfigError, digest::Digest};

/// The name of one quota cell: a keyed hash, from which no address or user can be read.
///
/// It means something only together with the [`KeyMaker`] that made it, and belongs to one quota: what tells quotas apart
/// goes into its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key(Digest);

impl Key {
    /// The key's 16 bytes, for a store outside this process.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.to_bytes()
    }

    /// One half, for choosing a shard.
    pub(super) const fn high(self) -> u64 {
        self.0.high()
    }
}

/// Makes [`Key`]s with a secret of its own, so that nobody can work out two names that share a cell.
///
/// ```
/// use secure_api::rate::KeyMaker;
///
/// let keys = KeyMaker::random()?;
/// let cell = keys.key(&[b"caller", b"https://id.example", b"alice"]);
/// assert_eq!(cell, keys.key(&[b"caller", b"https://id.example", b"alice"]));
/// assert_ne!(cell, keys.key(&[b"caller", b"https://id.examplea", b"lice"]));
/// # Ok::<(), secure_api::config::ConfigError>(())
/// ```
pub struct KeyMaker(SecretBox<[u8; 16]>);

impl KeyMaker {
    /// A maker whose secret comes from the operating system and ends with this process.
    ///
    /// # Errors
    /// [`ConfigError::Randomness`] if the operating system gives none.
    pub fn random() -> Result<Self, ConfigError> {
        let mut secret = Box::new([0; 16]);
        getrandom::fill(&mut *secret).map_err(ConfigError::Randomness)?;
        Ok(Self(SecretBox::new(secret)))
    }

    /// A maker with this secret, for several processes that share a store. Two of them agree only with the same secret.
    #[must_use]
    pub const fn with_secret(secret: SecretBox<[u8; 16]>) -> Self {
        Self(secret)
    }

    /// The key of these parts, in this order. Each part's length counts too, so `["ab", "c"]` and `["a", "bc"]` differ.
    #[must_use]
    pub fn key(&self, parts: &[&[u8]]) -> Key {
        let mut hasher = SipHasher24::new_with_key(self.0.expose_secret());
        for part in parts {
            hasher.write_u64(part.len() as u64);
            hasher.write(part);
        }
        Key(hasher.finish128().into())
    }
}

impl fmt::Debug for KeyMaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyMaker").finish_non_exhaustive()
    }
}
