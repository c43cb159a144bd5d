//! Everything that the pipeline needs at run time, checked before anything starts.

use std::{fmt, sync::Arc, time::Duration};

use crate::{
    audit::{AuditSink, TracingSink},
    authn::JwtVerifier,
    authz::Roles,
    clock::{Clock, SystemClock},
    config::ConfigError,
    edge::Limits,
    policy::{Quota, RoleTable},
    rate::{KeyMaker, Limiter, MemoryStore, RateStore, Store},
};

/// Keys, roles, quotas and limits of one server. Part of the router's state; cheap to clone.
///
/// ```
/// use secure_api::{JwtVerifier, Security, TokenSecret, prelude::*};
///
/// #[derive(Roles)]
/// enum Role {
///     #[role(includes(Viewer))]
///     Editor,
///     Viewer,
/// }
///
/// # fn main() -> Result<(), secure_api::ConfigError> {
/// # let from_the_environment = "zJ8Yw0w2c1kqS7pQ9dXn5RrT3vBm6HfL";
/// let secret = TokenSecret::new(from_the_environment.as_bytes().to_vec())?;
/// let security = Security::builder()
///     .jwt(JwtVerifier::hs256(&secret, "https://id.example.com", "https://api.example.com")?)
///     .roles::<Role>()
///     .hosts(["api.example.com"])
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Security(Arc<Inner>);

struct Inner {
    verifier: Option<JwtVerifier>,
    roles: Option<&'static RoleTable>,
    clock: Arc<dyn Clock>,
    limiter: Limiter,
    limits: Limits,
    hosts: Option<Vec<String>>,
    audit: Arc<dyn AuditSink>,
    development: bool,
}

/// State that holds a [`Security`]. Derive it with [`SecureState`](crate::SecureState).
#[diagnostic::on_unimplemented(
    message = "the router's state `{Self}` holds no `Security`",
    label = "no `Security` in here",
    note = "write `#[derive(SecureState)]` above the state, and give it a field `security: Security`"
)]
pub trait HasSecurity {
    /// It.
    fn security(&self) -> &Security;
}

impl HasSecurity for Security {
    fn security(&self) -> &Security {
        self
    }
}

impl Security {
    /// Starts with nothing allowed: no token verifies, no role exists.
    pub fn builder() -> SecurityBuilder {
        SecurityBuilder {
            verifier: None,
            roles: None,
            clock: Arc::new(SystemClock),
            store: Store::Memory(MemoryStore::default()),
            limits: Limits::default(),
            hosts: None,
            audit: Arc::new(TracingSink),
            denials: Quota { name: "denials", stated: true, ..Quota::per_caller(60, 60) },
            development: false,
        }
    }

    pub(crate) fn verifier(&self) -> Option<&JwtVerifier> {
        self.0.verifier.as_ref()
    }

    pub(crate) fn roles(&self) -> Option<&'static RoleTable> {
        self.0.roles
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    pub(crate) fn limiter(&self) -> &Limiter {
        &self.0.limiter
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(crate) fn hosts(&self) -> Option<&[String]> {
        self.0.hosts.as_deref()
    }

    pub(crate) fn audit(&self) -> &Arc<dyn AuditSink> {
        &self.0.audit
    }

    pub(crate) fn is_development(&self) -> bool {
        self.0.development
    }
}

impl fmt::Debug for Security {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Security")
            .field("roles", &self.0.roles)
            .field("limits", &self.0.limits)
            .field("hosts", &self.0.hosts)
            .field("development", &self.0.development)
            .finish_non_exhaustive()
    }
}

/// Collects the settings of a [`Security`]; [`build`](Self::build) refuses what is not safe.
#[derive(Debug)]
#[must_use = "nothing is checked before `build`"]
pub struct SecurityBuilder {
    verifier: Option<JwtVerifier>,
    roles: Option<&'static RoleTable>,
    clock: Arc<dyn Clock>,
    store: Store,
    limits: Limits,
    hosts: Option<Vec<String>>,
    audit: Arc<dyn AuditSink>,
    denials: Quota,
    development: bool,
}

impl SecurityBuilder {
    /// Verifies bearer tokens with this. Without it no token verifies.
    pub fn jwt(mut self, verifier: JwtVerifier) -> Self {
        self.verifier = Some(verifier);
        self
    }

    /// The roles type that endpoints name and tokens carry.
    pub fn roles<R: Roles>(mut self) -> Self {
        self.roles = Some(R::TABLE);
        self
    }

    /// The only host names that this server answers for, without port. Without it any host is answered.
    pub fn hosts<H: Into<String>>(mut self, hosts: impl IntoIterator<Item = H>) -> Self {
        self.hosts = Some(hosts.into_iter().map(Into::into).collect());
        self
    }

    /// How much of everything one request may take.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// How many failed authentications an address, and how many denials a principal, may cause in one minute; 60 unless
    /// set. After that they get 429.
    pub fn denials_per_minute(mut self, denials: u32) -> Self {
        self.denials.limit = denials;
        self
    }

    /// Keeps quota cells elsewhere than in the memory of this process.
    pub fn rate_store(mut self, store: impl RateStore) -> Self {
        self.store = Store::Shared(Arc::new(store));
        self
    }

    /// Takes the audit events. Without it they go to `tracing`, target `secure_api::audit`.
    pub fn audit(mut self, sink: impl AuditSink) -> Self {
        self.audit = Arc::new(sink);
        self
    }

    /// Tells the time for every expiry and every quota.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    pub(crate) fn development(mut self) -> Self {
        self.development = true;
        self
    }

    /// Checks the settings.
    ///
    /// # Errors
    /// A setting that is not safe, with what to do about it.
    pub fn build(self) -> Result<Security, ConfigError> {
        if self.hosts.as_ref().is_some_and(Vec::is_empty) {
            return Err(ConfigError::Empty {
                setting: "hosts",
                help: "name the hosts that this server answers for",
            });
        }
        if self.denials.limit == 0 {
            return Err(out_of_range("denials_per_minute", 0, "at least 1"));
        }
        if self.limits.body == 0 || self.limits.uri == 0 || self.limits.headers == 0 {
            return Err(out_of_range("limits", 0, "at least 1 byte each"));
        }
        if self.limits.time < Duration::from_millis(1) {
            return Err(out_of_range("limits.time", 0, "at least 1 ms"));
        }
        Ok(Security(Arc::new(Inner {
            verifier: self.verifier,
            roles: self.roles,
            clock: self.clock,
            limiter: Limiter::new(self.store, KeyMaker::random()?, self.denials),
            limits: self.limits,
            hosts: self.hosts,
            audit: self.audit,
            development: self.development,
        })))
    }
}

fn out_of_range(setting: &'static str, value: u64, rule: &'static str) -> ConfigError {
    ConfigError::OutOfRange { setting, value: value.to_string(), rule }
}
