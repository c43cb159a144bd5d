//! Takes the token from the request (RFC 6750, section 2.1).

use axum::http::{HeaderMap, header};

use super::{Authenticator, InvalidToken, Principal};
use crate::{
    clock::Instant,
    error::{Challenge, Error, ErrorKind, Result},
};

/// Who the `Authorization` field says is calling. Nothing but that field is looked at, never the query string.
///
/// A scheme other than Bearer is a kind of credentials that no endpoint accepts; such are ignored, so the caller is anonymous, and
/// every rule answers that with 401 and the challenge for no credentials. Without a verifier no token is valid.
pub(super) fn principal(
    headers: &HeaderMap,
    authenticator: &Authenticator,
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
    str::from_utf8(token)
        .map_err(|_| InvalidToken("not of three base64url parts"))
        .and_then(|token| authenticator.verify(token, now))
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

#[cfg(test)]
mod tests {
    use std::{error::Error as _, time::Duration};

    use axum::http::HeaderValue;
    use secrecy::ExposeSecret as _;

    use super::*;
    use crate::authn::{Issuers, JwtVerifier, TokenClaims, TokenSecret, TokenSigner};

    const NOW: Instant = Instant::from_unix_seconds(1_700_000_000);

    fn pair() -> (Authenticator, String) {
        let secret = TokenSecret::random().unwrap();
        let verifier = JwtVerifier::hs256(&secret, "issuer", "audience").unwrap();
        let signer = TokenSigner::hs256(&secret, "issuer", "audience");
        let claims = TokenClaims { roles: vec!["viewer".to_owned()], ..TokenClaims::of("alice") };
        let token = signer.mint(&claims, Duration::from_secs(60), NOW).unwrap();
        let mut issuers = Issuers::default();
        issuers.add(verifier);
        (of(issuers), token.expose_secret().to_owned())
    }

    fn of(issuers: Issuers) -> Authenticator {
        Authenticator::new(issuers, None, 64 * 1024).unwrap()
    }

    fn with(fields: &[&[u8]]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for field in fields {
            headers.append(header::AUTHORIZATION, HeaderValue::from_bytes(field).unwrap());
        }
        headers
    }

    fn ask(fields: &[&[u8]], authenticator: &Authenticator) -> Result<Principal> {
        principal(&with(fields), authenticator, NOW)
    }

    #[test]
    fn the_scheme_has_no_case_and_any_number_of_spaces() {
        let (authenticator, token) = pair();
        for scheme in ["Bearer ", "bearer ", "BEARER ", "bEaReR   "] {
            let field = format!("{scheme}{token}");
            let principal = ask(&[field.as_bytes()], &authenticator).unwrap();
            assert_eq!(principal.subject(), "alice", "{scheme}");
        }
    }

    #[test]
    fn nobody_without_credentials_of_our_kind() {
        let (authenticator, token) = pair();
        let basic = format!("Basic {token}");
        let glued = format!("Bearer{token}");
        let fields: [&[u8]; 7] = [
            b"",
            b"Basic",
            b"Basic dTpw",
            basic.as_bytes(),
            glued.as_bytes(),
            b"\xff\xff",
            b"DPoP x",
        ];
        assert!(ask(&[], &authenticator).unwrap().is_anonymous());
        for field in fields {
            assert!(ask(&[field], &authenticator).unwrap().is_anonymous());
        }
    }

    #[test]
    fn one_answer_for_every_bad_token() {
        let (authenticator, token) = pair();
        let (tab, comma) = (format!("Bearer \t{token}"), format!("Bearer {token}, Bearer {token}"));
        let huge = format!("Bearer {}", "x".repeat(100_000));
        let fields: [&[u8]; 9] = [
            b"Bearer",
            b"Bearer ",
            b"Bearer     ",
            b"Bearer x",
            b"Bearer \xff.\xfe.\xfd",
            b"Bearer a.b.c",
            tab.as_bytes(),
            comma.as_bytes(),
            huge.as_bytes(),
        ];
        for field in fields {
            let error = ask(&[field], &authenticator).unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::Unauthenticated(Challenge::InvalidToken));
            assert!(error.source().is_some_and(<dyn std::error::Error>::is::<InvalidToken>));
        }
    }

    #[test]
    fn two_fields_are_malformed_whatever_they_say() {
        let (authenticator, token) = pair();
        let good = format!("Bearer {token}");
        for other in [good.as_bytes(), b"Basic dTpw", b""] {
            let error = ask(&[good.as_bytes(), other], &authenticator).unwrap_err();
            assert_eq!(error.status(), 400);
        }
    }

    #[test]
    fn without_a_verifier_no_token_is_valid() {
        let ((_, token), nobody) = (pair(), of(Issuers::default()));
        let error = ask(&[format!("Bearer {token}").as_bytes()], &nobody).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Unauthenticated(Challenge::InvalidToken));
        assert!(ask(&[], &nobody).unwrap().is_anonymous());
    }

    #[test]
    fn another_secret_does_not_verify() {
        let ((authenticator, _), (_, foreign)) = (pair(), pair());
        assert!(ask(&[format!("Bearer {foreign}").as_bytes()], &authenticator).is_err());
    }
}
