//! Quota cells in this process's memory.
//!
//! The cells are spread over shards, each behind its own lock. A group of charges holds the locks of all its shards, always
//! taken in the same order, so that it is one step for everybody else; that is what a ready-made concurrent map does not give.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::future::{BoxFuture, FutureExt as _, ready};
use smallvec::SmallVec;

use super::{
    Charge, Key, Outcome, RateStore, Refusal, Standings, StoreError, cell::Gcra, store::INLINE,
};
use crate::{clock::Instant, digest::DigestHash};

const MAX_SHARDS: usize = 256;

/// Small stores have fewer shards: below this number of cells per shard, uneven filling would waste too many.
const CELLS_PER_SHARD: usize = 1024;

/// A full shard looks for passed cells at most this often, in nanoseconds, so that a flood of new keys cannot make it search
/// for every request.
const SWEEP_INTERVAL: u64 = 1_000_000_000;

/// The most quotas whose overflow one shard keeps apart. Quotas are constants of the program, so there are far fewer.
const MAX_OVERFLOW: usize = 1024;

/// Quota cells in memory, for a single process. Charging takes no heap memory for groups of up to two quotas, except when
/// a shard of the map grows.
///
/// It holds a bounded number of cells. Cells whose whole quota is back are the same as none; they make room when it is needed.
/// When all cells are in use, new keys share cells, one for each quota and shard of the keys: stricter than they
/// deserve, but no flood of keys resets anybody's quota, and none passes uncounted.
///
/// A cell takes 25 bytes at best and 58 at worst (right after the map has doubled): about 24 to 52 MB for the default number of cells.
///
/// ```
/// use secure_api::{clock::Instant, policy::Quota, rate::{Charge, KeyMaker, MemoryStore}};
///
/// let (store, keys) = (MemoryStore::default(), KeyMaker::random()?);
/// let charges = [Charge { key: keys.key(&[b"caller", b"alice"]), quota: Quota::per_caller(5, 60) }];
/// let outcome = store.charge(&charges, Instant::from_unix_seconds(1_700_000_000));
/// assert!(outcome.is_admitted());
/// assert_eq!(outcome.standings[0].remaining, 4);
/// # Ok::<(), secure_api::config::ConfigError>(())
/// ```
pub struct MemoryStore {
    shards: Box<[Mutex<Shard>]>,
    cells_per_shard: usize,
}

impl MemoryStore {
    /// How many cells the default store holds: as many as its map's tables take without a gap.
    pub const DEFAULT_MAX_CELLS: usize = MAX_SHARDS * 4096 / 8 * 7;

    /// A store of at most this many cells, at least one.
    #[must_use]
    pub fn with_max_cells(max_cells: usize) -> Self {
        let max_cells = max_cells.max(1);
        let shards = (max_cells / CELLS_PER_SHARD).clamp(1, MAX_SHARDS);
        Self {
            shards: (0..shards).map(|_| Mutex::default()).collect(),
            cells_per_shard: max_cells / shards,
        }
    }

    /// Charges every one of these or none.
    #[must_use]
    pub fn charge(&self, charges: &[Charge], now: Instant) -> Outcome {
        let mut locked = self.lock(charges);
        let mut before = SmallVec::<[u64; INLINE]>::new();
        let mut refused = None;
        for (index, charge) in charges.iter().enumerate() {
            match locked.charge(charge, now.unix_nanos(), self.cells_per_shard) {
                Ok(tat) => before.push(tat),
                Err(retry_after) => {
                    refused = Some(Refusal { index, retry_after });
                    break;
                }
            }
        }
        let refusal = refused.and_then(|refused| {
            for (charge, tat) in charges.iter().zip(before).rev() {
                locked.restore(charge, tat, now.unix_nanos());
            }
            locked.longest_wait(charges, now.unix_nanos(), Some(refused))
        });
        Outcome { at: now, standings: locked.standings(charges, now.unix_nanos()), refusal }
    }

    /// What [`charge`](Self::charge) would answer, without charging; an admission shows the standings as they are.
    #[must_use]
    pub fn peek(&self, charges: &[Charge], now: Instant) -> Outcome {
        let locked = self.lock(charges);
        Outcome {
            at: now,
            standings: locked.standings(charges, now.unix_nanos()),
            refusal: locked.longest_wait(charges, now.unix_nanos(), None),
        }
    }

    /// Takes an admitted group back, and tells how it stands then. A charge that time has given back already is not given back
    /// again, and one to a shared cell stays charged. Whoever holds many refunds back and redeems them late may find the burst
    /// once more than it should be, but over any longer time no more passes than the quota says.
    #[expect(clippy::must_use_candidate, reason = "who shows no standings needs none")]
    pub fn refund(&self, charges: &[Charge], outcome: &Outcome, now: Instant) -> Standings {
        let mut locked = self.lock(charges);
        if outcome.is_admitted() {
            for (charge, standing) in charges.iter().zip(&outcome.standings) {
                // After that the cell may have been idle, and would get back what time has given back already.
                let drained = outcome.at.unix_nanos().saturating_add(nanos(standing.full_after));
                if now.unix_nanos() < drained {
                    locked.refund(charge);
                }
            }
        }
        locked.standings(charges, now.unix_nanos())
    }

    /// How many cells there are, those among them that have passed and still take memory.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.shards.iter().map(|shard| lock(shard).cells.len()).sum()
    }

    /// Locks the shards of all these keys, in the order of their numbers, each once.
    fn lock(&self, charges: &[Charge]) -> Locked<'_> {
        let count = self.shards.len();
        let mut numbers: SmallVec<[usize; INLINE]> =
            charges.iter().map(|charge| shard_of(charge.key, count)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let guards = numbers
            .into_iter()
            .filter_map(|number| Some((number, lock(self.shards.get(number)?))))
            .collect();
        Locked { guards, count }
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::with_max_cells(Self::DEFAULT_MAX_CELLS)
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore")
            .field("max_cells", &(self.shards.len() * self.cells_per_shard))
            .finish_non_exhaustive()
    }
}

impl RateStore for MemoryStore {
    fn charge<'a>(
        &'a self,
        charges: &'a [Charge],
        now: Instant,
    ) -> BoxFuture<'a, Result<Outcome, StoreError>> {
        ready(Ok(self.charge(charges, now))).boxed()
    }

    fn refund<'a>(
        &'a self,
        charges: &'a [Charge],
        outcome: &'a Outcome,
        now: Instant,
    ) -> BoxFuture<'a, Result<Standings, StoreError>> {
        ready(Ok(self.refund(charges, outcome, now))).boxed()
    }
}

/// The shards of one group, locked.
struct Locked<'a> {
    guards: SmallVec<[(usize, MutexGuard<'a, Shard>); INLINE]>,
    count: usize,
}

impl Locked<'_> {
    fn shard(&self, key: Key) -> Option<&Shard> {
        let number = shard_of(key, self.count);
        self.guards.iter().find(|(locked, _)| *locked == number).map(|(_, shard)| &**shard)
    }

    fn shard_mut(&mut self, key: Key) -> Option<&mut Shard> {
        let number = shard_of(key, self.count);
        self.guards.iter_mut().find(|(locked, _)| *locked == number).map(|(_, shard)| &mut **shard)
    }

    /// Charges one cell; gives its TAT from before.
    fn charge(&mut self, charge: &Charge, now: u64, capacity: usize) -> Result<u64, Duration> {
        let gcra = Gcra::new(&charge.quota);
        // Every key's shard is locked. Should one be missing all the same, there is no room.
        let shard = self.shard_mut(charge.key).ok_or(charge.quota.period)?;
        let cell = shard.cell(charge.key, gcra, now, capacity).ok_or(charge.quota.period)?;
        let before = *cell;
        *cell = gcra.charge(before, now)?;
        Ok(before)
    }

    fn restore(&mut self, charge: &Charge, tat: u64, now: u64) {
        if let Some(shard) = self.shard_mut(charge.key) {
            shard.restore(charge.key, Gcra::new(&charge.quota), tat, now);
        }
    }

    fn refund(&mut self, charge: &Charge) {
        let gcra = Gcra::new(&charge.quota);
        if let Some(cell) =
            self.shard_mut(charge.key).and_then(|shard| shard.cells.get_mut(&charge.key))
        {
            *cell = gcra.refund(*cell);
        }
    }

    fn tat(&self, charge: &Charge, gcra: Gcra) -> u64 {
        self.shard(charge.key).map_or(u64::MAX, |shard| shard.tat(charge.key, gcra))
    }

    fn standings(&self, charges: &[Charge], now: u64) -> Standings {
        charges
            .iter()
            .map(|charge| {
                let gcra = Gcra::new(&charge.quota);
                gcra.standing(charge.quota, self.tat(charge, gcra), now)
            })
            .collect()
    }

    /// Of the charges without room, the one that takes longest, starting from a known one.
    fn longest_wait(
        &self,
        charges: &[Charge],
        now: u64,
        known: Option<Refusal>,
    ) -> Option<Refusal> {
        let waits = charges.iter().enumerate().filter_map(|(index, charge)| {
            let gcra = Gcra::new(&charge.quota);
            let retry_after = gcra.charge(self.tat(charge, gcra), now).err()?;
            Some(Refusal { index, retry_after })
        });
        known.into_iter().chain(waits).max_by_key(|refusal| refusal.retry_after)
    }
}

/// Some of the cells: the TAT of each key, and of each quota for the keys that found no room.
#[derive(Default)]
struct Shard {
    cells: HashMap<Key, u64, DigestHash>,
    overflow: HashMap<Gcra, u64>,
    swept_at: u64,
}

impl Shard {
    fn tat(&self, key: Key, gcra: Gcra) -> u64 {
        self.cells.get(&key).or_else(|| self.overflow.get(&gcra)).copied().unwrap_or(0)
    }

    /// The cell that a key is charged to. A new one starts where the shared cell stands, so that nobody gains by having
    /// been charged there before.
    fn cell(&mut self, key: Key, gcra: Gcra, now: u64, capacity: usize) -> Option<&mut u64> {
        if !self.cells.contains_key(&key) {
            let shared = self.overflow.get(&gcra).copied();
            if !self.has_room(now, capacity) {
                return if shared.is_some() || self.overflow.len() < MAX_OVERFLOW {
                    Some(self.overflow.entry(gcra).or_default())
                } else {
                    None
                };
            }
            self.cells.insert(key, shared.unwrap_or_default());
        }
        self.cells.get_mut(&key)
    }

    fn restore(&mut self, key: Key, gcra: Gcra, tat: u64, now: u64) {
        if let Some(cell) = self.cells.get_mut(&key) {
            *cell = tat;
            if tat <= now {
                self.cells.remove(&key);
            }
        } else if let Some(cell) = self.overflow.get_mut(&gcra) {
            *cell = tat;
        }
    }

    fn has_room(&mut self, now: u64, capacity: usize) -> bool {
        if self.cells.len() < capacity {
            return true;
        }
        if now.abs_diff(self.swept_at) < SWEEP_INTERVAL {
            return false;
        }
        self.swept_at = now;
        self.cells.retain(|_, tat| *tat > now);
        self.overflow.retain(|_, tat| *tat > now);
        self.cells.len() < capacity
    }
}

fn shard_of(key: Key, count: usize) -> usize {
    usize::try_from(key.high() % count as u64).unwrap_or_default()
}

/// A panic elsewhere cannot leave a shard half changed: each step is one number.
fn lock(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::mem::size_of;

    use super::*;
    use crate::{policy::Quota, rate::KeyMaker};

    /// What the tables take: for each bucket a key, its number and a control byte; a power of two of buckets, 7/8 of them
    /// usable.
    fn bytes(store: &MemoryStore) -> usize {
        let buckets =
            |shard: &Mutex<Shard>| (lock(shard).cells.capacity() * 8 / 7).next_power_of_two();
        store.shards.iter().map(|shard| buckets(shard) * (size_of::<(Key, u64)>() + 1)).sum()
    }

    #[test]
    fn a_cell_takes_as_much_as_documented() {
        let (store, keys) = (
            MemoryStore::with_max_cells(MemoryStore::DEFAULT_MAX_CELLS / 16),
            KeyMaker::random().unwrap(),
        );
        let quota = Quota::per_caller(1, 10);
        let mut now = 1_700_000_000;
        // Several generations, so that the tables are full of graves too.
        for flood in 0..400_000_u32 {
            now += u64::from(flood % 10_000 == 0);
            let charge = Charge { key: keys.key(&[&flood.to_be_bytes()]), quota };
            let _ = store.charge(&[charge], Instant::from_unix_seconds(now));
            assert!(
                flood % 1_000 != 0 || bytes(&store) <= MemoryStore::DEFAULT_MAX_CELLS / 16 * 58
            );
        }
        assert!(store.cells() > MemoryStore::DEFAULT_MAX_CELLS / 16 / 2);
        let overflow: usize = store.shards.iter().map(|shard| lock(shard).overflow.len()).sum();
        assert!(overflow <= store.shards.len(), "one for each shard and quota");
    }

    #[test]
    fn shared_cells_are_bounded_too() {
        let (store, keys) = (MemoryStore::with_max_cells(1), KeyMaker::random().unwrap());
        let now = Instant::from_unix_seconds(1_700_000_000);
        let charge = |limit: u32| {
            let quota = Quota::per_caller(limit, 3_600);
            store.charge(&[Charge { key: keys.key(&[&limit.to_be_bytes()]), quota }], now)
        };
        let passed = (1..5_000).filter(|limit| charge(*limit).is_admitted()).count();
        assert_eq!(passed, 1 + MAX_OVERFLOW);
        assert_eq!(store.cells(), 1);
    }
}
