//! What the endpoints share: who calls, how often, what is read, what is refused, how every answer goes out.

use std::{num::NonZeroU32, time::Duration};

use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Query, Request},
    http::{HeaderName, HeaderValue, StatusCode, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::json;
use uuid::Uuid;
use validator::{Validate, ValidationErrors};

use super::App;

/// Why a request is not answered as it was meant.
#[derive(Debug)]
pub(crate) enum Refusal {
    Unauthenticated,
    Forbidden,
    NotFound,
    Method,
    TooMany(Duration),
    MediaType,
    Malformed,
    TooLarge,
    Invalid(ValidationErrors),
    Conflict,
    Internal,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut fields = Vec::new();
        let (status, title) = match &self {
            Self::Unauthenticated => {
                fields.push((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
                (StatusCode::UNAUTHORIZED, "authentication is required")
            }
            Self::Forbidden => (StatusCode::FORBIDDEN, "this is not allowed"),
            Self::NotFound => (StatusCode::NOT_FOUND, "there is no such thing"),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "this is not done here"),
            Self::TooMany(after) => {
                let seconds = after.as_secs().saturating_add(1);
                fields.push((header::RETRY_AFTER, HeaderValue::from(seconds)));
                (StatusCode::TOO_MANY_REQUESTS, "too many requests")
            }
            Self::MediaType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "the content has to be JSON"),
            Self::Malformed => (StatusCode::BAD_REQUEST, "the request is malformed"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "the content is too large"),
            Self::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "the input is not valid"),
            Self::Conflict => (StatusCode::CONFLICT, "this contradicts what is there"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "the server failed"),
        };
        let mut problem = json!({ "status": status.as_u16(), "title": title });
        if let (Self::Invalid(errors), Some(members)) = (&self, problem.as_object_mut()) {
            members.insert("errors".to_owned(), json!(errors));
        }
        let mut response = (status, Json(problem)).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response.headers_mut().extend(fields);
        response
    }
}

impl From<sqlx::Error> for Refusal {
    fn from(error: sqlx::Error) -> Self {
        let is_constraint = error.as_database_error().is_some_and(|error| {
            error.is_unique_violation()
                || error.is_foreign_key_violation()
                || error.is_check_violation()
        });
        if is_constraint {
            return Self::Conflict;
        }
        tracing::error!(%error, "the database failed");
        Self::Internal
    }
}

/// What callers may be; an editor is a viewer too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Editor,
    Viewer,
}

/// Verifies tokens.
pub(crate) struct Verifier {
    key: DecodingKey,
    validation: Validation,
}

#[derive(Deserialize)]
struct Claims {
    sub: Uuid,
    #[serde(default)]
    roles: Vec<String>,
}

impl Verifier {
    pub(crate) fn new(secret: &[u8]) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&["https://id.example"]);
        validation.set_audience(&["https://api.example"]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        Self { key: DecodingKey::from_secret(secret), validation }
    }
}

/// A caller whose token has verified.
pub(crate) struct Authenticated {
    pub(crate) id: Uuid,
    roles: Vec<Role>,
}

impl FromRequestParts<App> for Authenticated {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let field = parts.headers.get(header::AUTHORIZATION).ok_or(Refusal::Unauthenticated)?;
        let token = field.to_str().ok().and_then(|field| field.strip_prefix("Bearer "));
        let token = token.ok_or(Refusal::Unauthenticated)?;
        let Claims { sub, roles } = decode(token, &app.verifier.key, &app.verifier.validation)
            .map_err(|_| Refusal::Unauthenticated)?
            .claims;
        let role = |name: &String| match name.as_str() {
            "editor" => Some(Role::Editor),
            "viewer" => Some(Role::Viewer),
            _ => None,
        };
        Ok(Self { id: sub, roles: roles.iter().filter_map(role).collect() })
    }
}

impl Authenticated {
    pub(crate) fn require(&self, role: Role) -> Result<(), Refusal> {
        match self.roles.iter().any(|held| *held == role || *held == Role::Editor) {
            true => Ok(()),
            false => Err(Refusal::Forbidden),
        }
    }

    pub(crate) fn within(&self, quota: &DefaultKeyedRateLimiter<Uuid>) -> Result<(), Refusal> {
        quota
            .check_key(&self.id)
            .map_err(|early| Refusal::TooMany(early.wait_time_from(DefaultClock::default().now())))
    }
}

/// So many requests a minute for each caller.
pub(crate) fn per_minute(requests: u32) -> DefaultKeyedRateLimiter<Uuid> {
    RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(requests).unwrap_or(NonZeroU32::MIN)))
}

/// The capture `{id}`.
pub(crate) struct RowId(pub(crate) Uuid);

impl<S: Send + Sync> FromRequestParts<S> for RowId {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(id)) => Ok(Self(id)),
            Err(_) => Err(Refusal::NotFound),
        }
    }
}

/// The content of a request, which is read once the caller may.
pub(crate) struct JsonBody(Request);

impl<S: Send + Sync> FromRequest<S> for JsonBody {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        Ok(Self(request))
    }
}

impl JsonBody {
    pub(crate) async fn read<T: DeserializeOwned + Validate>(self) -> Result<T, Refusal> {
        valid(serde_json::from_slice(&self.bytes().await?).map_err(|_| Refusal::Malformed)?)
    }

    async fn bytes(self) -> Result<Bytes, Refusal> {
        let kind = self.0.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let essence = kind.map(|kind| kind.split(';').next().unwrap_or(kind).trim());
        if !essence.is_some_and(|essence| essence.eq_ignore_ascii_case("application/json")) {
            return Err(Refusal::MediaType);
        }
        Bytes::from_request(self.0, &()).await.map_err(|_| Refusal::TooLarge)
    }
}

/// The query of a request.
pub(crate) fn read_query<T: DeserializeOwned + Validate>(uri: &Uri) -> Result<T, Refusal> {
    let Query(value) = Query::try_from_uri(uri).map_err(|_| Refusal::Malformed)?;
    valid(value)
}

fn valid<T: Validate>(value: T) -> Result<T, Refusal> {
    match value.validate() {
        Ok(()) => Ok(value),
        Err(errors) => Err(Refusal::Invalid(errors)),
    }
}

/// Text without white space around it.
pub(crate) fn trimmed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(String::deserialize(deserializer)?.trim().to_owned())
}

/// The same, where there may be none.
pub(crate) fn trimmed_if_any<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.map(|text| text.trim().to_owned()))
}

/// Answers within half a minute, with the header fields that every answer has, and logs it.
pub(crate) async fn finish(request: Request, next: Next) -> Response {
    const FIELDS: [(HeaderName, &str); 4] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
    ];
    let id = Uuid::new_v4().to_string();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut response = match tokio::time::timeout(Duration::from_secs(30), next.run(request)).await
    {
        Ok(response) => response,
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    for (name, value) in FIELDS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    tracing::info!(id, %method, path, status = response.status().as_u16(), "answered");
    response
}

pub(crate) async fn unknown() -> Refusal {
    Refusal::NotFound
}

pub(crate) async fn another_method() -> Refusal {
    Refusal::Method
}
