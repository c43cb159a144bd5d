//! What an endpoint is, and what its arguments may be.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequestParts, State},
    http::{HeaderMap, request::Parts},
    response::IntoResponse,
};
use futures_util::future::BoxFuture;
use std::{
    future::{Future, ready},
    sync::Arc,
};

use crate::{
    authn::Principal,
    authz::Grant,
    clock::Instant,
    edge,
    error::{Error, ErrorKind, Result},
    policy::{ArgumentKind, Clause, EndpointPolicy, RowArgument},
    rate::Admission,
    rows::Pages,
    security::Security,
};

/// A handler that carries an access rule: what `#[secure_endpoint]` turns a function into. `A` is the tuple of its
/// argument types. Only the library calls [`call`](SecureEndpoint::call), after the whole of the pipeline.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an endpoint: it has no access rule",
    label = "no access rule",
    note = "write `#[secure_endpoint(role = \"…\")]` above this function, or `#[secure_endpoint(public(reason = \"…\"), rate = \"60/min\")]` if anyone may call it"
)]
pub trait SecureEndpoint<A>: Send + Sync + 'static {
    /// Who may call it, on which rows, how often.
    const POLICY: &'static EndpointPolicy;

    /// The function itself.
    fn call(arguments: A) -> impl Future<Output = impl Answer> + Send;
}

/// What only this library may say of a type: that it was checked.
pub(crate) mod sealed {
    /// Implemented beside every [`EndpointArgument`](super::EndpointArgument).
    #[diagnostic::on_unimplemented(
        message = "only the library can vouch for an argument of an endpoint",
        label = "nothing has checked this",
        note = "take it as `Unchecked<{Self}>`, which the policy listing names"
    )]
    pub trait Vouched {}
}

/// What an endpoint may return: anything that axum can send.
#[diagnostic::on_unimplemented(
    message = "an endpoint cannot answer with `{Self}`",
    label = "not a response",
    note = "return text, a `StatusCode`, `Json<T>`, or a `Result` of these; for a type of your own implement `axum::response::IntoResponse`"
)]
pub trait Answer: IntoResponse {}

#[diagnostic::do_not_recommend]
impl<T: IntoResponse> Answer for T {}

/// A type that the pipeline vouches for as an argument of an endpoint. Sealed: an extractor of your own is taken as
/// [`Unchecked<T>`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of an endpoint: nothing has checked it",
    label = "nothing has checked this",
    note = "take the client's input as `Valid<Json<T>>`, `Valid<Form<T>>`, `Valid<Multipart<T>>`, `Valid<Query<T>>`, `Valid<Path<T>>` or `Valid<Headers<T>>`, rows as `Owned<T>` or `Scoped<T>`, the caller as `Principal`, who may be anonymous; `Unchecked<T>` is the way out, and is listed"
)]
pub trait EndpointArgument: sealed::Vouched {
    /// What is vouched for.
    const KIND: ArgumentKind;
}

/// Loads an argument from an admitted request. `M` only tells the implementations apart.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded for an endpoint whose router has the state `{S}`",
    label = "cannot be loaded"
)]
pub trait Argument<S, M>: EndpointArgument + Sized {
    /// Loads it, or says why not.
    fn load(request: &mut Admitted<'_>, state: &S) -> impl Future<Output = Result<Self>> + Send;
}

/// A tuple of arguments, loaded in order.
pub trait Arguments<S, M>: Sized {
    /// Loads them all; the first refusal ends it.
    fn load(request: &mut Admitted<'_>, state: &S) -> impl Future<Output = Result<Self>> + Send;
}

/// A request that has passed every stage before its arguments are loaded. Making one takes the proofs of those stages.
#[derive(Debug)]
pub struct Admitted<'a> {
    parts: &'a mut Parts,
    body: Option<Body>,
    policy: &'static EndpointPolicy,
    grant: Grant,
    now: Instant,
    security: &'a Security,
    position: usize,
}

impl<'a> Admitted<'a> {
    pub(crate) const fn new(
        policy: &'static EndpointPolicy,
        grant: Grant,
        _: &Admission,
        parts: &'a mut Parts,
        body: Body,
        now: Instant,
        security: &'a Security,
    ) -> Self {
        Self { parts, body: Some(body), policy, grant, now, security, position: 0 }
    }

    /// The request without its body.
    #[must_use]
    pub const fn parts(&self) -> &Parts {
        self.parts
    }

    /// The same, for axum's own extractors.
    pub const fn parts_mut(&mut self) -> &mut Parts {
        self.parts
    }

    /// What the access rule granted.
    #[must_use]
    pub const fn grant(&self) -> &Grant {
        &self.grant
    }

    /// What cursors of this endpoint are made with, for this caller.
    pub(crate) fn pages(&self) -> Pages {
        let principal = self.grant.principal().clone();
        Pages {
            cursors: Arc::clone(self.security.cursors()),
            endpoint: Some(self.policy),
            principal,
        }
    }

    /// Refuses rows that the policy does not list for this argument, or of which it does not say which are meant. What the attribute
    /// writes never comes to that: the compiler has refused it.
    pub(crate) fn reaches(&self, rows: &RowArgument) -> Result<()> {
        let listed = match self.policy.arguments.get(self.position) {
            Some(ArgumentKind::Rows(listed)) => {
                // One constant may stand in several places.
                let is_same = std::ptr::eq(listed.resource, rows.resource)
                    || listed.resource == rows.resource;
                is_same && listed.transfers == rows.transfers
            }
            _ => false,
        };
        let is_decided = || {
            let rule = self.policy.access.rule();
            self.policy.unscoped.is_some() || rule.is_some_and(Clause::has_row_clause)
        };
        if listed && is_decided() {
            return Ok(());
        }
        Err(Error::internal(format!(
            "the policy of endpoint `{}` does not say which rows of `{}` it reaches",
            self.policy, rows.resource.name
        )))
    }

    /// The owner column that may be set to somebody else, refused where the policy does not say which.
    pub(crate) fn transfers(&self, rows: &RowArgument) -> Result<&'static str> {
        let column = self.policy.transfer.and_then(|column| column.of(rows.resource));
        column.ok_or_else(|| {
            Error::internal(format!(
                "the policy of endpoint `{}` does not say which owner of `{}` it changes",
                self.policy, rows.resource.name
            ))
        })
    }

    /// When it arrived, by the server's clock.
    #[must_use]
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// The names of the path captures that the argument being loaded reads its id from.
    pub(crate) fn captures(&self, rows: &RowArgument) -> &'static [&'static str] {
        rows.captures(self.policy.captures.get(self.position).copied().unwrap_or_default())
    }

    /// Whether, of the rows that the endpoint loads, the argument being loaded is the one that the path names last. `path` has the names of
    /// its captures. Where none is loaded, whatever rows are written are what the path is about.
    pub(crate) fn is_target(&self, path: &[&str]) -> bool {
        let place = |position: usize| match self.policy.arguments.get(position) {
            Some(ArgumentKind::Rows(rows)) if rows.loads_row => {
                let named = self.policy.captures.get(position).copied().unwrap_or_default();
                Some(path.iter().rposition(|name| rows.captures(named).contains(name)))
            }
            _ => None,
        };
        let own = place(self.position);
        (0..self.policy.arguments.len()).all(|other| place(other) <= own)
    }

    /// The whole body, under the server's size limit.
    ///
    /// # Errors
    /// 413 if it is larger, 400 if it breaks off, 500 if it was read before.
    pub async fn read_body(&mut self) -> Result<Bytes> {
        self.whole_body().await
    }

    /// The same where the header fields say that it is what an argument reads.
    ///
    /// # Errors
    /// 415 where they do not.
    pub(crate) fn read_body_of(
        &mut self,
        is: fn(&HeaderMap) -> bool,
        accepted: &'static str,
    ) -> BoxFuture<'_, Result<Bytes>> {
        if is(&self.parts.headers) {
            return self.whole_body();
        }
        Box::pin(ready(Err(Error::new(ErrorKind::UnsupportedMediaType { accepted }))))
    }

    /// A box, because a future that has none is compiled again wherever it is waited for.
    fn whole_body(&mut self) -> BoxFuture<'_, Result<Bytes>> {
        Box::pin(async move {
            let body = self.take_body()?;
            edge::read_body(&self.parts.headers, body, self.body_limit()).await
        })
    }

    /// The body in pieces, under the same limit.
    #[cfg(feature = "multipart")]
    pub(crate) fn stream_body(&mut self) -> Result<edge::Pieces> {
        let body = self.take_body()?;
        edge::stream_body(&self.parts.headers, body, self.body_limit())
    }

    /// What this endpoint takes, or else every one.
    fn body_limit(&self) -> usize {
        self.policy.body.unwrap_or(self.security.edge().limits.body)
    }

    fn take_body(&mut self) -> Result<Body> {
        self.body.take().ok_or_else(|| {
            Error::internal("the body of a request can be read by one argument only")
        })
    }
}

/// Marks arguments that axum loads from the request's parts.
#[derive(Debug)]
pub struct ViaParts;

/// Marks arguments that this library loads itself.
#[derive(Debug)]
pub struct ViaPipeline;

impl<T> sealed::Vouched for State<T> {}

impl<T> EndpointArgument for State<T> {
    const KIND: ArgumentKind = ArgumentKind::Server;
}

#[diagnostic::do_not_recommend]
impl<S, T> Argument<S, ViaParts> for T
where
    S: Send + Sync,
    T: EndpointArgument + FromRequestParts<S>,
{
    async fn load(request: &mut Admitted<'_>, state: &S) -> Result<Self> {
        Self::from_request_parts(request.parts, state).await.map_err(|refusal| {
            let status = refusal.into_response().status();
            Error::internal(format!("an argument was refused with {status}"))
        })
    }
}

impl sealed::Vouched for Principal {}

impl EndpointArgument for Principal {
    const KIND: ArgumentKind = ArgumentKind::Server;
}

impl<S: Sync> Argument<S, ViaPipeline> for Principal {
    async fn load(request: &mut Admitted<'_>, _: &S) -> Result<Self> {
        Ok(request.grant.principal().clone())
    }
}

/// Whatever the client sent, by any extractor of axum: the explicit way out of validation. Size limit, authentication
/// and authorization still come first, and the policy listing names it.
#[derive(Debug, Clone, Copy)]
pub struct Unchecked<T>(pub T);

impl<T> sealed::Vouched for Unchecked<T> {}

impl<T> EndpointArgument for Unchecked<T> {
    const KIND: ArgumentKind = ArgumentKind::Unchecked;
}

impl<S, T, M> Argument<S, (ViaPipeline, M)> for Unchecked<T>
where
    S: Send + Sync,
    T: axum::extract::FromRequest<S, M>,
{
    async fn load(request: &mut Admitted<'_>, state: &S) -> Result<Self> {
        let body = match request.body.is_some() {
            true => Body::from(request.read_body().await?),
            false => Body::empty(),
        };
        let whole = axum::extract::Request::from_parts(request.parts.clone(), body);
        T::from_request(whole, state).await.map(Self).map_err(|refusal| {
            match refusal.into_response().status().as_u16() {
                status @ 400..500 => {
                    Error::bad_request(format!("the request was refused with {status}"))
                }
                status => Error::internal(format!("an argument was refused with {status}")),
            }
        })
    }
}

macro_rules! tuples {
    ($($position:literal $argument:ident $marker:ident),*) => {
        #[allow(non_snake_case, unused_variables, reason = "written once for every number of arguments")]
        impl<S: Sync, $($argument: Argument<S, $marker> + Send, $marker,)*> Arguments<S, ($($marker,)*)> for ($($argument,)*) {
            async fn load(request: &mut Admitted<'_>, state: &S) -> Result<Self> {
                $(
                    request.position = $position;
                    let $argument = $argument::load(request, state).await?;
                )*
                Ok(($($argument,)*))
            }
        }
    };
}
tuples!();
tuples!(0 A MA);
tuples!(0 A MA, 1 B MB);
tuples!(0 A MA, 1 B MB, 2 C MC);
tuples!(0 A MA, 1 B MB, 2 C MC, 3 D MD);
tuples!(0 A MA, 1 B MB, 2 C MC, 3 D MD, 4 E ME);
tuples!(0 A MA, 1 B MB, 2 C MC, 3 D MD, 4 E ME, 5 F MF);
tuples!(0 A MA, 1 B MB, 2 C MC, 3 D MD, 4 E ME, 5 F MF, 6 G MG);
tuples!(0 A MA, 1 B MB, 2 C MC, 3 D MD, 4 E ME, 5 F MF, 6 G MG, 7 H MH);
