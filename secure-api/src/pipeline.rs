//! The request path: one order for every endpoint, however it is mounted.
//!
//! Each stage takes the proof of the stage before it, and only that stage can make the proof: leaving one out, or changing
//! the order, does not compile.

use std::{
    any::Any,
    error::Error as _,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    task::Poll,
    time::Duration,
};

use axum::{
    extract::{OriginalUri, Request},
    http::{Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use futures_util::FutureExt as _;
use tokio::task::coop::unconstrained;

use crate::{
    audit::Audit,
    authn, authz,
    clock::Instant,
    edge,
    edge::RequestId,
    endpoint::{Admitted, Arguments, SecureEndpoint},
    error::{Error, ErrorKind, Result},
    policy::{Access, EndpointPolicy},
    problem,
    rate::Receipts,
    security::{HasSecurity, Security},
    translation,
};

/// What an axum handler made of an endpoint returns.
pub type EndpointFuture = Pin<Box<dyn Future<Output = Response> + Send>>;

/// Runs an endpoint as an axum handler.
pub fn handle<E, A, S, M>(request: Request, state: S) -> EndpointFuture
where
    E: SecureEndpoint<A>,
    A: Arguments<S, M> + 'static,
    S: HasSecurity + Send + Sync + 'static,
    M: 'static,
{
    Box::pin(run::<E, A, S, M>(request, state))
}

/// Judges a request, calls the endpoint if every stage agrees, and finishes the response, whatever happens in between.
///
/// This is compiled for each endpoint, so it holds what depends on the endpoint's types and nothing else.
async fn run<E, A, S, M>(request: Request, state: S) -> Response
where
    E: SecureEndpoint<A>,
    A: Arguments<S, M>,
    S: HasSecurity + Send + Sync + 'static,
{
    let mut trail = Trail::begin(state.security(), E::POLICY, &request);
    let outcome = {
        let answer = pin!(async {
            let mut admitted =
                admit(E::POLICY, request, &state, state.security(), &mut trail).await?;
            let arguments = A::load(&mut admitted, &state).await?;
            Ok(without_internals(E::call(arguments).await))
        });
        in_time(E::POLICY, state.security(), answer).await
    };
    trail.end(outcome).await
}

/// What is kept of a request outside of what judges it, so that a refusal, a timeout and a panic show it too.
struct Trail<'a> {
    security: &'a Security,
    policy: &'static EndpointPolicy,
    id: RequestId,
    now: Instant,
    audit: Audit<'a>,
    receipts: Receipts,
    /// What the client reads, where there is somebody to translate.
    languages: Option<String>,
}

impl<'a> Trail<'a> {
    fn begin(security: &'a Security, policy: &'static EndpointPolicy, request: &Request) -> Self {
        let (id, now) = (RequestId::new(), security.clock().now());
        let (method, uri) = (request.method(), whole_uri(request));
        let translator = security.translator();
        Self {
            security,
            policy,
            id,
            now,
            audit: Audit::begin(&**security.audit(), now, id, Some(policy), method, uri),
            receipts: Receipts::default(),
            languages: translator.and_then(|_| translation::accepted(request.headers())),
        }
    }

    /// Finishes the response.
    async fn end(&mut self, outcome: Result<Response>) -> Response {
        let mut response = outcome.unwrap_or_else(Error::into_response);
        if let Some(translator) = self.security.translator() {
            let languages = self.languages.as_deref();
            let translated = || problem::translated(response, translator, languages);
            response = catch_unwind(AssertUnwindSafe(translated))
                .unwrap_or_else(|_| panicked(self.policy).into_response());
        }
        let is_success = response.status().as_u16() < 400;
        if is_success && self.receipts.counts_failures() {
            // Boxed, because hardly any endpoint counts its failures and every one would carry it.
            Box::pin(refund(self.security, &mut self.receipts, time(self.policy, self.security)))
                .await;
        }
        self.receipts.write(response.headers_mut());
        edge::write_headers(response.headers_mut(), self.id);
        if self.security.is_layered() {
            response.extensions_mut().insert(self.id);
        }
        self.audit.answered(response.status());
        response
    }
}

/// How long this endpoint has for an answer.
fn time(policy: &EndpointPolicy, security: &Security) -> Duration {
    policy.timeout.unwrap_or(security.edge().limits.time)
}

/// Waits for the answer, as long as this endpoint may take; a panic is an error of the server's.
async fn in_time(
    policy: &'static EndpointPolicy,
    security: &Security,
    mut answer: Pin<&mut (dyn Future<Output = Result<Response>> + Send)>,
) -> Result<Response> {
    // An answer that waits for nothing needs no timer. One that does is not to use up what the timer may do.
    let mut timer = pin!(None);
    let answered = poll_fn(|context| {
        if let Poll::Ready(answer) = answer.as_mut().poll(context) {
            return Poll::Ready(answer);
        }
        if timer.is_none() {
            timer.set(Some(unconstrained(tokio::time::sleep(time(policy, security)))));
        }
        match timer.as_mut().as_pin_mut() {
            Some(timer) => timer.poll(context).map(|()| Err(Error::new(ErrorKind::Timeout))),
            None => Poll::Pending,
        }
    });
    AssertUnwindSafe(answered).catch_unwind().await.unwrap_or_else(|_| Err(panicked(policy)))
}

fn panicked(policy: &EndpointPolicy) -> Error {
    Error::internal(format!("endpoint `{}` panicked", policy.name))
}

/// The stages before the arguments, in order. What is refused is refused before anything later is looked at: a stranger does not learn
/// whether the body is well-formed, nor a caller without the role whether the row exists.
async fn admit(
    policy: &'static EndpointPolicy,
    request: Request,
    state: &(dyn Any + Send + Sync),
    security: &Security,
    trail: &mut Trail<'_>,
) -> Result<Admitted> {
    let Trail { audit, receipts, now, .. } = trail;
    let (now, limiter) = (*now, security.limiter());

    let mut received = edge::receive(request, security.edge())?;
    let address = received.address();
    audit.client(address);
    let arrival = limiter.arrive(policy, &received, now, receipts).await?;
    let identified = match policy.access {
        Access::Public { .. } => Ok(authn::ignore_credentials(&received, &arrival)),
        Access::Optional { .. } | Access::Rule(_) => {
            authn::authenticate(&received, &arrival, security.authenticator(), now)
        }
    };
    let caller = match identified {
        Ok(caller) => caller,
        Err(refusal) => {
            explain(security, policy, &refusal);
            return Err(limiter.refused(audit.caller(), address, refusal, now).await);
        }
    };
    audit.principal(caller.principal());
    let caller = match authn::select_tenant(caller, &mut received, security.issuers()).await {
        Ok(caller) => caller,
        Err(refusal) => {
            explain(security, policy, &refusal);
            return Err(limiter.refused(audit.caller(), address, refusal, now).await);
        }
    };
    audit.principal(caller.principal());
    let eligible = match authz::authorize(policy, caller, now, security.is_development()) {
        Ok(eligible) => eligible,
        Err(refusal) => return Err(limiter.refused(audit.caller(), address, refusal, now).await),
    };
    let admission = limiter.admit(policy, &eligible, address, now, receipts).await?;

    let (mut parts, body) = received.into_parts();
    let grant = match authz::grant(policy, eligible, &admission, &mut parts, state).await {
        Ok(grant) => grant,
        Err(refusal) => return Err(limiter.refused(audit.caller(), address, refusal, now).await),
    };
    Ok(Admitted::new(policy, grant, &admission, parts, body, now, security))
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
pub(crate) fn whole_uri(request: &Request) -> &Uri {
    request.extensions().get::<OriginalUri>().map_or_else(|| request.uri(), |OriginalUri(uri)| uri)
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
    let (method, uri) = (request.method(), whole_uri(request));
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
