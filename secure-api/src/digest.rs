//! Names of what is not kept itself: keyed hashes of 128 bits.

use std::hash::{BuildHasherDefault, Hash, Hasher};

use siphasher::sip128::Hash128;

/// A keyed hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Digest {
    // Two words instead of a `u128`, which would be aligned to 16 bytes: with another word beside it that is 24 bytes, not 32.
    high: u64,
    low: u64,
}

impl Digest {
    /// The whole of it.
    pub(crate) const fn to_bytes(self) -> [u8; 16] {
        ((self.high as u128) << 64 | self.low as u128).to_be_bytes()
    }

    /// The half that tables do not go by, for choosing among them.
    pub(crate) const fn high(self) -> u64 {
        self.high
    }
}

impl From<Hash128> for Digest {
    fn from(hash: Hash128) -> Self {
        Self { high: hash.h1, low: hash.h2 }
    }
}

impl Hash for Digest {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.low);
    }
}

/// What a table of digests hashes with.
pub(crate) type DigestHash = BuildHasherDefault<DigestHasher>;

/// Takes half of a digest as it is, because it is a keyed hash already.
#[derive(Debug, Default)]
pub(crate) struct DigestHasher(u64);

impl Hasher for DigestHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = word;
    }
}
