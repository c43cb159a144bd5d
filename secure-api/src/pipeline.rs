//! The request path: one order for every endpoint, however it is mounted.
//!
//! Each stage takes the proof of the stage before it, and only that stage can make the proof: leaving one out, or changing
//! the order, does not compile.

use std::{error::Error as _, future::Future, panic::AssertUnwindSafe, pin::Pin, time::Duration};

use axum::{
    body::Body,
    extract::{OriginalUri, Request},
    http::{Method, Uri, header},
    response::{IntoResponse, Response},
};
use futures_util::FutureExt as _;

use crate::{
    audit::Audit,
    authn::{self, Principal},
    authz, edge,
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
async fn run<E, A, S, M>(request: Request, state: S) -> Response
where
    E: SecureEndpoint<A>,
    A: Arguments<S, M>,
    S: HasSecurity + Send + Sync + 'static,
{
    let security = state.security();
    let id = RequestId::new();
    let mut audit = Audit::begin(
        security.audit(),
        security.clock(),
        id,
        Some(E::POLICY),
        request.method(),
        whole_uri(&request),
    );
    let mut receipts = Receipts::default();

    let translator = security.translator();
    let languages = translator.and_then(|_| translation::accepted(request.headers()));
    let judged = judge::<E, A, S, M>(request, &state, &mut audit, &mut receipts);
    let answered = async {
        let answer = judged.await.map(without_internals).unwrap_or_else(Error::into_response);
        match translator {
            Some(translator) => problem::translated(answer, translator, languages.as_deref()),
            None => answer,
        }
    };
    let time = E::POLICY.timeout.unwrap_or(security.edge().limits.time);
    let in_time = tokio::time::timeout(time, answered);
    let mut response = match AssertUnwindSafe(in_time).catch_unwind().await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => Error::new(ErrorKind::Timeout).into_response(),
        Err(_) => {
            Error::internal(format!("endpoint `{}` panicked", E::POLICY.name)).into_response()
        }
    };

    let is_success = response.status().as_u16() < 400;
    if is_success && receipts.counts_failures() {
        refund(security, &mut receipts, time).await;
    }
    receipts.write(response.headers_mut());
    edge::write_headers(response.headers_mut(), id);
    response.extensions_mut().insert(id);
    audit.answered(response.status());
    response
}

/// The stages, in order. What is refused is refused before anything later is looked at: a stranger does not learn whether
/// the body is well-formed, nor a caller without the role whether the row exists.
async fn judge<E, A, S, M>(
    request: Request,
    state: &S,
    audit: &mut Audit,
    receipts: &mut Receipts,
) -> Result<Response>
where
    E: SecureEndpoint<A>,
    A: Arguments<S, M>,
    S: HasSecurity + Send + Sync + 'static,
{
    let policy = E::POLICY;
    let security = state.security();
    let now = security.clock().now();
    let limiter = security.limiter();

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
            return Err(limiter.refused(&Principal::anonymous(), address, refusal, now).await);
        }
    };
    let principal = caller.principal().clone();
    audit.principal(&principal);
    let caller = match authn::select_tenant(caller, &mut received, security.issuers()).await {
        Ok(caller) => caller,
        Err(refusal) => {
            explain(security, policy, &refusal);
            return Err(limiter.refused(&principal, address, refusal, now).await);
        }
    };
    let principal = caller.principal().clone();
    audit.principal(&principal);
    let eligible = match authz::authorize(policy, caller, now, security.is_development()) {
        Ok(eligible) => eligible,
        Err(refusal) => return Err(limiter.refused(&principal, address, refusal, now).await),
    };
    let admission = limiter.admit(policy, &eligible, address, now, receipts).await?;

    let (mut parts, body) = received.into_parts();
    let grant = match authz::grant(policy, eligible, &admission, &mut parts, state).await {
        Ok(grant) => grant,
        Err(refusal) => return Err(limiter.refused(&principal, address, refusal, now).await),
    };
    let mut admitted = Admitted::new(policy, grant, &admission, parts, body, now, security);
    let arguments = A::load(&mut admitted, state).await?;
    Ok(E::call(arguments).await)
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
        let mut audit = Audit::begin(security.audit(), security.clock(), id, None, method, uri);
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
        if method == Method::HEAD {
            // The router took the content from its own answer already, not from these.
            *response.body_mut() = Body::empty();
        }
        audit.answered(status);
    }
    edge::write_missing_headers(response.headers_mut(), id);
    response
}
