//! Verifies access tokens: JWTs signed with HS256 (RFC 7515, 7519), under the rules of RFC 8725 and RFC 9068.

use std::{fmt, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, crypto::aws_lc::DEFAULT_PROVIDER};

use super::{
    Principal, TokenSecret,
    caller::{self, Known, Names},
    claims::{Claims, Expected, Header, REGISTERED, TenantClaim},
    validity::Validity,
    values::is_name,
};
use crate::{clock::Instant, config::ConfigError, policy::RoleTable};

/// Longer tokens are refused before anything is decoded.
pub(super) const MAX_TOKEN_BYTES: usize = 8 * 1024;

const MAX_LEEWAY: Duration = Duration::from_secs(60);

/// Verifies access tokens of one issuer for one audience, signed with HS256.
///
/// - The algorithm is this one whatever the token says, and the key is this one: `kid`, `jku`, `jwk`, `x5u`, `x5c` are never
///   looked at, `crit` is refused (RFC 8725, sections 3.1 and 3.10).
/// - `typ` is `at+jwt`, so that no other kind of token passes for an access token (RFC 9068).
/// - `iss`, `aud`, `sub`, `exp` and `nbf` are there and right. `iat` is not read: it says how old a token is, not when it is
///   valid, which `nbf` does.
/// - The roles claim, if there is one, is an array of strings. Names that the application does not know grant nothing, and
///   leave open which roles are *not* held.
/// - `act` says who acts for the subject (RFC 8693); such a token, and one of a third-party client, is refused by endpoints whose
///   rule names no `scope`.
/// - `scope` is a string, `amr` an array of strings (RFC 8176), of which `mfa` counts; `auth_time` is not in the future.
/// - A token that a client got for itself makes the principal a service, which owns no rows: `client_id`, or `azp`, is the
///   `sub`, or `gty` is `client-credentials`, with either mark.
///
/// Whatever of this is there is of its type, once and at most 64 entries long, or the token is refused.
///
/// ```
/// use secure_api::authn::{JwtVerifier, TokenSecret};
/// use std::time::Duration;
///
/// let secret = TokenSecret::random()?; // a real one is shared with the issuer
/// let verifier = JwtVerifier::hs256(&secret, "https://id.example", "https://api.example")?
///     .leeway(Duration::from_secs(10))?
///     .roles_claim("groups")?;
/// let now = secure_api::clock::Instant::from_unix_seconds(1_700_000_000);
/// assert!(verifier.verify("not a token", None, now).is_err());
/// # Ok::<(), secure_api::config::ConfigError>(())
/// ```
pub struct JwtVerifier {
    key: DecodingKey,
    issuer: String,
    audience: String,
    token_type: String,
    leeway: Duration,
    roles_claim: String,
    tenants: TenantClaim,
    first_party: Vec<String>,
}

impl JwtVerifier {
    /// A verifier of tokens that `issuer` signs for `audience` with this secret.
    ///
    /// # Errors
    /// [`ConfigError::Empty`] for an empty issuer or audience.
    pub fn hs256(
        secret: &TokenSecret,
        issuer: impl Into<String>,
        audience: impl Into<String>,
    ) -> Result<Self, ConfigError> {
        let (issuer, audience) = (issuer.into(), audience.into());
        if issuer.is_empty() {
            return Err(ConfigError::Empty {
                setting: "issuer",
                help: "it is the `iss` of the tokens to accept, such as `https://id.example`",
            });
        }
        if audience.is_empty() {
            return Err(ConfigError::Empty {
                setting: "audience",
                help: "it is what this API is called in `aud`, such as `https://api.example`",
            });
        }
        Ok(Self {
            key: DecodingKey::from_secret(secret.bytes()),
            issuer,
            audience,
            token_type: "at+jwt".to_owned(),
            leeway: Duration::from_secs(30),
            roles_claim: "roles".to_owned(),
            tenants: TenantClaim::Absent,
            first_party: Vec::new(),
        })
    }

    /// By how much the issuer's clock may differ: 30 seconds unless stated, 60 at most (RFC 8725 leaves it "small").
    ///
    /// # Errors
    /// [`ConfigError::OutOfRange`] above 60 seconds.
    pub fn leeway(self, leeway: Duration) -> Result<Self, ConfigError> {
        if leeway > MAX_LEEWAY {
            return Err(ConfigError::OutOfRange {
                setting: "leeway",
                value: format!("{leeway:?}"),
                rule: "at most 60 seconds; beyond that, set the clocks right",
            });
        }
        Ok(Self { leeway, ..self })
    }

    /// Where the role names are: `roles` unless stated. The claim is a member of the token itself, an array of strings.
    ///
    /// # Errors
    /// [`ConfigError::Empty`] for an empty name; [`ConfigError::OutOfRange`] for a claim that means something else.
    pub fn roles_claim(self, name: impl Into<String>) -> Result<Self, ConfigError> {
        let roles_claim = claim_name("roles_claim", name.into(), self.tenants.name())?;
        Ok(Self { roles_claim, ..self })
    }

    /// The claim that names the one tenant that a token proves, such as `org_id`: a string. The roles of the token are those held in that
    /// tenant, and nowhere else; a token without the claim has none.
    ///
    /// # Errors
    /// [`ConfigError::Empty`] for an empty name; [`ConfigError::OutOfRange`] for a claim that means something else;
    /// [`ConfigError::Exclusive`] beside [`tenants_claim`](Self::tenants_claim).
    pub fn tenant_claim(self, name: impl Into<String>) -> Result<Self, ConfigError> {
        self.only_tenant_claim()?;
        let name = claim_name("tenant_claim", name.into(), Some(&self.roles_claim))?;
        Ok(Self { tenants: TenantClaim::One(name), ..self })
    }

    /// The claim that lists the tenants that a token proves: an object from the name of each to an array of the names of the roles
    /// held in it. The roles claim itself then holds those held outside of any tenant.
    ///
    /// ```
    /// # use secure_api::{JwtVerifier, TokenSecret};
    /// // A token with `"tenants": {"acme": ["admin"], "globex": []}`.
    /// let verifier = JwtVerifier::hs256(&TokenSecret::random()?, "https://id.example", "https://api.example")?
    ///     .tenants_claim("tenants")?;
    /// assert!(verifier.tenant_claim("org_id").is_err());
    /// # Ok::<(), secure_api::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// Like [`tenant_claim`](Self::tenant_claim).
    pub fn tenants_claim(self, name: impl Into<String>) -> Result<Self, ConfigError> {
        self.only_tenant_claim()?;
        let name = claim_name("tenants_claim", name.into(), Some(&self.roles_claim))?;
        Ok(Self { tenants: TenantClaim::Each(name), ..self })
    }

    /// The API's own clients, as `client_id` (RFC 9068) or `azp` names them. A token of any other client is in the hands of a third party, and
    /// is refused by every endpoint whose rule names no `scope`. A token that names no client is not.
    ///
    /// # Errors
    /// [`ConfigError::Empty`] for an empty name.
    pub fn first_party_clients<C: Into<String>>(
        self,
        clients: impl IntoIterator<Item = C>,
    ) -> Result<Self, ConfigError> {
        let first_party: Vec<String> = clients.into_iter().map(Into::into).collect();
        if first_party.iter().any(String::is_empty) {
            return Err(ConfigError::Empty {
                setting: "first_party_clients",
                help: "each is the `client_id` of a client that may do all that its user may",
            });
        }
        Ok(Self { first_party, ..self })
    }

    /// Which `typ` the tokens have, for issuers that do not follow RFC 9068: often `JWT`. State it only if this issuer
    /// gives nothing else of this type to this audience, such as ID tokens.
    ///
    /// # Errors
    /// [`ConfigError::Empty`] for an empty type.
    pub fn token_type(self, token_type: impl Into<String>) -> Result<Self, ConfigError> {
        let token_type = token_type.into();
        if token_type.is_empty() {
            return Err(ConfigError::Empty {
                setting: "token_type",
                help: "it is the `typ` of the tokens to accept, such as `at+jwt`",
            });
        }
        Ok(Self { token_type, ..self })
    }

    /// Who a token says is calling, if everything about it is right. Roles come from `table`; without one there are none.
    ///
    /// # Errors
    /// [`InvalidToken`]. What is wrong is for the log, never for the caller.
    pub fn verify(
        &self,
        token: &str,
        table: Option<&'static RoleTable>,
        now: Instant,
    ) -> Result<Principal, InvalidToken> {
        self.verify_for(token, table, &Names::default(), now).map(|known| known.principal)
    }

    pub(super) fn verify_for(
        &self,
        token: &str,
        table: Option<&'static RoleTable>,
        naming: &Names,
        now: Instant,
    ) -> Result<Known, InvalidToken> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(InvalidToken("longer than 8 KiB"));
        }
        let (message, signature) = token.rsplit_once('.').ok_or(NOT_THREE_PARTS)?;
        let (header, payload) = message.split_once('.').ok_or(NOT_THREE_PARTS)?;
        if header.is_empty() || payload.is_empty() || signature.is_empty() || payload.contains('.')
        {
            return Err(NOT_THREE_PARTS);
        }
        self.check_header(&Header::parse(&decode(header)?)?)?;
        self.check_signature(message, &decode(signature)?)?;
        // Nothing of the payload is looked at before this line.
        let payload = decode(payload)?;
        let expected =
            Expected { audience: &self.audience, roles: &self.roles_claim, tenants: &self.tenants };
        let claims = Claims::parse(&payload, expected)?;
        let validity = self.check_claims(&claims, now)?;
        caller::known(claims, validity, &self.tenants, &self.first_party, table, naming)
    }

    pub(super) fn issuer(&self) -> &str {
        &self.issuer
    }

    pub(super) fn audience(&self) -> &str {
        &self.audience
    }

    /// Whether its tokens can prove a tenant.
    pub(super) fn proves_tenants(&self) -> bool {
        self.tenants != TenantClaim::Absent
    }

    fn only_tenant_claim(&self) -> Result<(), ConfigError> {
        match self.tenants {
            TenantClaim::Absent => Ok(()),
            _ => Err(ConfigError::Exclusive { first: "tenant_claim", second: "tenants_claim" }),
        }
    }

    fn check_header(&self, header: &Header<'_>) -> Result<(), InvalidToken> {
        if header.algorithm != "HS256" {
            return Err(InvalidToken("not signed with HS256"));
        }
        if header.critical {
            return Err(InvalidToken("one with `crit`, and no extension is understood"));
        }
        // RFC 7515, section 4.1.9: a media type, compared without case, `application/` may be left out.
        let without_prefix = |name: &str| match name.split_at_checked("application/".len()) {
            Some((prefix, rest)) if prefix.eq_ignore_ascii_case("application/") => rest.to_owned(),
            _ => name.to_owned(),
        };
        let is_expected = header.token_type.as_deref().is_some_and(|found| {
            without_prefix(found).eq_ignore_ascii_case(&without_prefix(&self.token_type))
        });
        if is_expected { Ok(()) } else { Err(OTHER_TYPE) }
    }

    fn check_signature(&self, message: &str, signature: &Vec<u8>) -> Result<(), InvalidToken> {
        // By name, not through the library's process-wide default: that one panics if anything in the program switches on
        // the library's other backend too, and anybody may replace it.
        let verifier = (DEFAULT_PROVIDER.verifier_factory)(&Algorithm::HS256, &self.key)
            .map_err(|_| InvalidToken("not verifiable with this key"))?;
        verifier.verify(message.as_bytes(), signature).map_err(|_| WRONG_SIGNATURE)
    }

    /// The library could check these too, but reads the system's clock, rounds to seconds and takes strings for numbers.
    fn check_claims(&self, claims: &Claims<'_>, now: Instant) -> Result<Validity, InvalidToken> {
        if claims.issuer != self.issuer {
            return Err(OTHER_ISSUER);
        }
        if !claims.for_us {
            return Err(OTHER_AUDIENCE);
        }
        if !is_name(&claims.subject) {
            return Err(InvalidToken("without a usable `sub`"));
        }
        let validity =
            Validity::new(claims.expires, claims.not_before, claims.authenticated, self.leeway);
        validity.check(now)?;
        Ok(validity)
    }
}

impl fmt::Debug for JwtVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtVerifier")
            .field("issuer", &self.issuer)
            .field("audience", &self.audience)
            .field("token_type", &self.token_type)
            .field("leeway", &self.leeway)
            .field("roles_claim", &self.roles_claim)
            .field("tenants", &self.tenants)
            .field("first_party", &self.first_party)
            .finish_non_exhaustive()
    }
}

/// A token does not verify. As the [source](std::error::Error::source) of an [`Error`](crate::Error) it says why in the log;
/// the response is the same whatever the cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the token is {0}")]
pub struct InvalidToken(pub(super) &'static str);

const NOT_THREE_PARTS: InvalidToken = InvalidToken("not of three parts");

pub(super) const WRONG_SIGNATURE: InvalidToken =
    InvalidToken("not signed with a key that is known here");

const OTHER_TYPE: InvalidToken = InvalidToken("of another `typ`");

const OTHER_ISSUER: InvalidToken = InvalidToken("of another issuer");

const OTHER_AUDIENCE: InvalidToken = InvalidToken("for another audience");

/// What a verifier says of tokens that are for another one, whatever the time is and whatever the application calls whom.
pub(super) const FOREIGN: [InvalidToken; 4] =
    [WRONG_SIGNATURE, OTHER_TYPE, OTHER_ISSUER, OTHER_AUDIENCE];

/// A claim whose meaning is the application's to choose, and which does not mean two things.
fn claim_name(
    setting: &'static str,
    name: String,
    taken: Option<&str>,
) -> Result<String, ConfigError> {
    if name.is_empty() {
        return Err(ConfigError::Empty { setting, help: "it is the name of a claim" });
    }
    if REGISTERED.contains(&name.as_str()) || taken == Some(name.as_str()) {
        let rule = "a claim that means nothing else, such as `roles` or `org_id`";
        return Err(ConfigError::OutOfRange { setting, value: name, rule });
    }
    Ok(name)
}

/// Strict base64url: no padding, no space, no stray bits.
fn decode(part: &str) -> Result<Vec<u8>, InvalidToken> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| InvalidToken("not base64url"))
}
