//! Passwords: Argon2id (RFC 9106), away from the async workers.

use std::{fmt, sync::Arc, thread};

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash,
};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::{
    config::ConfigError,
    error::{Error, Result},
};

/// The weakest costs that are accepted: memory in KiB and iterations (OWASP ASVS 5, appendix C).
const MIN_COSTS: [(u32, u32); 3] = [(47_104, 1), (19_456, 2), (12_288, 3)];

/// The strongest: 1 GiB. Beyond it one hash is an outage, also when it comes out of the database.
const MAX_COST: (u32, u32, u32) = (1_048_576, 64, 64);

/// No person types more, and 64 characters fit whatever the script.
const MAX_BYTES: usize = 1024;

const SALT_BYTES: usize = 16;

/// Hashes and verifies passwords with Argon2id.
///
/// - A password has 15 characters unless [`min_length`](Self::min_length) says otherwise, and at most 1,024 bytes. There
///   is no other rule, and nothing is cut off or folded (OWASP ASVS 5, V6.2).
/// - Every hash has a fresh salt of 16 bytes and is a PHC string, which names its own costs.
/// - A hash takes 19 MiB and a few hundredths of a second at the default costs, so it runs on tokio's blocking threads: as
///   many at a time as there are processors, up to 16 times as many waiting, and 503 beyond.
///
/// ```
/// use secure_api::accounts::Passwords;
/// use secrecy::SecretString;
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let passwords = Passwords::default();
/// let stored = passwords.hash("correct horse battery".into()).await?;
///
/// assert!(passwords.verify("correct horse battery".into(), Some(stored.clone())).await?);
/// assert!(!passwords.verify("incorrect horse battery".into(), Some(stored.clone())).await?);
/// assert!(!passwords.verify("correct horse battery".into(), None).await?); // no such user: as slow, and false
/// assert!(!passwords.needs_rehash(&stored));
/// # Ok::<(), secure_api::Error>(()) }).unwrap();
/// ```
pub struct Passwords {
    params: Params,
    min_length: usize,
    running: Arc<Semaphore>,
    admitted: Arc<Semaphore>,
}

impl Passwords {
    /// The costs of a hash: 19,456 KiB, 2 iterations and 1 lane unless stated.
    ///
    /// # Errors
    /// [`ConfigError::OutOfRange`] below what ASVS 5, appendix C accepts: 47,104 KiB with 1 iteration, 19,456 with 2 or
    /// 12,288 with 3; or above 1 GiB, 64 iterations or 64 lanes.
    pub fn cost(self, memory_kib: u32, iterations: u32, lanes: u32) -> Result<Self, ConfigError> {
        let out_of_range = || ConfigError::OutOfRange {
            setting: "password cost",
            value: format!("{memory_kib} KiB, {iterations} iterations, {lanes} lanes"),
            rule: "at least 47104 KiB with 1 iteration, 19456 with 2 or 12288 with 3, and at most 1048576 KiB with 64 \
                   iterations and 64 lanes",
        };
        let is_enough =
            MIN_COSTS.iter().any(|(memory, t)| memory_kib >= *memory && iterations >= *t);
        let (memory, t, p) = MAX_COST;
        if !is_enough || memory_kib > memory || iterations > t || lanes > p {
            return Err(out_of_range());
        }
        let params =
            Params::new(memory_kib, iterations, lanes, None).map_err(|_| out_of_range())?;
        Ok(Self { params, ..self })
    }

    /// How many characters a new password has at least: 15 unless stated, 8 at the least (V6.2.1). Passwords that are
    /// stored already stay valid.
    ///
    /// # Errors
    /// [`ConfigError::OutOfRange`] below 8 or above 64, which every password may have.
    pub fn min_length(self, characters: usize) -> Result<Self, ConfigError> {
        if !(8..=64).contains(&characters) {
            return Err(ConfigError::OutOfRange {
                setting: "minimum password length",
                value: characters.to_string(),
                rule: "from 8 to 64 characters",
            });
        }
        Ok(Self { min_length: characters, ..self })
    }

    /// How many hashes run at a time and how many more may wait: the processors and 16 times as many, unless stated. Each
    /// running one takes the memory of its cost.
    ///
    /// # Errors
    /// [`ConfigError::OutOfRange`] if nothing could run, or above 1,024 running or 1,000,000 waiting.
    pub fn concurrency(self, running: usize, waiting: usize) -> Result<Self, ConfigError> {
        if !(1..=1024).contains(&running) || waiting > 1_000_000 {
            return Err(ConfigError::OutOfRange {
                setting: "password concurrency",
                value: format!("{running} running, {waiting} waiting"),
                rule: "from 1 to 1024 running and at most 1000000 waiting",
            });
        }
        Ok(Self {
            running: Arc::new(Semaphore::new(running)),
            admitted: Arc::new(Semaphore::new(running + waiting)),
            ..self
        })
    }

    /// Hashes a new password: a PHC string to store.
    ///
    /// # Errors
    /// 422 at `#/password` for a length outside the rule, before anything is hashed; 503 if too many wait already; 500
    /// if the operating system gives no randomness.
    pub async fn hash(&self, password: SecretString) -> Result<SecretString> {
        self.check_length(&password)?;
        let argon2 = self.argon2();
        self.run(move || {
            let hash = argon2.hash_password(password.expose_secret().as_bytes());
            hash.map(|hash| SecretString::from(hash.to_string())).map_err(Error::internal)
        })
        .await
    }

    /// Whether a password is the stored one. `None` stands for a user who does not exist: the answer is no, after the work
    /// of a hash at the present costs, so that its time does not tell who has an account.
    ///
    /// # Errors
    /// 500 if what is stored is no Argon2 hash, or one of absurd cost; 503 if too many wait already. Neither is a yes.
    pub async fn verify(
        &self,
        password: SecretString,
        stored: Option<SecretString>,
    ) -> Result<bool> {
        // Depends on what was sent alone, so it tells nothing about the account.
        if password.expose_secret().len() > MAX_BYTES {
            return Ok(false);
        }
        let argon2 = self.argon2();
        self.run(move || {
            let password = password.expose_secret().as_bytes();
            let Some(stored) = stored else {
                let unused = argon2.hash_password_with_salt(password, &[0; SALT_BYTES]);
                return std::hint::black_box(unused).map(|_| false).map_err(Error::internal);
            };
            let stored = PasswordHash::new(stored.expose_secret()).map_err(Error::internal)?;
            let params = Params::try_from(&stored).map_err(Error::internal)?;
            let (memory, iterations, lanes) = MAX_COST;
            if params.m_cost() > memory || params.t_cost() > iterations || params.p_cost() > lanes {
                return Err(Error::internal("the stored password hash is of absurd cost"));
            }
            if stored.salt.is_none() || stored.hash.is_none() {
                return Err(Error::internal("the stored password hash is not complete"));
            }
            // Compares in constant time.
            match argon2.verify_password(password, &stored) {
                Ok(()) => Ok(true),
                Err(password_hash::Error::PasswordInvalid) => Ok(false),
                Err(other) => Err(Error::internal(other)),
            }
        })
        .await
    }

    /// Whether a stored hash is not what [`hash`](Self::hash) would make today: then hash the password again, now that
    /// [`verify`](Self::verify) has just seen it.
    #[must_use]
    pub fn needs_rehash(&self, stored: &SecretString) -> bool {
        let Ok(stored) = PasswordHash::new(stored.expose_secret()) else {
            return true;
        };
        let Ok(params) = Params::try_from(&stored) else {
            return true;
        };
        stored.algorithm != Algorithm::Argon2id.ident()
            || stored.version != Some(Version::V0x13.into())
            || params.m_cost() < self.params.m_cost()
            || params.t_cost() < self.params.t_cost()
            || params.p_cost() != self.params.p_cost()
            || stored.salt.is_none_or(|salt| salt.len() < SALT_BYTES)
            || stored.hash.is_none_or(|hash| hash.len() < Params::DEFAULT_OUTPUT_LEN)
    }

    fn check_length(&self, password: &SecretString) -> Result<()> {
        let password = password.expose_secret();
        if password.len() > MAX_BYTES {
            return Err(Error::invalid("#/password", "length", "longer than 1024 bytes"));
        }
        if password.chars().count() < self.min_length {
            let detail = format!("shorter than {} characters", self.min_length);
            return Err(Error::invalid("#/password", "length", detail));
        }
        Ok(())
    }

    fn argon2(&self) -> Argon2<'static> {
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params.clone())
    }

    /// Runs one hash where it may block. A request that goes away leaves its hash running, so the places go with the work.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let place = Arc::clone(&self.admitted)
            .try_acquire_owned()
            .map_err(|_| Error::unavailable("too many passwords are waiting to be hashed"))?;
        let turn = Arc::clone(&self.running).acquire_owned().await.map_err(Error::internal)?;
        spawn_blocking(move || {
            let _places = (place, turn);
            work()
        })
        .await
        .map_err(Error::internal)?
    }
}

impl Default for Passwords {
    fn default() -> Self {
        let running = thread::available_parallelism().map_or(1, usize::from);
        Self {
            params: Params::DEFAULT,
            min_length: 15,
            running: Arc::new(Semaphore::new(running)),
            admitted: Arc::new(Semaphore::new(running * 17)),
        }
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passwords")
            .field("params", &self.params)
            .field("min_length", &self.min_length)
            .finish_non_exhaustive()
    }
}
