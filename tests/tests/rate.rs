//! Quota cells: exact, bounded, and the same as governor's.

use std::{
    num::NonZeroU32,
    sync::{
        Barrier,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use governor::{RateLimiter, clock::FakeRelativeClock};
use proptest::prelude::*;
use secure_api::{
    clock::{Clock, Instant, ManualClock},
    policy::Quota,
    rate::{
        Charge, Key, KeyMaker, MemoryStore, RateStore, Standing, limit_field, policy_field,
        whole_seconds,
    },
};

const YEAR: Duration = Duration::from_secs(366 * 86_400);

fn quota(limit: u32, period: Duration) -> Quota {
    Quota { period, ..Quota::per_caller(limit, 1) }
}

fn clock() -> ManualClock {
    ManualClock::at_unix_seconds(1_700_000_000)
}

fn keys() -> KeyMaker {
    KeyMaker::random().unwrap()
}

fn key() -> Key {
    keys().key(&[b"caller", b"alice"])
}

fn passes(store: &MemoryStore, charge: Charge, now: Instant) -> bool {
    store.charge(&[charge], now).is_admitted()
}

#[test]
fn a_whole_quota_passes_at_once_and_then_one_each_interval() {
    let (store, clock) = (MemoryStore::default(), clock());
    let charge = Charge { key: key(), quota: quota(5, Duration::from_secs(60)) };
    for left in (0..5).rev() {
        let outcome = store.charge(&[charge], clock.now());
        assert!(outcome.is_admitted());
        assert_eq!(outcome.standings[0].remaining, left);
        assert_eq!(outcome.standings[0].reset_after, Duration::from_secs(12));
    }
    for _ in 0..20 {
        let refused = store.charge(&[charge], clock.now());
        let refusal = refused.refusal.unwrap();
        assert_eq!((refusal.index, refusal.retry_after), (0, Duration::from_secs(12)));
        assert_eq!(refused.standings[0].remaining, 0);
        clock.advance(refusal.retry_after - Duration::from_nanos(1));
        assert!(!passes(&store, charge, clock.now()), "a nanosecond too early");
        clock.advance(Duration::from_nanos(1));
        assert!(passes(&store, charge, clock.now()));
    }
}

#[test]
fn a_burst_passes_at_once_and_then_the_rate() {
    let (store, clock) = (MemoryStore::default(), clock());
    let quota = quota(60, Duration::from_secs(60)).with_burst(3);
    let charge = Charge { key: key(), quota };
    for left in (0..3).rev() {
        let outcome = store.charge(&[charge], clock.now());
        assert_eq!((outcome.is_admitted(), outcome.standings[0].remaining), (true, left));
    }
    let refused = store.charge(&[charge], clock.now());
    assert_eq!(refused.refusal.unwrap().retry_after, Duration::from_secs(1));
    assert_eq!(refused.standings[0].full_after, Duration::from_secs(3));
    clock.advance(Duration::from_secs(3_600));
    (0..3).for_each(|_| assert!(passes(&store, charge, clock.now())));
    assert!(!passes(&store, charge, clock.now()), "what was not used does not add up");
}

#[test]
fn a_request_takes_its_units_or_none() {
    let (store, clock) = (MemoryStore::default(), clock());
    let quota = quota(60, Duration::from_secs(60)).with_burst(10).with_cost(4);
    let charge = Charge { key: key(), quota };
    for left in [6, 2] {
        let outcome = store.charge(&[charge], clock.now());
        assert_eq!((outcome.is_admitted(), outcome.standings[0].remaining), (true, left));
    }
    let refused = store.charge(&[charge], clock.now());
    assert_eq!(refused.standings[0].remaining, 2);
    assert_eq!(refused.standings[0].reset_after, Duration::from_secs(1));
    assert_eq!(refused.refusal.unwrap().retry_after, Duration::from_secs(2));
    clock.advance(Duration::from_secs(2));
    let outcome = store.charge(&[charge], clock.now());
    assert!(outcome.is_admitted());
    let after = store.refund(&[charge], &outcome, clock.now());
    assert_eq!(after[0].remaining, 4);
    assert_eq!(after, store.peek(&[charge], clock.now()).standings);
}

#[test]
fn quotas_that_contradict_themselves_are_read_strictly() {
    let now = clock().now();
    let minute = quota(5, Duration::from_secs(60));
    for (quota, passed) in [
        (minute.with_burst(500), 5),
        (minute.with_burst(0), 0),
        (minute.with_cost(0), 5),
        (minute.with_cost(6), 0),
        (minute.with_burst(2).with_cost(3), 0),
        (minute.with_burst(u32::MAX).with_cost(u32::MAX), 0),
        (quota(u32::MAX, Duration::MAX).with_cost(u32::MAX), 0),
    ] {
        let (store, charge) = (MemoryStore::default(), Charge { key: key(), quota });
        assert_eq!((0..20).filter(|_| passes(&store, charge, now)).count(), passed, "{quota}");
        let wait = store.charge(&[charge], now).refusal.unwrap().retry_after;
        assert!(wait > Duration::ZERO, "{quota}");
        if passed == 0 && quota.period < YEAR {
            assert_eq!(wait, quota.period, "{quota}: it never fits");
        }
    }
}

#[test]
fn all_of_the_quota_comes_back() {
    let (store, clock) = (MemoryStore::default(), clock());
    let charge = Charge { key: key(), quota: quota(3, Duration::from_secs(3)) };
    assert_eq!(store.peek(&[charge], clock.now()).standings[0].remaining, 3);
    (0..3).for_each(|_| assert!(passes(&store, charge, clock.now())));
    clock.advance(Duration::from_secs(3));
    let peeked = store.peek(&[charge], clock.now());
    let whole = Standing {
        quota: charge.quota,
        remaining: 3,
        reset_after: Duration::ZERO,
        full_after: Duration::ZERO,
    };
    assert_eq!(peeked.standings[0], whole);
    (0..3).for_each(|_| assert!(passes(&store, charge, clock.now())));
    assert!(!passes(&store, charge, clock.now()));
}

#[test]
fn a_group_is_charged_all_or_nothing() {
    let (store, clock, keys) = (MemoryStore::default(), clock(), keys());
    let minute = Duration::from_secs(60);
    let user = Charge { key: keys.key(&[b"user"]), quota: quota(10, minute) };
    let tenant = Charge { key: keys.key(&[b"tenant"]), quota: quota(2, minute) };
    let global = Charge { key: keys.key(&[b"global"]), quota: quota(10, minute) };
    let group = [user, tenant, global];
    assert!(store.charge(&group, clock.now()).is_admitted());
    assert!(store.charge(&group, clock.now()).is_admitted());
    for _ in 0..50 {
        let refused = store.charge(&group, clock.now());
        assert_eq!(refused.refusal.unwrap().index, 1);
        let left: Vec<_> = refused.standings.iter().map(|standing| standing.remaining).collect();
        assert_eq!(left, [8, 0, 8], "a refused request costs nothing");
    }
    clock.advance(store.charge(&group, clock.now()).refusal.unwrap().retry_after);
    assert!(store.charge(&group, clock.now()).is_admitted());
}

#[test]
fn the_longest_wait_is_announced() {
    let (store, clock, keys) = (MemoryStore::default(), clock(), keys());
    let short = Charge { key: keys.key(&[b"a"]), quota: quota(1, Duration::from_secs(1)) };
    let long = Charge { key: keys.key(&[b"b"]), quota: quota(1, Duration::from_secs(3_600)) };
    let group = [short, long];
    assert!(store.charge(&group, clock.now()).is_admitted());
    for refused in [store.charge(&group, clock.now()), store.peek(&group, clock.now())] {
        let refusal = refused.refusal.unwrap();
        assert_eq!((refusal.index, refusal.retry_after), (1, Duration::from_secs(3_600)));
    }
}

#[test]
fn the_same_key_twice_is_charged_twice_or_not_at_all() {
    let (store, clock) = (MemoryStore::default(), clock());
    let charge = Charge { key: key(), quota: quota(3, Duration::from_secs(60)) };
    assert!(store.charge(&[charge, charge], clock.now()).is_admitted());
    assert!(!store.charge(&[charge, charge], clock.now()).is_admitted());
    assert_eq!(store.peek(&[charge], clock.now()).standings[0].remaining, 1);
    assert!(store.charge(&[], clock.now()).is_admitted());
}

#[test]
fn parallel_requests_pass_exactly_as_often_as_there_is_room() {
    let now = clock().now();
    for round in 0..20_u8 {
        let (store, keys) = (MemoryStore::default(), keys());
        let global = Charge { key: keys.key(&[b"global"]), quota: quota(200, YEAR) };
        let (barrier, passed) = (Barrier::new(8), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for thread in 0..8_u8 {
                let (store, keys, barrier, passed) = (&store, &keys, &barrier, &passed);
                scope.spawn(move || {
                    barrier.wait();
                    for request in 0..50_u8 {
                        // Every second request is refused by its own quota, and must not take room in the other
                        // from anyone, not even for a moment: there is room for all the first ones.
                        let own = keys.key(&[&[round, thread, request / 2]]);
                        let own = Charge { key: own, quota: quota(1, YEAR) };
                        let group = if thread % 2 == 0 { [own, global] } else { [global, own] };
                        let outcome = store.charge(&group, now);
                        passed.fetch_add(usize::from(outcome.is_admitted()), Ordering::Relaxed);
                    }
                });
            }
        });
        assert_eq!(passed.into_inner(), 200);
        assert!(!store.charge(&[global], now).is_admitted());
    }
}

#[test]
fn one_cell_admits_its_capacity_to_many_threads() {
    let (store, now) = (MemoryStore::default(), clock().now());
    let charge = [Charge { key: key(), quota: quota(1_000, YEAR) }];
    let passed = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..500 {
                    let outcome = store.charge(&charge, now);
                    passed.fetch_add(usize::from(outcome.is_admitted()), Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(passed.into_inner(), 1_000);
}

#[test]
fn a_refund_gives_back_what_time_has_not() {
    let (store, clock) = (MemoryStore::default(), clock());
    let charge = [Charge { key: key(), quota: quota(2, Duration::from_secs(20)) }];
    let first = store.charge(&charge, clock.now());
    let second = store.charge(&charge, clock.now());
    let third = store.charge(&charge, clock.now());
    store.refund(&charge, &third, clock.now());
    assert_eq!(store.peek(&charge, clock.now()).standings[0].remaining, 0, "was never charged");
    store.refund(&charge, &second, clock.now());
    assert_eq!(store.peek(&charge, clock.now()).standings[0].remaining, 1);
    clock.advance(Duration::from_secs(10));
    assert_eq!(store.peek(&charge, clock.now()).standings[0].remaining, 2);
    assert!(store.charge(&charge, clock.now()).is_admitted());
    store.refund(&charge, &first, clock.now());
    assert_eq!(store.peek(&charge, clock.now()).standings[0].remaining, 1, "is drained already");
}

#[test]
fn a_clock_that_goes_back_opens_nothing() {
    let store = MemoryStore::default();
    let charge = Charge { key: key(), quota: quota(5, Duration::from_secs(60)) };
    let at = Instant::from_unix_seconds;
    (0..5).for_each(|_| assert!(passes(&store, charge, at(1_700_003_600))));
    for now in [1_700_003_599, 1_700_000_000, 0, 1_700_003_600, 1_700_003_611] {
        assert!(!passes(&store, charge, at(now)), "{now}");
    }
    assert!(passes(&store, charge, at(1_700_003_612)));
}

#[test]
fn extreme_quotas_neither_overflow_nor_open() {
    let end = Instant::from_unix_seconds(u64::MAX);
    let limits = [0, 1, 2, 7, u32::MAX - 1, u32::MAX];
    let periods =
        [Duration::ZERO, Duration::from_nanos(1), Duration::from_secs(1), YEAR, Duration::MAX];
    for (limit, period) in limits.into_iter().flat_map(|limit| periods.map(|p| (limit, p))) {
        let charge = [Charge { key: key(), quota: quota(limit, period) }];
        let (store, clock) = (MemoryStore::with_max_cells(1), clock());
        let mut passed = 0;
        while passed < 100 && store.charge(&charge, clock.now()).is_admitted() {
            passed += 1;
        }
        if period < Duration::MAX {
            assert_eq!(passed, limit.min(100), "{limit} per {period:?}");
        }
        if let Some(refusal) = store.charge(&charge, clock.now()).refusal {
            assert!(refusal.retry_after > Duration::ZERO);
            if limit > 0 && period <= YEAR {
                clock.advance(refusal.retry_after);
                assert!(store.charge(&charge, clock.now()).is_admitted());
            }
        }
        assert!(!MemoryStore::default().charge(&charge, end).is_admitted(), "the end of time");
    }
}

#[test]
fn a_flood_of_keys_takes_bounded_memory_and_resets_nobody() {
    let (store, clock, keys) = (MemoryStore::with_max_cells(10_000), clock(), keys());
    let quota = quota(2, Duration::from_secs(3_600));
    let victim = Charge { key: keys.key(&[b"victim"]), quota };
    assert!(passes(&store, victim, clock.now()));
    assert!(passes(&store, victim, clock.now()));
    let mut passed = 0;
    for flood in 0..200_000_u32 {
        let charge = Charge { key: keys.key(&[&flood.to_be_bytes()]), quota };
        passed += usize::from(passes(&store, charge, clock.now()));
        if flood % 1_000 == 0 {
            clock.advance(Duration::from_millis(10));
            assert!(!passes(&store, victim, clock.now()));
        }
    }
    assert!(store.cells() <= 10_000, "{} cells", store.cells());
    assert!(passed < 10_000 + 100, "{passed} of the flood passed");
    clock.advance(Duration::from_secs(3_600));
    // Each shard is swept when somebody new finds it full.
    for fresh in 0..500_u32 {
        let charge = Charge { key: keys.key(&[b"fresh", &fresh.to_be_bytes()]), quota };
        assert!(passes(&store, charge, clock.now()), "passed cells make room");
    }
    assert!(store.cells() <= 501, "{} cells: the passed ones were swept", store.cells());
    assert!(passes(&store, victim, clock.now()));
}

#[test]
fn whoever_was_charged_to_a_shared_cell_gains_nothing_when_there_is_room_again() {
    let (store, clock, keys) = (MemoryStore::with_max_cells(1), clock(), keys());
    let short = Charge { key: keys.key(&[b"short"]), quota: quota(1, Duration::from_secs(2)) };
    let late = Charge { key: keys.key(&[b"late"]), quota: quota(3, Duration::from_secs(60)) };
    assert!(passes(&store, short, clock.now()));
    (0..3).for_each(|_| assert!(passes(&store, late, clock.now())));
    assert!(!passes(&store, late, clock.now()));
    clock.advance(Duration::from_secs(10));
    assert!(!passes(&store, late, clock.now()), "its own cell starts where the shared one stands");
    clock.advance(Duration::from_secs(10));
    assert!(passes(&store, late, clock.now()));
    assert!(!passes(&store, late, clock.now()));
}

#[test]
fn the_store_is_dyn_compatible() {
    let store: Box<dyn RateStore> = Box::new(MemoryStore::default());
    let charges = [Charge { key: key(), quota: quota(1, YEAR) }];
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let outcome = store.charge(&charges, clock().now()).await.unwrap();
        assert!(outcome.is_admitted());
    });
}

#[test]
fn keys_tell_parts_and_makers_apart_and_show_nothing() {
    let keys = keys();
    assert_ne!(keys.key(&[b"ab", b"c"]), keys.key(&[b"a", b"bc"]));
    assert_ne!(keys.key(&[b"a"]), keys.key(&[b"a", b""]));
    assert_ne!(keys.key(&[b"a", b""]), keys.key(&[b"", b"a"]));
    assert_ne!(keys.key(&[]), keys.key(&[b""]));
    assert_ne!(keys.key(&[b"a"]), KeyMaker::random().unwrap().key(&[b"a"]));
    assert_eq!(format!("{keys:?}"), "KeyMaker { .. }");
}

#[test]
fn the_fields_are_those_of_the_draft() {
    let five = quota(5, Duration::from_secs(60));
    let odd = Quota { name: "a\"b\\cü", ..quota(0, Duration::from_millis(1_500)) };
    assert_eq!(policy_field(&[five, odd]), r#""caller";q=5;w=60,"a\"b\\c?";q=0;w=2"#);
    let store = MemoryStore::default();
    let outcome = store.charge(&[Charge { key: key(), quota: five }], clock().now());
    assert_eq!(limit_field(&outcome.standings), r#""caller";r=4;t=12"#);
    assert_eq!(policy_field(&[]), "");
    assert_eq!(whole_seconds(Duration::from_nanos(1)), 1);
    assert_eq!(whole_seconds(Duration::from_secs(3)), 3);
    assert_eq!(whole_seconds(Duration::MAX), 999_999_999_999_999);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// governor takes the interval as it is given; ours is the period divided by the limit, rounded up.
    #[test]
    fn decisions_are_governors(
        limit in 1_u32..50,
        burst in 1_u32..50,
        cost in 1_u32..50,
        period in 1_u64..100_000_000_000,
        steps in prop::collection::vec((0_u64..100, 0_u64..5), 200),
    ) {
        let interval = period.div_ceil(u64::from(limit));
        let theirs = governor::Quota::with_period(Duration::from_nanos(interval)).unwrap();
        let burst = burst.min(limit);
        // Half of the requests cost one unit, as most do.
        let cost = if cost % 2 == 0 { 1 } else { cost.min(burst) };
        let theirs = theirs.allow_burst(NonZeroU32::new(burst).unwrap());
        let their_clock = FakeRelativeClock::default();
        let theirs = RateLimiter::direct_with_clock(theirs, their_clock.clone());
        let (store, clock) = (MemoryStore::with_max_cells(1), clock());
        let quota = quota(limit, Duration::from_nanos(period)).with_burst(burst).with_cost(cost);
        let charge = [Charge { key: key(), quota }];
        for (percent, more) in steps {
            let step = Duration::from_nanos(interval * u64::from(cost) * percent / 50);
            clock.advance(step);
            their_clock.advance(step);
            for _ in 0..=more {
                let ours = store.charge(&charge, clock.now());
                match theirs.check_n(NonZeroU32::new(cost).unwrap()).unwrap() {
                    Ok(()) => prop_assert!(ours.is_admitted()),
                    Err(until) => {
                        let wait = until.wait_time_from(governor::clock::Clock::now(&their_clock));
                        prop_assert_eq!(ours.refusal.unwrap().retry_after, wait);
                    }
                }
            }
        }
    }

    /// Refunds that come late or never: over the whole time no more was kept than the burst and what came back.
    #[test]
    fn refunds_give_back_no_more_than_was_taken(
        limit in 1_u32..8,
        cost in 1_u32..3,
        steps in prop::collection::vec((0_u64..1_500, any::<bool>(), 0_usize..8), 300),
    ) {
        let cost = cost.min(limit);
        let quota = quota(limit, Duration::from_nanos(u64::from(limit) * 1_000)).with_cost(cost);
        let (store, clock) = (MemoryStore::with_max_cells(1), clock());
        let (charge, start) = ([Charge { key: key(), quota }], clock.now().unix_nanos());
        let (mut kept, mut open) = (0, Vec::new());
        for (step, refunded, place) in steps {
            clock.advance(Duration::from_nanos(step));
            let outcome = store.charge(&charge, clock.now());
            if outcome.is_admitted() && refunded {
                open.push(outcome);
            } else if outcome.is_admitted() {
                kept += u64::from(cost);
            }
            if place < open.len() {
                let before = store.peek(&charge, clock.now()).standings[0].remaining;
                let after = store.refund(&charge, &open.swap_remove(place), clock.now());
                prop_assert!(after[0].remaining <= before + cost);
            }
            let back = (clock.now().unix_nanos() - start) / 1_000;
            prop_assert!(kept <= u64::from(limit) + back);
        }
    }

    /// The bound of GCRA: n requests lie at least (n - limit) intervals apart. So a window shorter than a period holds at
    /// most 2 * limit - 1 of them, and one of length w at most limit + w / interval.
    #[test]
    fn never_more_than_the_quota(
        limit in 1_u32..8,
        steps in prop::collection::vec(0_u64..700, 300),
    ) {
        let period = Duration::from_nanos(u64::from(limit) * 1_000);
        let (store, clock) = (MemoryStore::with_max_cells(1), clock());
        let charge = [Charge { key: key(), quota: quota(limit, period) }];
        let mut admitted = Vec::new();
        for step in steps {
            clock.advance(Duration::from_nanos(step));
            if store.charge(&charge, clock.now()).is_admitted() {
                admitted.push(clock.now().unix_nanos());
            }
        }
        for (index, first) in admitted.iter().enumerate() {
            for (count, last) in (1..).zip(admitted.iter().skip(index)) {
                prop_assert!(count <= u64::from(limit) + (last - first) / 1_000);
            }
        }
    }

    /// Whoever waits as long as the field says passes, and what is announced as remaining is really there.
    #[test]
    fn standings_are_true(
        limit in 1_u32..20,
        burst in 1_u32..20,
        cost in 1_u32..5,
        period in 1_u64..100_000_000_000,
        steps in prop::collection::vec(0_u64..100, 100),
    ) {
        let burst = burst.min(limit);
        let cost = cost.min(burst);
        let quota = quota(limit, Duration::from_nanos(period)).with_burst(burst).with_cost(cost);
        let interval = period.div_ceil(u64::from(limit));
        let (store, clock) = (MemoryStore::with_max_cells(1), clock());
        let charge = [Charge { key: key(), quota }];
        for percent in steps {
            clock.advance(Duration::from_nanos(interval * percent / 50));
            let outcome = store.charge(&charge, clock.now());
            let standing = outcome.standings[0];
            if let Some(refusal) = outcome.refusal {
                prop_assert!(standing.reset_after <= refusal.retry_after);
                prop_assert!(cost > 1 || standing.reset_after == refusal.retry_after);
            }
            let after = store.peek(&charge, clock.now());
            prop_assert_eq!(after.standings[0], standing);
            prop_assert_eq!(after.is_admitted(), standing.remaining >= cost);
            if standing.remaining < burst {
                let at = |wait: Duration| {
                    let later = ManualClock::at_unix_seconds(0);
                    later.advance(Duration::from_nanos(clock.now().unix_nanos()) + wait);
                    store.peek(&charge, later.now()).standings[0].remaining
                };
                let just_before = standing.reset_after - Duration::from_nanos(1);
                prop_assert_eq!(at(just_before), standing.remaining);
                prop_assert_eq!(at(standing.reset_after), standing.remaining + 1);
                prop_assert_eq!(at(standing.full_after), burst);
            }
        }
    }
}
