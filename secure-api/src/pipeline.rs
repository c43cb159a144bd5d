//! The request path: one order for every endpoint, however it is mounted.
//!
//! Each stage takes the proof of the stage before it, and only that stage can make the proof: leaving one out, or changing
//! the order, does not compile.

use std::{
    any::Any,
    error::Error as _,
    future::{Future, poll_fn},
    marker::PhantomData,
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::HttpBody as _,
    extract::{OriginalUri, Request},
    http::{Extensions, Method, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use futures_util::{
    FutureExt as _,
    future::{BoxFuture, Either},
};
use tokio::task::coop::unconstrained;

use crate::{
    audit::Audit,
    authn,
    authz::{self, Grant},
    clock::Instant,
    edge::{self, RequestId},
    endpoint::{Admitted, Arguments, SecureEndpoint},
    error::{Error, ErrorKind, Result},
    policy::{Access, EndpointPolicy},
    problem,
    rate::{Admission, Receipts},
    security::{HasSecurity, Security},
    translation,
};

/// What an axum handler made of an endpoint returns.
pub type EndpointFuture = Pin<Box<dyn Future<Output = Response> + Send>>;

/// Where an endpoint is mounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mount {
    /// In a `SecureRouter`, which says of itself whether it has layers.
    SecureRouter,
    /// In a router of axum. Whatever stands around it there, nobody knows.
    Elsewhere,
}

/// Tells handlers that are endpoints from axum's own. With `M` alone, the compiler would ask of each endpoint whether it is a function, once
/// for every number of arguments.
#[derive(Debug)]
pub struct Mark<M>(PhantomData<M>);

/// Arguments of an endpoint that is an axum handler, in any router whose state is `S`. The bounds stand here once, and not at
/// each endpoint.
pub trait Handled<S, M>: Sized {
    /// Runs the endpoint.
    fn handle<E: SecureEndpoint<Self>>(request: Request, state: S) -> EndpointFuture;
}

impl<A, S, M> Handled<S, M> for A
where
    A: Arguments<S, M> + 'static,
    S: HasSecurity + Send + Sync + 'static,
    M: 'static,
{
    fn handle<E: SecureEndpoint<Self>>(request: Request, state: S) -> EndpointFuture {
        Box::pin(run(request, state, Endpoint::of_type::<E, A, M>(), Mount::Elsewhere))
    }
}

/// An endpoint whose type is forgotten.
pub(crate) struct Endpoint<S> {
    policy: &'static EndpointPolicy,
    /// Loads the arguments, and calls it.
    answer: for<'a> fn(&'a mut Admitted<'_>, &'a S) -> BoxFuture<'a, Result<Response>>,
}

impl<S: Sync + 'static> Endpoint<S> {
    pub(crate) fn of<E, A, M>(_: E) -> &'static Self
    where
        E: SecureEndpoint<A>,
        A: Arguments<S, M>,
    {
        Self::of_type::<E, A, M>()
    }

    /// A constant, so that what runs it carries one pointer.
    fn of_type<E, A, M>() -> &'static Self
    where
        E: SecureEndpoint<A>,
        A: Arguments<S, M>,
    {
        const { &Self { policy: E::POLICY, answer: answer::<E, A, S, M> } }
    }

    pub(crate) const fn policy(&self) -> &'static EndpointPolicy {
        self.policy
    }
}

/// Judges a request, calls the endpoint if every stage agrees, and finishes the response, whatever happens in between.
///
/// This is compiled once for each type of state, and not for each endpoint.
pub(crate) fn run<S>(
    request: Request,
    state: S,
    endpoint: &'static Endpoint<S>,
    mount: Mount,
) -> impl Future<Output = Response> + Send
where
    S: HasSecurity + Send + Sync + 'static,
{
    let (mut parts, body) = request.into_parts();
    async move {
        let mut trail = Trail::begin(state.security(), endpoint.policy, &parts);
        let security = trail.security;
        let outcome = {
            let answer = pin!(async {
                let judged = judge(endpoint.policy, &mut parts, &state, &mut trail).await;
                let answer = match judged {
                    Ok((grant, admission)) => {
                        let (policy, parts, now) = (endpoint.policy, &mut parts, trail.now);
                        let mut admitted =
                            Admitted::new(policy, grant, &admission, parts, body, now, security);
                        (endpoint.answer)(&mut admitted, &state).await
                    }
                    Err(refusal) => Err(trail.refused(refusal).await),
                };
                // What layers have put there ends with the answer, and where it would panic, that is caught.
                drop(mem::take(&mut parts.extensions));
                answer
            });
            in_time(endpoint.policy, security, answer).await
        };
        trail.end(endpoint.policy, mount, outcome).await
    }
}

/// Loads the arguments of an endpoint, and calls it.
fn answer<'a, E, A, S, M>(
    request: &'a mut Admitted<'_>,
    state: &'a S,
) -> BoxFuture<'a, Result<Response>>
where
    E: SecureEndpoint<A>,
    A: Arguments<S, M>,
    S: Sync,
{
    Box::pin(async move {
        let arguments = A::load(request, state).await?;
        Ok(without_internals(E::call(arguments).await.into_response()))
    })
}

/// What is kept of a request outside of what judges it, so that a refusal, a timeout and a panic show it too.
struct Trail<'a> {
    security: &'a Security,
    id: RequestId,
    now: Instant,
    audit: Audit<'a>,
    receipts: Receipts,
    /// What the client reads, where there is somebody to translate.
    languages: Option<Box<str>>,
}

impl<'a> Trail<'a> {
    fn begin(security: &'a Security, policy: &'static EndpointPolicy, parts: &Parts) -> Self {
        let (id, now) = (RequestId::new(), security.clock().now());
        let uri = whole_uri(&parts.uri, &parts.extensions);
        let translator = security.translator();
        Self {
            security,
            id,
            now,
            audit: Audit::begin(&**security.audit(), now, id, Some(policy), &parts.method, uri),
            receipts: Receipts::default(),
            languages: translator.and_then(|_| translation::accepted(&parts.headers)),
        }
    }

    /// What whoever is refused is told: being refused counts, too. Boxed, because every request would carry it.
    fn refused(&mut self, refusal: Error) -> BoxFuture<'_, Error> {
        let (limiter, caller) = (self.security.limiter(), self.audit.caller());
        Box::pin(limiter.refused(caller, self.audit.address(), refusal, self.now))
    }

    /// Finishes the response.
    async fn end(
        &mut self,
        policy: &'static EndpointPolicy,
        mount: Mount,
        outcome: Result<Response>,
    ) -> Response {
        let mut response = outcome.unwrap_or_else(Error::into_response);
        if let Some(translator) = self.security.translator() {
            let languages = self.languages.as_deref();
            let translated = || problem::translated(response, translator, languages);
            response = catch_unwind(AssertUnwindSafe(translated))
                .unwrap_or_else(|_| panicked(policy).into_response());
        }
        let is_success = response.status().as_u16() < 400;
        if is_success && self.receipts.counts_failures() {
            // Boxed, because hardly any endpoint counts its failures and every one would carry it.
            Box::pin(refund(self.security, &mut self.receipts, time(policy, self.security))).await;
        }
        self.audit.answered(response.status());
        self.receipts.write(response.headers_mut());
        // A layer may change the content, so only where there is none it is known how long that is. The router would write it next, but would
        // have to look for a place.
        let is_layered = self.security.is_layered();
        let is_final = mount == Mount::SecureRouter && !is_layered;
        let length = if is_final { response.size_hint().exact() } else { None };
        edge::write_headers(response.headers_mut(), self.id, length);
        if is_layered {
            response.extensions_mut().insert(self.id);
        }
        response
    }
}

/// How long this endpoint has for an answer.
fn time(policy: &EndpointPolicy, security: &Security) -> Duration {
    policy.timeout.unwrap_or(security.edge().limits.time)
}

/// Waits for the answer, as long as this endpoint may take; a panic is an error of the server's.
fn in_time<'a>(
    policy: &'static EndpointPolicy,
    security: &'a Security,
    mut answer: Pin<&'a mut (dyn Future<Output = Result<Response>> + Send)>,
) -> impl Future<Output = Result<Response>> + Send + use<'a> {
    // An answer that waits for nothing needs no timer. One that does is not to use up what the timer may do.
    let mut timer = None;
    let mut answered = move |context: &mut Context<'_>| {
        if let Poll::Ready(answer) = answer.as_mut().poll(context) {
            return Poll::Ready(answer);
        }
        let timer = timer.get_or_insert_with(|| {
            Box::pin(unconstrained(tokio::time::sleep(time(policy, security))))
        });
        timer.as_mut().poll(context).map(|()| Err(Error::new(ErrorKind::Timeout)))
    };
    poll_fn(move |context| {
        let caught = catch_unwind(AssertUnwindSafe(|| answered(context)));
        caught.unwrap_or_else(|_| Poll::Ready(Err(panicked(policy))))
    })
}

fn panicked(policy: &EndpointPolicy) -> Error {
    Error::internal(format!("endpoint `{}` panicked", policy.name))
}

/// The stages before the arguments, in order. What is refused is refused before anything later is looked at: a stranger does not learn
/// whether the body is well-formed, nor a caller without the role whether the row exists.
async fn judge(
    policy: &'static EndpointPolicy,
    parts: &mut Parts,
    state: &(dyn Any + Send + Sync),
    trail: &mut Trail<'_>,
) -> Result<(Grant, Admission)> {
    let Trail { security, now, audit, receipts, .. } = trail;
    let limiter = security.limiter();
    let explained = |refusal: Error| {
        explain(security, policy, &refusal);
        refusal
    };

    let mut received = edge::receive(parts, security.edge())?;
    audit.client(received.address());
    let arrival = match limiter.arrive(policy, &received, *now, receipts) {
        Either::Left(arrival) => arrival?,
        Either::Right(charging) => charging.await?,
    };
    let identified = match policy.access {
        Access::Public { .. } => authn::ignore_credentials(&received, &arrival),
        Access::Optional { .. } | Access::Rule(_) => {
            authn::authenticate(&received, &arrival, security.authenticator(), *now)
                .map_err(explained)?
        }
    };
    audit.principal(identified.principal());
    let caller = match authn::select_tenant(identified, &mut received, security.issuers()) {
        Either::Left(caller) => caller,
        Either::Right(selecting) => {
            let caller = selecting.await.map_err(explained)?;
            audit.principal(caller.principal());
            caller
        }
    };
    let eligible = authz::authorize(policy, caller, *now, security.is_development())?;
    let address = received.address();
    let admission = match limiter.admit(policy, &eligible, address, *now, receipts) {
        Either::Left(admission) => admission?,
        Either::Right(charging) => charging.await?,
    };
    let grant = match authz::grant(policy, eligible, &admission, received.parts_mut(), state) {
        Either::Left(grant) => grant,
        Either::Right(checking) => checking.await?,
    };
    Ok((grant, admission))
}

/// In development, why credentials or a tenant were refused. The answer is the same whatever the cause.
fn explain(security: &Security, policy: &EndpointPolicy, refusal: &Error) {
    if security.is_development() {
        authz::log_refusal(policy, refusal);
    }
}

/// Gives back what only failures cost. The answer is known and stays, whatever becomes of this; a charge that could not be given
/// back is stricter than it should be.
async fn refund(security: &Security, receipts: &mut Receipts, time: Duration) {
    let refund = security.limiter().refund(receipts, security.clock().now());
    let in_time = tokio::time::timeout(time, refund);
    let failure = match AssertUnwindSafe(in_time).catch_unwind().await {
        Ok(Ok(Ok(()))) => return,
        Ok(Ok(Err(failure))) => failure.source().map(ToString::to_string),
        Ok(Err(_)) => Some("the store did not answer in time".to_owned()),
        Err(_) => Some("the store panicked".to_owned()),
    };
    tracing::error!(target: "secure_api", cause = failure, "a charge was not given back");
}

/// The URI as the client sent it: below `nest`, the request itself has only the rest.
pub(crate) fn whole_uri<'a>(uri: &'a Uri, extensions: &'a Extensions) -> &'a Uri {
    extensions.get::<OriginalUri>().map_or(uri, |OriginalUri(uri)| uri)
}

/// A failure that the handler put into words of its own may say what is inside: an error turned to text, a value that could not
/// be serialized. The client gets the status and a problem (ASVS 5.0, V16.5.1).
fn without_internals(response: Response) -> Response {
    let status = response.status();
    if status.is_server_error() && !problem::is_ours(&response) {
        let status_code = status.as_u16();
        tracing::error!(target: "secure_api", status_code, "an endpoint failed in words of its own");
        return problem::of_status(status);
    }
    response
}

/// Marks what was refused before it was looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NotLookedFor;

/// Answers what no endpoint does, where there are no layers.
pub(crate) fn unanswered(security: &Security, request: &Request, status: StatusCode) -> Response {
    let refusal = edge::check(request, security.edge()).err();
    let is_refused = refusal.is_some();
    let (method, uri) = (request.method(), whole_uri(request.uri(), request.extensions()));
    let mut answer = finish(security, method, uri, refusal, status.into_response());
    if is_refused {
        answer.extensions_mut().insert(NotLookedFor);
    }
    answer
}

/// Finishes an answer on its way out of a router. One that no endpoint gave, to an unknown path or method, or by a layer, gets an
/// audit event, a request id, the header fields, and is a problem if it is an error without content.
pub(crate) fn finish(
    security: &Security,
    method: &Method,
    uri: &Uri,
    refusal: Option<Error>,
    mut response: Response,
) -> Response {
    // An extension, because layers write and remove header fields, and clients have a hand in that.
    let answered = response.extensions().get::<RequestId>().copied();
    let id = answered.unwrap_or_else(RequestId::new);
    if answered.is_none() {
        let (sink, now) = (&**security.audit(), security.clock().now());
        let mut audit = Audit::begin(sink, now, id, None, method, uri);
        if let Some(refusal) = refusal {
            response = refusal.into_response();
        }
        let status = response.status();
        let is_error = status.is_client_error() || status.is_server_error();
        if is_error && !response.headers().contains_key(header::CONTENT_TYPE) {
            let (parts, body) = problem::of_status(status).into_parts();
            response.headers_mut().remove(header::CONTENT_LENGTH);
            response.headers_mut().extend(parts.headers);
            *response.body_mut() = body;
        }
        audit.answered(status);
        // Another service may be around this one.
        response.extensions_mut().insert(id);
    }
    edge::write_missing_headers(response.headers_mut(), id);
    response
}
