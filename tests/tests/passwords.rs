//! Passwords: costs, lengths, what is stored, and how many at a time.

use std::sync::{Arc, mpsc};

use secrecy::{ExposeSecret as _, SecretString};
use secure_api::{accounts::Passwords, config::ConfigError, error::ErrorKind};

const PASSWORD: &str = "correct horse battery staple";

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap().block_on(future)
}

/// The cheapest that is accepted in memory.
fn cheap() -> Passwords {
    Passwords::default().cost(12_288, 3, 1).unwrap()
}

#[test]
fn only_the_right_password_verifies() {
    run(async {
        let passwords = cheap();
        let stored = passwords.hash(PASSWORD.into()).await.unwrap();
        assert!(
            stored.expose_secret().starts_with("$argon2id$v=19$m=12288,t=3,p=1$"),
            "a PHC string"
        );
        assert!(passwords.verify(PASSWORD.into(), Some(stored.clone())).await.unwrap());
        for wrong in [
            "",
            "correct horse battery stapl",
            "Correct horse battery staple",
            "correct horse battery staple ",
        ] {
            assert!(
                !passwords.verify(wrong.into(), Some(stored.clone())).await.unwrap(),
                "{wrong}"
            );
        }
        assert!(!passwords.verify(PASSWORD.into(), None).await.unwrap(), "nobody has a password");
        let again = passwords.hash(PASSWORD.into()).await.unwrap();
        assert_ne!(stored.expose_secret(), again.expose_secret(), "fresh salt");
    });
}

#[test]
fn what_is_stored_must_be_a_hash() {
    run(async {
        let passwords = cheap();
        let good = passwords.hash(PASSWORD.into()).await.unwrap();
        let good = good.expose_secret();
        let cut = good.rsplit_once('$').unwrap().0.to_owned();
        for bad in [
            "",
            "x",
            PASSWORD,
            "$argon2id$",
            "$2b$12$abcdefghijklmnopqrstuv",
            &cut,
            &good.replace("argon2id", "scrypt"),
            &good.replace("m=12288", "m=99999999"),
            &good.replace("m=12288", "m=1"),
            &good.replace("t=3", "t=4000000000"),
            &good.replace("p=1", "p=1000"),
            &good.replace("v=19", "v=20"),
        ] {
            let outcome = passwords.verify(PASSWORD.into(), Some(bad.into())).await;
            assert_eq!(outcome.unwrap_err().status(), 500, "{bad}");
            assert!(
                passwords.needs_rehash(&bad.into()) || bad.contains("m=9") || bad.contains("t=4"),
                "{bad}"
            );
        }
    });
}

#[test]
fn rising_costs_ask_for_a_new_hash_and_old_ones_still_verify() {
    run(async {
        let (old, new) = (cheap(), cheap().cost(19_456, 3, 1).unwrap());
        let stored = old.hash(PASSWORD.into()).await.unwrap();
        assert!(!old.needs_rehash(&stored));
        assert!(new.needs_rehash(&stored));
        assert!(new.verify(PASSWORD.into(), Some(stored)).await.unwrap());
        let stored = new.hash(PASSWORD.into()).await.unwrap();
        assert!(!new.needs_rehash(&stored) && !old.needs_rehash(&stored));
        for other in ["argon2i$", "argon2d$"] {
            let other: SecretString = stored.expose_secret().replace("argon2id$", other).into();
            assert!(new.needs_rehash(&other));
        }
    });
}

#[test]
fn lengths_are_checked_before_anything_is_hashed() {
    on_one_thread(async {
        let passwords = Arc::new(cheap().min_length(8).unwrap().concurrency(1, 0).unwrap());
        for good in ["12345678", "äöüäöüäö", &"😀".repeat(64), &"x".repeat(1_024), "        "]
        {
            assert!(passwords.hash(good.into()).await.is_ok(), "{good}");
        }
        let held = hold_hashes();
        let running = start(&passwords).await;
        for bad in ["", "1234567", "äöüäöüä", &"x".repeat(1_025), &"x".repeat(1 << 20)] {
            // Not 503, although nothing could be hashed now.
            let refused = passwords.hash(bad.into()).await.unwrap_err();
            assert!(
                matches!(refused.kind(), ErrorKind::Invalid(failures) if failures[0].pointer == "#/password")
            );
        }
        assert!(!passwords.verify("x".repeat(1_025).into(), None).await.unwrap());
        assert_eq!(passwords.verify("short".into(), None).await.unwrap_err().status(), 503);
        drop(held);
        assert!(running.await.unwrap());
        assert_eq!(cheap().hash("14 characters.".into()).await.unwrap_err().status(), 422);
    });
}

#[test]
fn weak_settings_are_refused() {
    for (memory, iterations, lanes) in [
        (0, 0, 0),
        (19_456, 1, 1),
        (19_455, 2, 1),
        (12_287, 3, 1),
        (8_192, 64, 4),
        (47_103, 1, 1),
        (19_456, 2, 0),
        (1_048_577, 2, 1),
        (19_456, 65, 1),
        (19_456, 2, 65),
        (u32::MAX, u32::MAX, u32::MAX),
    ] {
        let refused = Passwords::default().cost(memory, iterations, lanes);
        assert!(
            matches!(refused, Err(ConfigError::OutOfRange { .. })),
            "{memory} {iterations} {lanes}"
        );
    }
    for (memory, iterations) in [(47_104, 1), (19_456, 2), (12_288, 3)] {
        assert!(Passwords::default().cost(memory, iterations, 1).is_ok());
    }
    assert!(
        Passwords::default().min_length(7).is_err() && Passwords::default().min_length(65).is_err()
    );
    assert!(Passwords::default().concurrency(0, 10).is_err());
}

#[test]
fn so_many_at_a_time_and_so_many_waiting() {
    on_one_thread(async {
        let passwords = Arc::new(cheap().concurrency(1, 2).unwrap());
        let held = hold_hashes();
        let mut tasks = Vec::new();
        for _ in 0..10 {
            tasks.push(start(&passwords).await);
        }
        drop(held);
        let mut hashed = Vec::new();
        for task in tasks {
            hashed.push(task.await.unwrap());
        }
        let first_three = [true, true, true, false, false, false, false, false, false, false];
        assert_eq!(hashed, first_three);
        assert!(passwords.hash(PASSWORD.into()).await.is_ok(), "and then there is room again");
    });
}

#[test]
fn a_request_that_goes_away_keeps_its_place_until_its_hash_is_done() {
    on_one_thread(async {
        let passwords = Arc::new(cheap().concurrency(1, 0).unwrap());
        let held = hold_hashes();
        let gone = start(&passwords).await;
        gone.abort();
        assert!(gone.await.unwrap_err().is_cancelled());
        let busy = passwords.verify(PASSWORD.into(), None).await;
        assert_eq!(busy.unwrap_err().status(), 503);
        drop(held);
    });
}

#[test]
fn workers_stay_free() {
    on_one_thread(async {
        let held = hold_hashes();
        let hash = start(&Arc::new(cheap())).await;
        for _ in 0..100 {
            assert!(!hash.is_finished());
            tokio::task::yield_now().await;
        }
        drop(held);
        assert!(hash.await.unwrap());
    });
}

/// Starts hashing, on a runtime of one thread: once it has had its turn, the hash is with the blocking thread, or waits for it.
async fn start(passwords: &Arc<Passwords>) -> tokio::task::JoinHandle<bool> {
    let passwords = Arc::clone(passwords);
    let task = tokio::spawn(async move { passwords.hash(PASSWORD.into()).await.is_ok() });
    tokio::task::yield_now().await;
    task
}

/// Occupies the blocking thread until this is dropped, so that no hash ends before a test has looked.
fn hold_hashes() -> mpsc::Sender<()> {
    let (held, released) = mpsc::channel();
    tokio::task::spawn_blocking(move || released.recv());
    held
}

fn on_one_thread(future: impl Future<Output = ()>) {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.max_blocking_threads(1).build().unwrap().block_on(future);
}
