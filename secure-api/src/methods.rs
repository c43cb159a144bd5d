//! The endpoints of one path, one for each method.

use std::fmt;

use axum::{
    extract::Request,
    handler::Handler,
    http::Method,
    response::Response,
    routing::{MethodFilter, MethodRouter},
};

use crate::{
    endpoint::{Arguments, SecureEndpoint},
    pipeline::{self, Endpoint, Mount},
    policy::EndpointPolicy,
    security::HasSecurity,
};

/// The endpoints of one path, one for each method.
pub struct MethodEndpoints<S> {
    methods: MethodRouter<S>,
    policies: Vec<(Method, &'static EndpointPolicy)>,
}

/// An endpoint as an axum handler. The handler is made here and not by generated code, so that the pipeline is always in it. It is of the
/// same type for every endpoint, so that axum's part is compiled once. `R` is the pipeline, whose future axum boxes: one that had a name
/// would be a box of its own.
struct Guarded<S: 'static, R> {
    endpoint: &'static Endpoint<S>,
    run: R,
}

impl<S: 'static, R: Copy> Clone for Guarded<S, R> {
    fn clone(&self) -> Self {
        Self { endpoint: self.endpoint, run: self.run }
    }
}

impl<S, R, F> Handler<(), S> for Guarded<S, R>
where
    S: HasSecurity + Send + Sync + 'static,
    R: Fn(Request, S, &'static Endpoint<S>, Mount) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Response> + Send + 'static,
{
    type Future = F;

    fn call(self, request: Request, state: S) -> F {
        (self.run)(request, state, self.endpoint, Mount::SecureRouter)
    }
}

/// What a router mounts on a path. Sealed: only [`get`] and the others make it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be mounted in a `SecureRouter`",
    label = "not made by `get` and the like of `secure_api`",
    note = "write `secure_api::get(endpoint)`, or `post`, `put`, `patch` or `delete` of `secure_api`: what axum's functions make has no access rule"
)]
pub trait Mountable<S> {
    /// The endpoints.
    #[doc(hidden)]
    fn into_endpoints(self, _: sealed::Key) -> MethodEndpoints<S>;
}

mod sealed {
    /// Nobody outside can name it.
    #[derive(Debug)]
    pub struct Key;
}

#[diagnostic::do_not_recommend]
impl<S> Mountable<S> for MethodEndpoints<S> {
    fn into_endpoints(self, _: sealed::Key) -> Self {
        self
    }
}

// Ten functions by hand rather than by a macro, whose name would end every error about what they are given.

/// Mounts an endpoint for `GET`, and for `HEAD` with the same rule and quotas.
pub fn get<E, A, S, M>(endpoint: E) -> MethodEndpoints<S>
where
    E: SecureEndpoint<A>,
    A: Arguments<S, M> + 'static,
    S: HasSecurity + Clone + Send + Sync + 'static,
    M: 'static,
{
    MethodEndpoints::new().get(endpoint)
}

/// Mounts an endpoint for `POST`.
pub fn post<E, A, S, M>(endpoint: E) -> MethodEndpoints<S>
where
    E: SecureEndpoint<A>,
    A: Arguments<S, M> + 'static,
    S: HasSecurity + Clone + Send + Sync + 'static,
    M: 'static,
{
    MethodEndpoints::new().post(endpoint)
}

/// Mounts an endpoint for `PUT`.
pub fn put<E, A, S, M>(endpoint: E) -> MethodEndpoints<S>
where
    E: SecureEndpoint<A>,
    A: Arguments<S, M> + 'static,
    S: HasSecurity + Clone + Send + Sync + 'static,
    M: 'static,
{
    MethodEndpoints::new().put(endpoint)
}

/// Mounts an endpoint for `PATCH`.
pub fn patch<E, A, S, M>(endpoint: E) -> MethodEndpoints<S>
where
    E: SecureEndpoint<A>,
    A: Arguments<S, M> + 'static,
    S: HasSecurity + Clone + Send + Sync + 'static,
    M: 'static,
{
    MethodEndpoints::new().patch(endpoint)
}

/// Mounts an endpoint for `DELETE`.
pub fn delete<E, A, S, M>(endpoint: E) -> MethodEndpoints<S>
where
    E: SecureEndpoint<A>,
    A: Arguments<S, M> + 'static,
    S: HasSecurity + Clone + Send + Sync + 'static,
    M: 'static,
{
    MethodEndpoints::new().delete(endpoint)
}

impl<S> MethodEndpoints<S>
where
    S: HasSecurity + Clone + Send + Sync + 'static,
{
    /// Mounts an endpoint for `GET`, and for `HEAD` with the same rule and quotas on the same path.
    ///
    /// # Panics
    /// If there is one already.
    #[must_use]
    #[track_caller]
    pub fn get<E, A, M>(self, endpoint: E) -> Self
    where
        E: SecureEndpoint<A>,
        A: Arguments<S, M> + 'static,
        M: 'static,
    {
        self.on(Method::GET, MethodFilter::GET, Endpoint::of::<E, A, M>(endpoint))
    }

    /// Mounts an endpoint for `POST` on the same path.
    ///
    /// # Panics
    /// If there is one already.
    #[must_use]
    #[track_caller]
    pub fn post<E, A, M>(self, endpoint: E) -> Self
    where
        E: SecureEndpoint<A>,
        A: Arguments<S, M> + 'static,
        M: 'static,
    {
        self.on(Method::POST, MethodFilter::POST, Endpoint::of::<E, A, M>(endpoint))
    }

    /// Mounts an endpoint for `PUT` on the same path.
    ///
    /// # Panics
    /// If there is one already.
    #[must_use]
    #[track_caller]
    pub fn put<E, A, M>(self, endpoint: E) -> Self
    where
        E: SecureEndpoint<A>,
        A: Arguments<S, M> + 'static,
        M: 'static,
    {
        self.on(Method::PUT, MethodFilter::PUT, Endpoint::of::<E, A, M>(endpoint))
    }

    /// Mounts an endpoint for `PATCH` on the same path.
    ///
    /// # Panics
    /// If there is one already.
    #[must_use]
    #[track_caller]
    pub fn patch<E, A, M>(self, endpoint: E) -> Self
    where
        E: SecureEndpoint<A>,
        A: Arguments<S, M> + 'static,
        M: 'static,
    {
        self.on(Method::PATCH, MethodFilter::PATCH, Endpoint::of::<E, A, M>(endpoint))
    }

    /// Mounts an endpoint for `DELETE` on the same path.
    ///
    /// # Panics
    /// If there is one already.
    #[must_use]
    #[track_caller]
    pub fn delete<E, A, M>(self, endpoint: E) -> Self
    where
        E: SecureEndpoint<A>,
        A: Arguments<S, M> + 'static,
        M: 'static,
    {
        self.on(Method::DELETE, MethodFilter::DELETE, Endpoint::of::<E, A, M>(endpoint))
    }

    // Not inlined, nor the next: each endpoint would have it once more.
    #[inline(never)]
    fn new() -> Self {
        Self { methods: MethodRouter::new(), policies: Vec::new() }
    }

    #[track_caller]
    #[inline(never)]
    fn on(mut self, method: Method, filter: MethodFilter, endpoint: &'static Endpoint<S>) -> Self {
        self.policies.push((method, endpoint.policy()));
        self.methods = self.methods.on(filter, Guarded { endpoint, run: pipeline::run::<S> });
        self
    }
}

impl<S> MethodEndpoints<S> {
    pub(crate) fn of(mountable: impl Mountable<S>) -> Self {
        mountable.into_endpoints(sealed::Key)
    }

    /// The handlers, and what each of them is.
    pub(crate) fn into_parts(self) -> (MethodRouter<S>, Vec<(Method, &'static EndpointPolicy)>) {
        (self.methods, self.policies)
    }
}

impl<S> fmt::Debug for MethodEndpoints<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MethodEndpoints").field("policies", &self.policies).finish_non_exhaustive()
    }
}
