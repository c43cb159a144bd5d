//! Random rules and a plain reference for what they mean. The rows tests compare evaluator, SQL and reference.

mod random;
mod reference;

use axum::http::Request;
use futures_util::future::Either;

pub(crate) use random::{Case, NOW, cases, clause};
pub(crate) use reference::{Membership, Row, truth};

use super::{Grant, authorize, grant};
use crate::{
    authn::{Authenticated, Principal},
    error::Result,
    policy::{Access, Clause, EndpointPolicy},
    rate::Admission,
};

impl Case {
    pub(crate) async fn authorize(&self) -> Result<Grant> {
        let rule = Box::leak(Box::new(clause(&self.rule)));
        authorized(rule, self.principal()).await
    }
}

/// The two steps of authorizing, as the pipeline takes them. The stance is `optional`, so that the rule alone decides about the
/// anonymous caller as well.
pub(crate) async fn authorized(rule: &'static Clause, principal: Principal) -> Result<Grant> {
    let policy: &'static EndpointPolicy = Box::leak(Box::new(EndpointPolicy {
        access: Access::Optional { reason: "a test", rule: Some(rule) },
        ..EndpointPolicy::CLOSED
    }));
    let caller = Authenticated::of_test(principal);
    let eligible = authorize(policy, caller, NOW, false)?;
    let (mut parts, ()) = Request::new(()).into_parts();
    match grant(policy, eligible, &Admission::of_test(), &mut parts, &()) {
        Either::Left(grant) => Ok(grant),
        Either::Right(checking) => checking.await,
    }
}
