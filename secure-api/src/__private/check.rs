//! The function of a `check`, and what the compiler says to one that is none.

use futures_util::future::BoxFuture;

use crate::{authz::CheckContext, error::Result};

/// A function that a `check` may name, as far as its argument goes.
#[diagnostic::on_unimplemented(
    message = "a `check` is a function of one argument, `&CheckContext<'_>`",
    label = "not such a function",
    note = "declare it as `async fn name(context: &CheckContext<'_>) -> Result<bool>`"
)]
pub trait Checks<'a> {
    /// What it returns.
    type Future;

    /// Calls it.
    fn ask(self, context: &'a CheckContext<'a>) -> Self::Future;
}

#[diagnostic::do_not_recommend]
impl<'a, F, A> Checks<'a> for F
where
    F: FnOnce(&'a CheckContext<'a>) -> A,
{
    type Future = A;

    fn ask(self, context: &'a CheckContext<'a>) -> A {
        self(context)
    }
}

/// What a `check` returns.
#[diagnostic::on_unimplemented(
    message = "a `check` is an async function that answers `Result<bool>`",
    label = "this one returns `{Self}`",
    note = "declare it as `async fn name(context: &CheckContext<'_>) -> Result<bool>`"
)]
pub trait CheckFuture: Future {
    /// The answer, in time.
    fn boxed<'a>(self) -> BoxFuture<'a, Result<bool>>
    where
        Self: Send + 'a;
}

/// Keeps the bound on the future's output out of `CheckFuture`'s, so that there is one message whatever is wrong.
pub trait Verdict {
    /// It.
    fn verdict(self) -> Result<bool>;
}

#[diagnostic::do_not_recommend]
impl Verdict for Result<bool> {
    fn verdict(self) -> Result<bool> {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<F: Future<Output: Verdict>> CheckFuture for F {
    fn boxed<'a>(self) -> BoxFuture<'a, Result<bool>>
    where
        Self: Send + 'a,
    {
        Box::pin(async { self.await.verdict() })
    }
}

/// Asks a `check`. That its future is `Send` is a bound of its own, since the compiler then says what it holds.
pub fn check<'a, F>(check: F, context: &'a CheckContext<'a>) -> BoxFuture<'a, Result<bool>>
where
    F: Checks<'a>,
    F::Future: CheckFuture + Send + 'a,
{
    check.ask(context).boxed()
}
