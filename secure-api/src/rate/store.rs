//! What a store of quota cells is asked and answers.

use std::{error::Error as StdError, fmt, time::Duration};

use futures_util::future::BoxFuture;
use smallvec::SmallVec;

use crate::{clock::Instant, policy::Quota, rate::Key};

/// One request, of its quota's cost in units, against one quota of one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge {
    /// Whose cell. A key belongs to one quota; a group of charges names each key once.
    pub key: Key,
    /// The quota.
    pub quota: Quota,
}

/// How one quota stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The quota.
    pub quota: Quota,
    /// How many units can be had at once from here.
    pub remaining: u32,
    /// Until there is one more than that; zero when the whole burst is there.
    pub reset_after: Duration,
    /// Until the whole burst is back.
    pub full_after: Duration,
}

/// How many quotas of a group take no heap memory: an endpoint's own, and that of its tier. Every future has room for as many.
pub(super) const INLINE: usize = 2;

/// How the quotas of a group stand, in the order of the charges. Up to two take no heap memory.
pub type Standings = SmallVec<[Standing; INLINE]>;

/// Why a group of charges was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// Which charge, by its place in the group: of those without room, the one that takes longest.
    pub index: usize,
    /// After this time the whole group passes, if nobody else uses up what comes back.
    pub retry_after: Duration,
}

/// What became of a group of charges. The response fields are made from it with
/// [`limit_field`](crate::rate::limit_field) and [`whole_seconds`](crate::rate::whole_seconds); keep it to give the charges back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// When it was decided.
    pub at: Instant,
    /// How each quota stands afterwards.
    pub standings: Standings,
    /// Why nothing was charged; `None` if everything was.
    pub refusal: Option<Refusal>,
}

impl Outcome {
    /// Whether everything was charged.
    #[must_use]
    pub const fn is_admitted(&self) -> bool {
        self.refusal.is_none()
    }
}

/// Keeps quota cells. The answer to a failed store is 503, never an admission.
///
/// An implementation charges a group all or nothing, however many processes share it, and forgets a cell only when its whole
/// burst is back. [`MemoryStore`](crate::rate::MemoryStore) is the one that comes along, for a single process.
///
/// ```
/// use secure_api::{clock::Instant, policy::Quota, rate::{Charge, KeyMaker, MemoryStore, RateStore}};
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let store: Box<dyn RateStore> = Box::new(MemoryStore::default());
/// let key = KeyMaker::random().unwrap().key(&[b"caller", b"alice"]);
/// let charges = [Charge { key, quota: Quota::per_caller(1, 60) }];
/// let now = Instant::from_unix_seconds(1_700_000_000);
///
/// assert!(store.charge(&charges, now).await.unwrap().is_admitted());
/// let refused = store.charge(&charges, now).await.unwrap();
/// assert_eq!(refused.refusal.unwrap().retry_after.as_secs(), 60);
/// # });
/// ```
pub trait RateStore: fmt::Debug + Send + Sync + 'static {
    /// Charges every one of these or none.
    fn charge<'a>(
        &'a self,
        charges: &'a [Charge],
        now: Instant,
    ) -> BoxFuture<'a, Result<Outcome, StoreError>>;

    /// Gives charges back that [`charge`](Self::charge) took with this outcome, each once, and tells how they stand then.
    ///
    /// Gives back at most what was taken: nothing of a refused group, and nothing of a charge that time has given back already, which
    /// is `full_after` of its standing after `at`. Where it is not certain, a charge stays.
    fn refund<'a>(
        &'a self,
        charges: &'a [Charge],
        outcome: &'a Outcome,
        now: Instant,
    ) -> BoxFuture<'a, Result<Standings, StoreError>>;
}

/// A store of quota cells did not answer.
#[derive(Debug, thiserror::Error)]
#[error("the store of quota cells does not answer")]
pub struct StoreError(#[source] Box<dyn StdError + Send + Sync>);

impl StoreError {
    /// A failure with this cause, which goes to the log only.
    #[must_use]
    pub fn new(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(source.into())
    }
}
