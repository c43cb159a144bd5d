//! What may be done to text before the rules look at it: `#[input(sanitize(trim, lowercase))]`, in the order written. It reaches
//! text inside an `Option` and every element of a `Vec`.

mod lowercase;
mod trim;

pub use lowercase::lowercase;
pub use trim::trim;

/// Members that a sanitizer can change.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sanitized: it is no text",
    label = "not text",
    note = "`#[input(sanitize(…))]` is for `String`, `Option<String>` and `Vec<String>`"
)]
pub trait Sanitize {
    /// Changes every text in it.
    #[doc(hidden)]
    fn texts(&mut self, change: fn(&mut String));
}

#[diagnostic::do_not_recommend]
impl Sanitize for String {
    fn texts(&mut self, change: fn(&mut String)) {
        change(self);
    }
}

#[diagnostic::do_not_recommend]
impl<T: Sanitize> Sanitize for Option<T> {
    fn texts(&mut self, change: fn(&mut String)) {
        self.iter_mut().for_each(|value| value.texts(change));
    }
}

#[diagnostic::do_not_recommend]
impl<T: Sanitize> Sanitize for Vec<T> {
    fn texts(&mut self, change: fn(&mut String)) {
        self.iter_mut().for_each(|value| value.texts(change));
    }
}
