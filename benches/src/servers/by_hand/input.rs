//! Reads a new document.

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, StatusCode, header},
};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use validator::Validate;

use super::refusal::{self, Refusal};

const LARGEST_BODY: usize = 64 * 1024;

#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDocument {
    #[validate(length(min = 1, max = 100))]
    pub(super) title: String,
    #[validate(range(min = 1, max = 5))]
    pub(super) stars: u8,
    #[validate(length(max = 500))]
    pub(super) note: Option<String>,
}

/// Reads it from the body.
pub(super) async fn read(headers: &HeaderMap, body: Body) -> Result<NewDocument, Refusal> {
    if !is_json(headers) {
        return Err(refusal::NOT_JSON);
    }
    let json = whole(headers, body).await?;
    let new: NewDocument = serde_json::from_slice(&json).map_err(|error| explain(&json, &error))?;
    match new.validate() {
        Ok(()) => Ok(new),
        Err(_) => Err(invalid(broken_rules(&new))),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(only), None) = (types.next(), types.next()) else { return false };
    let essence = only.to_str().ok().and_then(|only| only.split(';').next());
    let Some((kind, subtype)) = essence.and_then(|essence| essence.trim().split_once('/')) else {
        return false;
    };
    let suffix = subtype.rsplit_once('+').map_or(subtype, |(_, suffix)| suffix);
    kind.eq_ignore_ascii_case("application") && suffix.eq_ignore_ascii_case("json")
}

async fn whole(headers: &HeaderMap, body: Body) -> Result<Bytes, Refusal> {
    if headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"))
    {
        return Err(refusal::ENCODED);
    }
    let announced = headers.get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > LARGEST_BODY) {
        return Err(refusal::TOO_LARGE);
    }
    match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(refusal::TOO_LARGE),
        Err(_) => Err(refusal::BROKEN_OFF),
    }
}

// What follows is only for bodies that are refused, so it may read them again.

fn explain(json: &[u8], error: &serde_json::Error) -> Refusal {
    let Ok(value) = serde_json::from_slice::<Value>(json) else {
        let (line, column) = (error.line(), error.column());
        let detail = format!("is not well-formed JSON at line {line}, column {column}");
        let failure = json!({ "pointer": "#", "code": "syntax", "detail": detail });
        return problem(
            StatusCode::BAD_REQUEST,
            "Bad Request",
            "the input is not well-formed",
            vec![failure],
        );
    };
    let Value::Object(members) = value else {
        return invalid(vec![failure("#", "type", "must be an object", json!({}))]);
    };
    invalid(wrong_members(&members))
}

fn wrong_members(members: &Map<String, Value>) -> Vec<Value> {
    let mut failures = Vec::new();
    for (name, value) in members {
        let wrong = match (name.as_str(), value) {
            ("title", Value::String(_)) | ("note", Value::String(_) | Value::Null) => continue,
            ("title" | "note", _) => ("type", "must be a string"),
            ("stars", value) if value.as_u64().is_some_and(|stars| stars <= 255) => continue,
            ("stars", _) => ("type", "must be an integer from 0 to 255"),
            _ => ("unknown", "is not a known member"),
        };
        failures.push(failure(&format!("#/{name}"), wrong.0, wrong.1, json!({})));
    }
    for name in ["title", "stars"] {
        if !members.contains_key(name) {
            failures.push(failure(&format!("#/{name}"), "missing", "is required", json!({})));
        }
    }
    failures
}

fn broken_rules(new: &NewDocument) -> Vec<Value> {
    let Err(errors) = new.validate() else { return Vec::new() };
    let broken = errors.field_errors();
    [
        ("title", "length", "must have 1 to 100 characters", json!({ "max": 100, "min": 1 })),
        ("stars", "range", "must be at least 1 and at most 5", json!({ "max": 5, "min": 1 })),
        ("note", "length", "must have at most 500 characters", json!({ "max": 500 })),
    ]
    .into_iter()
    .filter(|(name, ..)| broken.contains_key(*name))
    .map(|(name, code, detail, params)| failure(&format!("#/{name}"), code, detail, params))
    .collect()
}

fn failure(pointer: &str, code: &str, detail: &str, params: Value) -> Value {
    match params.as_object().is_some_and(Map::is_empty) {
        true => json!({ "pointer": pointer, "code": code, "detail": detail }),
        false => {
            json!({ "pointer": pointer, "code": code, "detail": detail, "params": params })
        }
    }
}

fn invalid(failures: Vec<Value>) -> Refusal {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    problem(status, "Unprocessable Content", "the input is not valid", failures)
}

fn problem(status: StatusCode, title: &str, detail: &str, errors: Vec<Value>) -> Refusal {
    let problem = json!({
        "title": title, "status": status.as_u16(), "detail": detail, "errors": errors,
    });
    Refusal::of_input(status, problem.to_string())
}
