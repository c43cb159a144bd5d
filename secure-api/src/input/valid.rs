//! Input as an argument of an endpoint.

use axum::{
    Json,
    extract::{FromRequestParts as _, Path, Query, RawPathParams},
    http::{HeaderMap, header},
};

use super::{
    OptOuts, SecureInput, StateRules,
    source::{json, path, query},
    state::check_with_state,
};
use crate::{
    endpoint::{Admitted, Argument, EndpointArgument, ViaPipeline, sealed::Vouched},
    error::{Error, ErrorKind, Result},
    policy::{ArgumentKind, InputArgument},
};

/// Validated input: `Valid<Json<T>>` is the body, `Valid<Query<T>>` the query, `Valid<Path<T>>` the captures of the path.
/// `T` derives [`SecureInput`](macro@crate::SecureInput).
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
    /// The extractor inside: `Json`, `Query` or `Path`.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Vouched for Valid<T> {}

impl<T: SecureInput> EndpointArgument for Valid<Json<T>> {
    const KIND: ArgumentKind = ArgumentKind::Body(argument::<T>());
}

impl<S: Sync, T: StateRules<S>> Argument<S, ViaPipeline> for Valid<Json<T>> {
    async fn load(request: &mut Admitted, state: &S) -> Result<Self> {
        if !is_json(&request.parts().headers) {
            let accepted = "application/json";
            return Err(Error::new(ErrorKind::UnsupportedMediaType { accepted }));
        }
        let body = request.read_body().await?;
        let input = json(&body, request.now())?;
        check_with_state(input, state).await.map(|input| Self(Json(input)))
    }
}

impl<T: SecureInput> EndpointArgument for Valid<Query<T>> {
    const KIND: ArgumentKind = {
        assert!(
            T::FLAT,
            "a query holds no lists and no nested inputs\nhelp: take them as `Valid<Json<…>>`"
        );
        ArgumentKind::Input(argument::<T>())
    };
}

impl<S: Sync, T: StateRules<S>> Argument<S, ViaPipeline> for Valid<Query<T>> {
    async fn load(request: &mut Admitted, state: &S) -> Result<Self> {
        let text = request.parts().uri.query().unwrap_or_default();
        let input = query(text, request.now())?;
        check_with_state(input, state).await.map(|input| Self(Query(input)))
    }
}

impl<T: SecureInput> EndpointArgument for Valid<Path<T>> {
    const KIND: ArgumentKind = {
        assert!(
            T::FLAT,
            "a path holds no lists and no nested inputs: take them as `Valid<Json<…>>`"
        );
        ArgumentKind::Input(argument::<T>())
    };
}

impl<S: Sync, T: StateRules<S>> Argument<S, ViaPipeline> for Valid<Path<T>> {
    async fn load(request: &mut Admitted, state: &S) -> Result<Self> {
        let captures = RawPathParams::from_request_parts(request.parts_mut(), &()).await;
        let captures = captures.map_err(|refusal| match refusal.status().is_client_error() {
            true => Error::bad_request("the path is not UTF-8"),
            false => Error::internal(refusal),
        })?;
        let input = path(&captures, request.now())?;
        check_with_state(input, state).await.map(|input| Self(Path(input)))
    }
}

/// What the policy listing says of an input.
const fn argument<T: SecureInput>() -> InputArgument {
    InputArgument { unbounded: OptOuts::found_in::<T> }
}

/// Whether the one content type is `application/json` or `application/…+json`.
fn is_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(only), None) = (types.next(), types.next()) else {
        return false;
    };
    let Some((kind, subtype)) = only.to_str().ok().and_then(|value| {
        let essence = value.split(';').next().unwrap_or_default();
        essence.trim().split_once('/')
    }) else {
        return false;
    };
    let suffix = subtype.rsplit_once('+').map_or(subtype, |(_, suffix)| suffix);
    kind.eq_ignore_ascii_case("application") && suffix.eq_ignore_ascii_case("json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_types() {
        let is = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::CONTENT_TYPE, value.parse().unwrap());
            }
            is_json(&headers)
        };
        assert!(is(&["application/json"]));
        assert!(is(&["Application/JSON; charset=utf-8"]));
        assert!(is(&["application/merge-patch+json"]));
        assert!(!is(&[]));
        assert!(!is(&["text/plain"]));
        assert!(!is(&["text/json"]));
        assert!(!is(&["application/jsonx"]));
        assert!(!is(&["application/json", "text/plain"]));
        assert!(!is(&["application/x-www-form-urlencoded"]));
    }
}
