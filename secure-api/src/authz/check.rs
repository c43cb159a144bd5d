//! `check = path`: a clause that a function of the application decides.

use std::{any::Any, fmt};

use axum::{
    extract::RawPathParams,
    http::{Method, request::Parts},
};
use futures_util::future::BoxFuture;

use crate::{
    authn::Principal,
    error::{Error, Result},
};

/// What `check = path` becomes.
pub type CheckFunction = for<'a> fn(&'a CheckContext<'a>) -> BoxFuture<'a, Result<bool>>;

/// What a `check` gets to see: the caller, the path and the application's state. Neither query nor body, which nobody has validated at
/// this point.
///
/// ```
/// use secure_api::{authz::CheckContext, prelude::*};
///
/// /// Whether the caller's account may still be used.
/// async fn is_active(context: &CheckContext<'_>) -> Result<bool> {
///     Ok(context.principal().subject() != "alice")
/// }
///
/// #[secure_endpoint(check = is_active)]
/// async fn greet() -> &'static str {
///     "hello"
/// }
/// ```
///
/// An error is not a no: the request ends with 503, or 500 for a bug, and never reaches the endpoint.
pub struct CheckContext<'a> {
    principal: &'a Principal,
    parts: &'a Parts,
    captures: Option<&'a RawPathParams>,
    state: &'a (dyn Any + Send + Sync),
}

impl<'a> CheckContext<'a> {
    pub(crate) const fn new(
        principal: &'a Principal,
        parts: &'a Parts,
        captures: Option<&'a RawPathParams>,
        state: &'a (dyn Any + Send + Sync),
    ) -> Self {
        Self { principal, parts, captures, state }
    }

    /// Who is calling.
    #[must_use]
    pub const fn principal(&self) -> &Principal {
        self.principal
    }

    /// The method of the request.
    #[must_use]
    pub const fn method(&self) -> &Method {
        &self.parts.method
    }

    /// What the client sent in the place of `{name}` in the path, decoded and otherwise unchecked.
    #[must_use]
    pub fn capture(&self, name: &str) -> Option<&str> {
        self.captures?.iter().find(|(capture, _)| *capture == name).map(|(_, value)| value)
    }

    /// The router's state.
    ///
    /// # Errors
    /// 500 if it is of another type.
    pub fn state<S: 'static>(&self) -> Result<&'a S> {
        self.state.downcast_ref().ok_or_else(|| {
            Error::internal(format!(
                "the router's state is not of the type `{}` that a check asks for",
                std::any::type_name::<S>()
            ))
        })
    }
}

impl fmt::Debug for CheckContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CheckContext").field("principal", &self.principal).finish_non_exhaustive()
    }
}
