//! Everything that the pipeline needs at run time, checked before anything starts.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use ipnet::IpNet;

use crate::{
    audit::{AuditSink, TracingSink},
    authn::{Authenticator, Issuers, JwtVerifier, TenantSource},
    authz::Roles,
    clock::{Clock, SystemClock},
    config::ConfigError,
    edge::{self, Edge, Limits},
    error::Failure,
    master_secret::MasterSecret,
    policy::{Quota, QuotaKey, RoleTable},
    rate::{KeyMaker, Limiter, MemoryStore, RateStore, Store, Tiers},
    rows::Cursors,
    translation::{Translation, Translator},
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
    authenticator: Authenticator,
    roles: Option<&'static RoleTable>,
    clock: Arc<dyn Clock>,
    limiter: Limiter,
    edge: Edge,
    audit: Arc<dyn AuditSink>,
    translator: Option<Translator>,
    cursors: Arc<Cursors>,
    layered: AtomicBool,
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

#[diagnostic::do_not_recommend]
impl HasSecurity for Security {
    fn security(&self) -> &Security {
        self
    }
}

impl Security {
    /// Starts with nothing allowed: no token verifies, no role exists.
    pub fn builder() -> SecurityBuilder {
        SecurityBuilder {
            issuers: Issuers::default(),
            token_cache: TOKEN_CACHE,
            roles: None,
            clock: Arc::new(SystemClock),
            store: Store::Memory(MemoryStore::default()),
            keys: None,
            edge: Edge::default(),
            audit: Arc::new(TracingSink),
            refusals: refusals(60),
            tiers: Vec::new(),
            translator: None,
            master_secret: None,
            cursor_lifetime: CURSOR_LIFETIME,
        }
    }

    /// Verifies every token anew from now on. What comes of those that are being verified at this moment is not kept either. For when what a token
    /// means has changed and only the application knows.
    ///
    /// It refuses nobody: a token that is still good verifies again. What `owners` and `tenants` say needs no such call, because they are asked for
    /// every request.
    pub fn forget_tokens(&self) {
        self.0.authenticator.forget();
    }

    pub(crate) fn authenticator(&self) -> &Authenticator {
        &self.0.authenticator
    }

    pub(crate) fn issuers(&self) -> &Issuers {
        self.0.authenticator.issuers()
    }

    pub(crate) fn roles(&self) -> Option<&'static RoleTable> {
        self.0.roles
    }

    pub(crate) fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    pub(crate) fn limiter(&self) -> &Limiter {
        &self.0.limiter
    }

    pub(crate) fn edge(&self) -> &Edge {
        &self.0.edge
    }

    pub(crate) fn audit(&self) -> &Arc<dyn AuditSink> {
        &self.0.audit
    }

    /// Whether layers may stand between an endpoint that this judges and the service.
    pub(crate) fn is_layered(&self) -> bool {
        self.0.layered.load(Ordering::Relaxed)
    }

    /// Notes that they do.
    pub(crate) fn layer(&self) {
        self.0.layered.store(true, Ordering::Relaxed);
    }

    pub(crate) fn translator(&self) -> Option<&Translator> {
        self.0.translator.as_ref()
    }

    pub(crate) fn cursors(&self) -> &Arc<Cursors> {
        &self.0.cursors
    }

    pub(crate) fn is_development(&self) -> bool {
        self.0.edge.loopback_only
    }
}

impl fmt::Debug for Security {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Security")
            .field("roles", &self.0.roles)
            .field("edge", &self.0.edge)
            .finish_non_exhaustive()
    }
}

/// Collects the settings of a [`Security`]; [`build`](Self::build) refuses what is not safe.
#[derive(Debug)]
#[must_use = "nothing is checked before `build`"]
pub struct SecurityBuilder {
    issuers: Issuers,
    token_cache: usize,
    roles: Option<&'static RoleTable>,
    clock: Arc<dyn Clock>,
    store: Store,
    keys: Option<KeyMaker>,
    edge: Edge,
    audit: Arc<dyn AuditSink>,
    refusals: Quota,
    tiers: Vec<Quota>,
    translator: Option<Translator>,
    master_secret: Option<MasterSecret>,
    cursor_lifetime: Duration,
}

impl SecurityBuilder {
    /// Verifies bearer tokens with this. Without it no token verifies; called again, for another issuer or audience, it adds to what
    /// verifies, and [`owners`](Self::owners) has to be called as well.
    pub fn jwt(mut self, verifier: JwtVerifier) -> Self {
        self.issuers.add(verifier);
        self
    }

    /// Which owner a user is, given issuer and subject: what owner columns are compared with, and to the letter. `None` for whoever can own
    /// nothing. Equal subjects of two issuers are different people, so they have to become different owners. Asked for every request of a user.
    ///
    /// Unless stated, the subject is the owner. That is enough for one verifier only.
    ///
    /// ```
    /// use secure_api::Security;
    ///
    /// let security = Security::builder().owners(|issuer, subject| match issuer {
    ///     "https://id.example" => Some(subject.to_owned()),
    ///     "https://partner.example" => Some(format!("partner:{subject}")),
    ///     _ => None,
    /// });
    /// ```
    pub fn owners(
        mut self,
        mapping: impl Fn(&str, &str) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.issuers.map_owners(mapping);
        self
    }

    /// Which tenant an issuer means, given issuer and name: what tenant columns are compared with, and what a request selects by. `None` for
    /// one that this issuer cannot prove. Whoever runs an issuer can put any name into a token, so the tenants of others are not
    /// its to name. One that is to have no say outside of its tenants either takes
    /// [`tenant_claim`](JwtVerifier::tenant_claim), with which no role is held there. Asked for every request.
    ///
    /// Unless stated, it is the name itself. That is enough where one verifier proves tenants.
    ///
    /// ```
    /// use secure_api::Security;
    ///
    /// let security = Security::builder().tenants(|issuer, tenant| match (issuer, tenant) {
    ///     ("https://id.example", tenant) => Some(tenant.to_owned()),
    ///     ("https://partner.example", "partner") => Some("partner".to_owned()),
    ///     _ => None,
    /// });
    /// ```
    pub fn tenants(
        mut self,
        mapping: impl Fn(&str, &str) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.issuers.map_tenants(mapping);
        self
    }

    /// Where a request says which of the tenants that its credentials prove it is about. Unless stated, it cannot say, and is about the one
    /// tenant that they prove.
    pub fn tenant_from(mut self, source: TenantSource) -> Self {
        self.issuers.select_tenant_by(source);
        self
    }

    /// In how many bytes of memory tokens are kept that have verified, so that one that comes again is not verified again: 8 MiB unless set, in which some
    /// 10,000 ordinary tokens have room. 0 keeps none: then every request pays for verifying its token, and no caller stays in memory.
    ///
    /// The answers are the same with and without: a token is good until its `exp` and not before its `nbf`, with the same leeway and to the nanosecond, and what
    /// [`owners`](Self::owners) and [`tenants`](Self::tenants) say is asked for every request. Kept are a keyed hash of the token, from which
    /// it cannot be read, and what it says of the caller, until other tokens need the room or
    /// [`forget_tokens`](Security::forget_tokens) is called. Tokens that do not verify are not kept.
    ///
    /// ```
    /// use secure_api::Security;
    ///
    /// let security = Security::builder().token_cache(64 * 1024 * 1024);
    /// assert!(Security::builder().token_cache(1_000).build().is_err());
    /// ```
    pub fn token_cache(mut self, bytes: usize) -> Self {
        self.token_cache = bytes;
        self
    }

    /// The roles type that endpoints name and tokens carry.
    pub fn roles<R: Roles>(mut self) -> Self {
        self.roles = Some(R::TABLE);
        self
    }

    /// The only host names that this server answers for, without port. Without it any host is answered.
    pub fn hosts<H: Into<String>>(mut self, hosts: impl IntoIterator<Item = H>) -> Self {
        self.edge.hosts = Some(hosts.into_iter().map(Into::into).collect());
        self
    }

    /// The networks of the proxies before this server, such as `10.0.0.0/8`. Only what they append to `X-Forwarded-For` is
    /// believed. Without it the client's address is that of the connection.
    pub fn trusted_proxies(mut self, networks: impl IntoIterator<Item = IpNet>) -> Self {
        self.edge.proxies = networks.into_iter().collect();
        self
    }

    /// How much of everything one request may take.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.edge.limits = limits;
        self
    }

    /// How often in one minute an address may fail to authenticate, and a principal may be denied; 60 unless set. After that
    /// they are answered with 429. Valid credentials pass all the same.
    pub fn refusals_per_minute(mut self, number: u32) -> Self {
        self.refusals = refusals(number);
        self
    }

    /// A quota that all endpoints with `tier = "name"` share, instead of the default of each. One that states a `rate` as well is
    /// charged to both or to none. The name stands in the response fields.
    ///
    /// ```
    /// use secure_api::{Security, policy::Quota};
    ///
    /// # fn main() -> Result<(), secure_api::ConfigError> {
    /// // Thirty a minute and caller, ten of them at once, over all endpoints of the tier together.
    /// let heavy = Quota::per_caller(30, 60).with_burst(10);
    /// let security = Security::builder().tier("heavy", heavy).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn tier(mut self, name: &'static str, quota: Quota) -> Self {
        self.tiers.push(Quota { name, stated: true, ..quota });
        self
    }

    /// Keeps quota cells elsewhere than in the memory of this process. Processes that share a store share quotas only if their
    /// keys have the same secret: [`KeyMaker::with_secret`].
    pub fn rate_store(mut self, store: impl RateStore, keys: KeyMaker) -> Self {
        self.store = Store::Shared(Arc::new(store));
        self.keys = Some(keys);
        self
    }

    /// Puts what is wrong with an input into the client's language. The function is given the failure, whose code and params are stable, and
    /// the request's `Accept-Language` as it was sent, if it is text; what it returns takes the place of the failure's detail, and `None`
    /// leaves that. It is asked for every failure of every 422, and of a 400 whose input is not well-formed, whichever stage or handler refuses.
    /// The answer then has `Vary: Accept-Language`, and `Content-Language` where the translation states a language.
    ///
    /// If it panics, the answer is a 500. It sees no value of the input, but names that the client chose stand in the pointer.
    ///
    /// ```
    /// use secure_api::{Security, Translation};
    ///
    /// let security = Security::builder().translate(|failure, languages| {
    ///     let is_german = languages.is_some_and(|languages| languages.starts_with("de"));
    ///     let german = match (failure.code, failure.params.get("max")) {
    ///         ("missing", _) => "ist erforderlich".to_owned(),
    ///         ("length", Some(max)) => format!("darf höchstens {max} Zeichen haben"),
    ///         _ => return None,
    ///     };
    ///     is_german.then(|| Translation::new(german).in_language("de"))
    /// });
    /// ```
    pub fn translate(
        mut self,
        function: impl Fn(&Failure, Option<&str>) -> Option<Translation> + Send + Sync + 'static,
    ) -> Self {
        self.translator = Some(Translator::new(function));
        self
    }

    /// Takes the audit events. Without it they go to `tracing`, target `secure_api::audit`.
    pub fn audit(mut self, sink: impl AuditSink) -> Self {
        self.audit = Arc::new(sink);
        self
    }

    /// Derives keys of the library's own from this secret: so far the one that cursors of pages are authenticated with. Without it they end with the
    /// process, and several processes behind one address do not know each other's: then a client that asks for the next page is told 422.
    pub fn master_secret(mut self, secret: MasterSecret) -> Self {
        self.master_secret = Some(secret);
        self
    }

    /// How long a cursor, the [`next`](crate::Page::next) of a page, is good for; 24 hours unless set.
    pub fn cursor_lifetime(mut self, lifetime: Duration) -> Self {
        self.cursor_lifetime = lifetime;
        self
    }

    /// Tells the time for every expiry and every quota.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    pub(crate) fn development(mut self) -> Self {
        self.edge.loopback_only = true;
        self
    }

    /// Checks the settings.
    ///
    /// # Errors
    /// A setting that is not safe, with what to do about it.
    pub fn build(self) -> Result<Security, ConfigError> {
        if self.edge.hosts.as_ref().is_some_and(Vec::is_empty) {
            return Err(ConfigError::Empty {
                setting: "hosts",
                help: "name the hosts that this server answers for",
            });
        }
        let is_name = |host: &String| {
            !host.is_empty() && !host.contains(['/', ' ']) && edge::host_name(host) == host
        };
        if let Some(host) = self.edge.hosts.iter().flatten().find(|host| !is_name(host)) {
            return Err(ConfigError::OutOfRange {
                setting: "hosts",
                value: format!("`{host}`"),
                rule: "host names without scheme, port or path, such as `api.example.com`",
            });
        }
        if self.refusals.limit == 0 {
            return Err(out_of_range("refusals_per_minute", 0, "at least 1"));
        }
        if self.edge.limits.body == 0 || self.edge.limits.uri == 0 || self.edge.limits.headers == 0
        {
            return Err(out_of_range("limits", 0, "at least 1 byte each"));
        }
        if self.edge.limits.time < Duration::from_millis(1) {
            return Err(out_of_range("limits.time", 0, "at least 1 ms"));
        }
        if self.cursor_lifetime < Duration::from_secs(1) {
            return Err(out_of_range("cursor_lifetime", 0, "at least 1 s"));
        }
        let master_secret = self.master_secret.map_or_else(MasterSecret::random, Ok)?;
        let cursors = Arc::new(Cursors::new(&master_secret, self.cursor_lifetime)?);
        let tiers = Tiers::new(self.tiers)?;
        self.issuers.check()?;
        let keys = self.keys.map_or_else(KeyMaker::random, Ok)?;
        let authenticator = Authenticator::new(self.issuers, self.roles, self.token_cache)?;
        Ok(Security(Arc::new(Inner {
            authenticator,
            roles: self.roles,
            clock: self.clock,
            limiter: Limiter::new(self.store, keys, self.refusals, tiers),
            edge: self.edge,
            audit: self.audit,
            translator: self.translator,
            cursors,
            layered: AtomicBool::new(false),
        })))
    }
}

/// How much memory verified tokens take at most, unless the configuration says otherwise.
const TOKEN_CACHE: usize = 8 * 1024 * 1024;

/// How long a cursor is good for unless the configuration says otherwise.
const CURSOR_LIFETIME: Duration = Duration::from_hours(24);

/// What an address may fail to authenticate and a principal may be denied.
const fn refusals(per_minute: u32) -> Quota {
    Quota::per(QuotaKey::Caller, "refusals", per_minute, 60)
}

fn out_of_range(setting: &'static str, value: u64, rule: &'static str) -> ConfigError {
    ConfigError::OutOfRange { setting, value: value.to_string(), rule }
}
