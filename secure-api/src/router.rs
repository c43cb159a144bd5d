//! Mounts endpoints, and nothing else.

mod views;

use std::{
    convert::Infallible,
    fmt,
    future::{Future, ready},
    panic::AssertUnwindSafe,
    pin::Pin,
    task::{self, Context, Poll},
};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::{Route, future::RouteFuture},
};
use futures_util::{FutureExt as _, future::CatchUnwind};
use pin_project_lite::pin_project;
use tower::{Layer, Service};

use crate::{
    authn::TenantSource,
    config::ConfigError,
    edge::{self, RequestId},
    error::Error,
    listing::{Mounted, Policies},
    methods::{MethodEndpoints, Mountable},
    pipeline::{self, NotLookedFor},
    policy::{Access, ArgumentKind, Clause, EndpointPolicy},
    security::{HasSecurity, Security},
};

/// A router that mounts endpoints only: there is no way into it for a function without an access rule.
///
/// `S` is the state that the endpoints still miss; [`with_state`](Self::with_state) provides it. Every answer is a problem
/// with the same header fields, also for paths and methods that nobody mounted.
///
/// ```
/// use secure_api::{Security, SecureRouter, get, prelude::*};
///
/// /// Says that the server is up.
/// #[secure_endpoint(public(reason = "a health check tells nothing"), rate = "60/min")]
/// async fn health() -> &'static str {
///     "up"
/// }
///
/// # fn main() -> Result<(), secure_api::ConfigError> {
/// let app = SecureRouter::new().route("/health", get(health)).with_state(Security::builder().build()?);
/// let table = app.policies().to_string();
/// assert!(table.contains("GET, HEAD  /health  public: a health check tells nothing"));
/// assert!(table.ends_with("OPTIONS (preflight) on every path: no endpoint; 405 with `Allow`\n"));
/// # Ok(())
/// # }
/// ```
///
/// A plain function is refused by the compiler:
///
/// ```compile_fail
/// use secure_api::{Security, SecureRouter, get};
///
/// async fn health() -> &'static str {
///     "up"
/// }
/// let app = SecureRouter::<Security>::new().route("/health", get(health));
/// ```
pub struct SecureRouter<S = ()> {
    router: Router<S>,
    mounted: Vec<Mounted>,
    /// Each one that a state brought; the first finishes what no endpoint answers.
    securities: Vec<Security>,
    /// Why this cannot start. Kept until [`into_service`](SecureRouter::into_service), so that building stays a chain.
    refused: Option<ConfigError>,
    /// Whether there are layers around endpoints.
    is_layered: bool,
}

impl<S> Default for SecureRouter<S>
where
    S: Clone + Send + Sync + 'static,
{
    fn default() -> Self {
        Self::new()
    }
}

impl<S> SecureRouter<S>
where
    S: Clone + Send + Sync + 'static,
{
    /// A router that answers 404 to everything.
    #[must_use]
    pub fn new() -> Self {
        Self {
            router: Router::new(),
            mounted: Vec::new(),
            securities: Vec::new(),
            refused: None,
            is_layered: false,
        }
    }

    /// Mounts endpoints on a path, in axum's syntax: `/documents/{id}`.
    ///
    /// # Panics
    /// If the path is malformed, or another route matches the same paths.
    #[must_use]
    #[track_caller]
    pub fn route(mut self, path: &str, endpoints: impl Mountable<S>) -> Self {
        let (methods, policies) = MethodEndpoints::of(endpoints).into_parts();
        let mounted =
            policies.into_iter().map(|(method, policy)| Mounted::new(method, path, policy));
        self.mounted.extend(mounted);
        self.router = self.router.route(path, methods);
        self
    }

    /// Mounts another router below a path.
    ///
    /// # Panics
    /// If the path is malformed, or is `/`: use [`merge`](Self::merge) for that.
    #[must_use]
    #[track_caller]
    pub fn nest(mut self, path: &str, other: Self) -> Self {
        self.mounted.extend(other.mounted.into_iter().map(|mounted| mounted.below(path)));
        self.router = self.router.nest(path, other.router);
        self.securities.extend(other.securities);
        self.refused = self.refused.or(other.refused);
        self.is_layered |= other.is_layered;
        self
    }

    /// Adds the routes of another router.
    ///
    /// # Panics
    /// If both match the same paths.
    #[must_use]
    #[track_caller]
    pub fn merge(mut self, other: Self) -> Self {
        self.mounted.extend(other.mounted);
        self.router = self.router.merge(other.router);
        self.securities.extend(other.securities);
        self.refused = self.refused.or(other.refused);
        self.is_layered |= other.is_layered;
        self
    }

    /// Wraps every endpoint mounted so far in a tower layer: tracing, compression, CORS. The guards stay inside the endpoints,
    /// so a layer takes nothing away from them. It sees requests to unknown paths and methods too, and what it answers by itself
    /// reaches no endpoint: a layer for CORS answers every `OPTIONS`.
    #[must_use]
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<Route> + Clone + Send + Sync + 'static,
        L::Service: Service<Request> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Error: Into<Infallible> + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        self.router = self.router.layer(layer);
        self.is_layered = true;
        self.mounted.iter_mut().for_each(Mounted::layer);
        self
    }

    /// Every method and path that is served, with its access rule. After [`with_state`](Self::with_state) it knows the limits of
    /// the server too.
    #[must_use]
    pub fn policies(&self) -> Policies {
        Policies::new(&self.mounted)
    }

    /// Provides the state, which holds the [`Security`] that judges every request.
    #[must_use]
    pub fn with_state(mut self, state: S) -> SecureRouter
    where
        S: HasSecurity,
    {
        let security = state.security().clone();
        let refused = self.mounted.iter().find_map(|mounted| refused(mounted.policy(), &security));
        let limits = security.edge().limits;
        self.mounted.iter_mut().for_each(|mounted| mounted.limit(limits));
        if let Some(capture) = security.issuers().tenant_source().and_then(TenantSource::capture) {
            self.mounted.iter_mut().for_each(|mounted| mounted.take_tenant_from(capture));
        }
        SecureRouter {
            router: self.router.with_state(state),
            mounted: self.mounted,
            securities: vec![security],
            refused: self.refused.take().or(refused),
            is_layered: self.is_layered,
        }
    }
}

impl SecureRouter {
    /// The whole as a service, to be served by [`serve`](crate::serve) or nested in something else.
    ///
    /// # Errors
    /// What the endpoints need and the configuration lacks: a token verifier, a roles type, a tier, a capture in a path.
    pub fn into_service(self) -> Result<SecureService, ConfigError> {
        if let Some(refused) = self.refused {
            return Err(refused);
        }
        let development = self.securities.iter().any(Security::is_development);
        if self.is_layered {
            self.securities.iter().for_each(Security::layer);
        }
        let security = self.securities.into_iter().next().ok_or(ConfigError::NoState)?;
        self.mounted.iter().try_for_each(captures)?;
        views::agree(&self.mounted)?;
        views::members_leave(&self.mounted)?;
        let Self { router, is_layered, .. } = self;
        let router = if is_layered { router } else { answering_all(router, &security) };
        Ok(SecureService { router, security, development, is_layered })
    }
}

/// A router that finishes itself what no endpoint answers. With layers that is done outside of them, because they may answer, too, and
/// change answers; then every request pays for it.
fn answering_all(router: Router, security: &Security) -> Router {
    let answer = |status| {
        let security = security.clone();
        move |request: Request| ready(pipeline::unanswered(&security, &request, status))
    };
    router
        .fallback(answer(StatusCode::NOT_FOUND))
        .method_not_allowed_fallback(answer(StatusCode::METHOD_NOT_ALLOWED))
}

/// Why an endpoint cannot be served with this configuration.
fn refused(policy: &EndpointPolicy, security: &Security) -> Option<ConfigError> {
    let unknown = policy.tier.filter(|tier| security.limiter().tiers().get(tier).is_none());
    if let Some(tier) = unknown {
        return Some(ConfigError::UnknownTier { endpoint: place(policy), tier });
    }
    let is_public = matches!(policy.access, Access::Public { .. });
    if !is_public && security.issuers().is_empty() {
        return Some(ConfigError::NoVerifier { endpoint: place(policy) });
    }
    if policy.needs_tenant() && (is_public || !security.issuers().proves_tenants()) {
        return Some(ConfigError::NoTenant { endpoint: place(policy) });
    }
    if is_public {
        return None;
    }
    let registered = security.roles().map(|table| (table.type_id)());
    let tables = policy.access.rule().map(Clause::role_tables).unwrap_or_default();
    tables.into_iter().find(|table| Some((table.type_id)()) != registered).map(|table| {
        ConfigError::UnregisteredRoles { endpoint: place(policy), roles: table.type_name }
    })
}

/// Which endpoint, and where to find it.
fn place(policy: &EndpointPolicy) -> String {
    format!("{policy} ({})", policy.source)
}

/// A row that is loaded by its id needs the id in the path, and only one; so does the tenant that the path names.
fn captures(mounted: &Mounted) -> Result<(), ConfigError> {
    let policy = mounted.policy();
    let names: Vec<&str> = mounted.captures().collect();
    let is_repeated =
        |(place, name): &(usize, &&str)| names.iter().take(*place).any(|other| other == *name);
    if let Some((_, name)) = names.iter().enumerate().find(is_repeated) {
        let (path, capture) = (mounted.path().to_owned(), (*name).to_owned());
        return Err(ConfigError::RepeatedCapture { path, capture });
    }
    if let Some(capture) = mounted.tenant_capture()
        && policy.needs_tenant()
        && !names.contains(&capture)
    {
        return Err(ConfigError::MissingTenantCapture {
            endpoint: place(policy),
            path: mounted.path().to_owned(),
            capture: capture.to_owned(),
        });
    }
    for (position, kind) in policy.arguments.iter().enumerate() {
        if let ArgumentKind::Rows(rows) = kind
            && rows.loads_row
            && let captures =
                rows.captures(policy.captures.get(position).copied().unwrap_or_default())
            && let Some(capture) = captures.iter().find(|capture| !names.contains(capture))
        {
            return Err(ConfigError::MissingCapture {
                endpoint: place(policy),
                path: mounted.path().to_owned(),
                capture,
            });
        }
    }
    Ok(())
}

impl<S> fmt::Debug for SecureRouter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecureRouter").field("mounted", &self.mounted).finish_non_exhaustive()
    }
}

/// A finished router. Opaque, so that nothing can be mounted beside the guards.
#[derive(Debug, Clone)]
pub struct SecureService {
    router: Router,
    security: Security,
    development: bool,
    is_layered: bool,
}

impl SecureService {
    pub(crate) const fn is_development(&self) -> bool {
        self.development
    }
}

impl Service<Request> for SecureService {
    type Response = Response;
    type Error = Infallible;
    type Future = AnswerFuture;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Service::<Request>::poll_ready(&mut self.router, context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let outside = self.is_layered.then(|| {
            // Boxed, because most routers have no layers, and all would carry it.
            Box::new(Outside {
                method: request.method().clone(),
                uri: pipeline::whole_uri(request.uri(), request.extensions()).clone(),
                refusal: edge::check(&request, self.security.edge()).err(),
                security: self.security.clone(),
            })
        });
        AnswerFuture { answer: AssertUnwindSafe(self.router.call(request)).catch_unwind(), outside }
    }
}

pin_project! {
    /// What a [`SecureService`] answers with. A layer that panics is an error of the server's.
    pub struct AnswerFuture {
        #[pin]
        answer: CatchUnwind<AssertUnwindSafe<RouteFuture<Infallible>>>,
        outside: Option<Box<Outside>>,
    }
}

/// What finishing an answer outside of layers takes.
struct Outside {
    security: Security,
    method: Method,
    uri: Uri,
    refusal: Option<Error>,
}

impl Outside {
    fn finish(self, answer: Response) -> Response {
        let Self { security, method, uri, refusal } = self;
        let mut answer = pipeline::finish(&security, &method, &uri, refusal, answer);
        if method == Method::HEAD {
            // The router has taken the content from what it knew of.
            *answer.body_mut() = Body::empty();
        }
        answer
    }
}

impl Future for AnswerFuture {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut answer = task::ready!(this.answer.poll(context))
            .map_or_else(|_| panicked(), |Ok(answer)| answer);
        // The router adds the methods of a path to whatever is answered for another method.
        if answer.extensions_mut().remove::<NotLookedFor>().is_some() {
            answer.headers_mut().remove(header::ALLOW);
        }
        Poll::Ready(Ok(match this.outside.take() {
            Some(outside) => (*outside).finish(answer),
            None => answer,
        }))
    }
}

fn panicked() -> Response {
    let mut answer = Error::internal("a layer panicked").into_response();
    edge::write_missing_headers(answer.headers_mut(), RequestId::new());
    answer
}

impl fmt::Debug for AnswerFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnswerFuture").finish_non_exhaustive()
    }
}
