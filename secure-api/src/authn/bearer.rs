//! Takes the token from the request (RFC 6750, section 2.1).

use axum::http::{HeaderMap, header};

use super::{InvalidToken, JwtVerifier, Principal};
use crate::{
    clock::Instant,
    error::{Challenge, Error, ErrorKind, Result},
    policy::RoleTable,
};

/// Who the `Authorization` field says is calling. Nothing but that field is looked at, never the query string.
///
/// A scheme other than Bearer is a kind of credentials that no endpoint accepts; such are ignored, so the caller is anonymous, and
/// every rule answers that with 401 and the challenge for no credentials. Without a verifier no token is valid.
pub(super) fn principal(
    headers: &HeaderMap,
    verifier: Option<&JwtVerifier>,
    table: Option<&'static RoleTable>,
    now: Instant,
) -> Result<Principal> {
    let mut fields = headers.get_all(header::AUTHORIZATION).iter();
    let Some(field) = fields.next() else {
        return Ok(Principal::anonymous());
    };
    if fields.next().is_some() {
        return Err(Error::bad_request("there is more than one Authorization field"));
    }
    let Some(token) = bearer(field.as_bytes()) else {
        return Ok(Principal::anonymous());
    };
    let verifier = verifier.ok_or(InvalidToken("not expected: no verifier is configured"));
    verifier
        .and_then(|verifier| {
            let token =
                str::from_utf8(token).map_err(|_| InvalidToken("not of three base64url parts"))?;
            verifier.verify(token, table, now)
        })
        .map_err(|invalid| {
            Error::with_source(ErrorKind::Unauthenticated(Challenge::InvalidToken), invalid)
        })
}

/// What follows the scheme, if that is Bearer, in any case (RFC 9110, section 11.1); empty if nothing follows.
fn bearer(field: &[u8]) -> Option<&[u8]> {
    let end = field.iter().position(|byte| *byte == b' ').unwrap_or(field.len());
    let (scheme, rest) = field.split_at_checked(end)?;
    let spaces = rest.iter().take_while(|byte| **byte == b' ').count();
    scheme.eq_ignore_ascii_case(b"bearer").then(|| rest.get(spaces..).unwrap_or_default())
}
