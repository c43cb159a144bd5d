//! Tokens that have verified.
//!
//! A token goes by a keyed hash of all of its bytes, of 128 bits, and is not kept itself. The key is this cache's own and never seen, nor is any hash, so
//! nobody can work towards a token that has the name of another: one try of 2^128 finds it, and guessing the signature is as likely. How long it takes to look
//! for one says nothing of those that are there. SipHash-1-3 is enough for names that nobody sees, and takes half as long as 2-4, which is most of what
//! looking for a token takes.

use std::{
    fmt,
    hash::Hasher as _,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use quick_cache::{
    Weighter,
    sync::{Cache, DefaultLifecycle},
};
use secrecy::{ExposeSecret as _, SecretBox};
use siphasher::sip128::{Hasher128 as _, SipHasher13};

use super::caller::Known;
use crate::{
    config::ConfigError,
    digest::{Digest, DigestHash},
};

/// In less than this, tokens that prove much would have no room.
const MIN_BYTES: usize = 64 * 1024;

/// What a token of average claims takes. How many shards there are, and how many of the evicted are remembered by their name, follows from it.
const AVERAGE_BYTES: usize = 768;

/// What a token takes in the library's tables, at worst: right after they have grown.
const BYTES_IN_TABLES: usize = 160;

/// Verified tokens, in a bounded number of bytes. One that is seen often outlasts any number of those that are seen once.
pub(super) struct TokenCache {
    secret: SecretBox<[u8; 16]>,
    generation: AtomicU64,
    tokens: Cache<Digest, Kept, Bytes, DigestHash>,
}

#[derive(Clone)]
struct Kept {
    known: Arc<Known>,
    bytes: u32,
}

#[derive(Clone)]
struct Bytes;

impl Weighter<Digest, Kept> for Bytes {
    fn weight(&self, _: &Digest, kept: &Kept) -> u64 {
        kept.bytes.into()
    }
}

/// Where a token belongs, if it verifies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Of the token, in this generation.
    digest: Digest,
    generation: u64,
}

impl TokenCache {
    /// A cache of so many bytes, with a key of its own.
    ///
    /// # Errors
    /// [`ConfigError::OutOfRange`] for a size that is too small; [`ConfigError::Randomness`] if the operating system gives none.
    pub(super) fn new(bytes: usize) -> Result<Self, ConfigError> {
        if bytes < MIN_BYTES {
            return Err(ConfigError::OutOfRange {
                setting: "token_cache",
                value: bytes.to_string(),
                rule: "at least 65,536 bytes, or 0, which switches it off",
            });
        }
        Self::with_room(bytes)
    }

    fn with_room(bytes: usize) -> Result<Self, ConfigError> {
        let mut secret = Box::new([0; 16]);
        getrandom::fill(&mut *secret).map_err(ConfigError::Randomness)?;
        Ok(Self {
            secret: SecretBox::new(secret),
            generation: AtomicU64::new(0),
            tokens: Cache::with(
                bytes / AVERAGE_BYTES,
                bytes as u64,
                Bytes,
                DigestHash::default(),
                DefaultLifecycle::default(),
            ),
        })
    }

    /// Where a token belongs. Asked for before the token is verified: what is put there once its generation has ended, nobody finds.
    pub(super) fn place(&self, token: &str) -> Place {
        let generation = self.generation.load(Ordering::SeqCst);
        let mut hasher = SipHasher13::new_with_key(self.secret.expose_secret());
        hasher.write_u64(generation);
        hasher.write(token.as_bytes());
        Place { digest: hasher.finish128().into(), generation }
    }

    pub(super) fn get(&self, place: Place) -> Option<Arc<Known>> {
        self.tokens.get(&place.digest).map(|kept| kept.known)
    }

    /// Keeps what is known of a token, unless its generation has ended: then it would only take room.
    pub(super) fn insert(&self, place: Place, known: Known) {
        if self.generation.load(Ordering::SeqCst) == place.generation {
            let bytes = BYTES_IN_TABLES.saturating_add(known.bytes());
            let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
            self.tokens.insert(place.digest, Kept { known: Arc::new(known), bytes });
        }
    }

    /// Ends the generation: no token is known in the next one.
    pub(super) fn forget(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
        self.tokens.clear();
    }

    /// How many tokens there are.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }
}

impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenCache").field("bytes", &self.tokens.capacity()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
