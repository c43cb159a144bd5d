//! Input as an argument of an endpoint.

use crate::endpoint::sealed::Vouched;

/// Validated input: `Valid<Json<T>>`, `Valid<Form<T>>` and `Valid<Multipart<T>>` are the body, `Valid<Query<T>>` is the query,
/// `Valid<Path<T>>` the captures of the path, `Valid<Headers<T>>` header fields. `T` derives [`SecureInput`](macro@crate::SecureInput).
///
/// Only endpoints can take it. It is loaded after authentication, authorization and quotas, so that nobody learns from a
/// 422 what an endpoint accepts without being allowed to call it.
///
/// ```
/// use axum::Json;
/// use secure_api::{SecureInput, input::Valid};
///
/// #[derive(SecureInput)]
/// struct NewDocument {
///     #[validate(length(min = 1, max = 100))]
///     title: String,
/// }
///
/// async fn create(Valid(Json(new)): Valid<Json<NewDocument>>) -> String {
///     new.title
/// }
/// ```
///
/// The type itself is not `Deserialize`, so no other extractor reads it past its rules:
///
/// ```compile_fail
/// # #[derive(secure_api::SecureInput)]
/// # struct NewDocument { #[validate(length(max = 100))] title: String }
/// let smuggled: NewDocument = serde_json::from_str("{}").unwrap();
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Valid<T>(pub T);

impl<T> Valid<T> {
    /// What says where it is from: `Json`, `Query`, `Path`, …
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Vouched for Valid<T> {}
