/// `each(…)`: a list of which every element is valid by the rules inside. Lists of lists take `each(each(…))`.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Tags {
///     #[validate(length(max = 3), each(length(min = 1, max = 20)))]
///     tags: Vec<String>,
/// }
///
/// assert!(input::read_json::<Tags>(br#"{"tags": ["rust", "axum"]}"#).is_ok());
/// assert!(input::read_json::<Tags>(br#"{"tags": ["rust", ""]}"#).is_err());
/// ```
#[must_use]
pub fn each<T: List>(list: &T) -> &[T::Element] {
    list.elements()
}

/// Members that are lists.
#[diagnostic::on_unimplemented(
    message = "rule `each` is for lists, not for `{Self}`",
    label = "has no elements",
    note = "write the rules without `each(…)`"
)]
pub trait List {
    /// What it is a list of.
    #[doc(hidden)]
    type Element;

    /// Its elements.
    #[doc(hidden)]
    fn elements(&self) -> &[Self::Element];
}

#[diagnostic::do_not_recommend]
impl<T> List for Vec<T> {
    type Element = T;

    fn elements(&self) -> &[T] {
        self
    }
}
