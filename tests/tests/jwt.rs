//! Forged, misused and malformed access tokens (RFC 8725, RFC 9068), each built by hand.

use std::{any::TypeId, time::Duration};

use jsonwebtoken::{Algorithm, EncodingKey, crypto::sign};
use secure_api::{
    Principal,
    authn::{JwtVerifier, PrincipalKind, TokenSecret},
    clock::Instant,
    config::ConfigError,
    policy::{RoleEntry, RoleTable},
};

const SECRET: &[u8] = b"k7Qw-3fVnR_pX9zLmT2cYb8sHdG5jE0aUoW6iNxZ";
const NOW: u64 = 1_700_000_000;
const HEADER: &str = r#"{"typ":"at+jwt","alg":"HS256"}"#;

static ROLES: RoleTable = RoleTable {
    type_name: "Role",
    type_id: TypeId::of::<u8>,
    roles: &[RoleEntry { name: "admin", holds: 3 }, RoleEntry { name: "viewer", holds: 2 }],
};

fn verifier() -> JwtVerifier {
    let secret = TokenSecret::new(SECRET.to_vec()).unwrap();
    JwtVerifier::hs256(&secret, "https://id.example", "https://api.example").unwrap()
}

fn verify(token: &str) -> Option<Principal> {
    verify_at(token, NOW)
}

fn verify_at(token: &str, seconds: u64) -> Option<Principal> {
    verifier().verify(token, Some(&ROLES), Instant::from_unix_seconds(seconds)).ok()
}

/// base64url by hand, so that nothing but the verifier under test decides what is well-formed.
fn encode(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk
            .iter()
            .enumerate()
            .fold(0_u32, |word, (i, b)| word | u32::from(*b) << (16 - 8 * i));
        (0..=chunk.len())
            .for_each(|i| text.push(ALPHABET[(word >> (18 - 6 * i) & 63) as usize] as char));
    }
    text
}

fn signed_with(algorithm: Algorithm, header: &[u8], claims: &[u8]) -> String {
    let message = format!("{}.{}", encode(header), encode(claims));
    let signature = sign(message.as_bytes(), &EncodingKey::from_secret(SECRET), algorithm).unwrap();
    format!("{message}.{signature}")
}

fn signed(header: &str, claims: &str) -> String {
    signed_with(Algorithm::HS256, header.as_bytes(), claims.as_bytes())
}

fn claims() -> String {
    claims_with("")
}

/// Good claims and these.
fn claims_with(more: &str) -> String {
    format!(
        r#"{{"iss":"https://id.example","aud":"https://api.example","sub":"alice","exp":{},"nbf":{NOW}{more}}}"#,
        NOW + 600
    )
}

/// Good claims with this text in place of that.
fn claims_but(from: &str, to: &str) -> String {
    let changed = claims().replace(from, to);
    assert_ne!(changed, claims());
    changed
}

fn accepts(claims: &str) -> bool {
    verify(&signed(HEADER, claims)).is_some()
}

#[test]
fn a_good_token_says_who_is_calling() {
    let principal =
        verify(&signed(HEADER, &claims_with(r#","roles":["viewer"],"jti":"x""#))).unwrap();
    assert_eq!((principal.issuer(), principal.subject()), ("https://id.example", "alice"));
    assert!(!principal.is_anonymous() && !principal.is_delegated());
}

#[test]
fn no_other_algorithm_verifies() {
    for algorithm in [
        "none", "None", "NONE", "nOnE", "HS384", "HS512", "RS256", "ES256", "EdDSA", "hs256", "",
        "HS256 ",
    ] {
        let header = format!(r#"{{"typ":"at+jwt","alg":"{algorithm}"}}"#);
        assert!(
            verify(&signed(&header, &claims())).is_none(),
            "{algorithm} with an HS256 signature"
        );
        let unsigned = format!("{}.{}.", encode(header.as_bytes()), encode(claims().as_bytes()));
        assert!(verify(&unsigned).is_none(), "{algorithm} without a signature");
        assert!(verify(unsigned.trim_end_matches('.')).is_none());
    }
    for algorithm in [Algorithm::HS384, Algorithm::HS512] {
        for named in [HEADER.to_owned(), HEADER.replace("HS256", &format!("{algorithm:?}"))] {
            assert!(
                verify(&signed_with(algorithm, named.as_bytes(), claims().as_bytes())).is_none()
            );
        }
    }
    for header in [
        r#"{"typ":"at+jwt"}"#,
        r#"{"typ":"at+jwt","alg":null}"#,
        r#"{"typ":"at+jwt","alg":["HS256"]}"#,
        r#"["HS256","at+jwt"]"#,
        "null",
        "",
        "{",
    ] {
        assert!(verify(&signed(header, &claims())).is_none(), "{header}");
    }
}

#[test]
fn nothing_may_be_altered() {
    let token = signed(HEADER, &claims());
    assert!(verify(&token).is_some());
    let (message, signature) = token.rsplit_once('.').unwrap();
    let (header, _) = message.split_once('.').unwrap();
    let mallory = encode(claims_but("alice", "mallory").as_bytes());
    assert!(verify(&format!("{header}.{mallory}.{signature}")).is_none());
    for index in 0..token.len() {
        let mut altered = token.clone().into_bytes();
        altered[index] ^= 1;
        assert!(verify(&String::from_utf8(altered).unwrap()).is_none(), "byte {index}");
        assert!(verify(&token[..index]).is_none(), "cut at {index}");
    }
    let key = EncodingKey::from_secret(b"another secret of thirty-two bytes or more");
    let foreign = sign(message.as_bytes(), &key, Algorithm::HS256).unwrap();
    assert!(verify(&format!("{message}.{foreign}")).is_none());
}

#[test]
fn exactly_three_base64url_parts() {
    let token = signed(HEADER, &claims());
    let (message, signature) = token.rsplit_once('.').unwrap();
    let (header, payload) = message.split_once('.').unwrap();
    let bad = [
        String::new(),
        ".".into(),
        "..".into(),
        "...".into(),
        "a.b".into(),
        "a.b.c".into(),
        format!("{token}."),
        format!(".{token}"),
        format!("{token}.{signature}"),
        format!("{message}.."),
        format!("{token}="),
        format!("{token}=="),
        format!("{header}=.{payload}.{signature}"),
        format!(" {token}"),
        format!("{token} "),
        format!("{token}\n"),
        format!("{header}. {payload}.{signature}"),
        format!("{message}.{}", signature.replace(['-', '_'], "+")) + "+",
        format!("{header}..{signature}"),
        format!(".{payload}.{signature}"),
        format!(r#"{{"protected":"{header}","payload":"{payload}","signature":"{signature}"}}"#),
        format!(
            r#"{{"payload":"{payload}","signatures":[{{"protected":"{header}","signature":"{signature}"}}]}}"#
        ),
        "é.é.é".into(),
        "\0.\0.\0".into(),
    ];
    for token in bad {
        assert!(verify(&token).is_none(), "{token}");
    }
}

#[test]
fn long_tokens_are_refused_and_others_of_full_length_are_not() {
    let filler = |length| claims_with(&format!(r#","x":"{}""#, "x".repeat(length)));
    let fits = signed(HEADER, &filler(5_800));
    assert!(fits.len() > 7_900 && verify(&fits).is_some());
    let huge = signed(HEADER, &filler(6_200));
    assert!(huge.len() > 8_192 && verify(&huge).is_none());
}

#[test]
fn only_text_is_read() {
    let mut broken = claims_with(r#","x":"?""#).into_bytes();
    let place = broken.iter().rposition(|byte| *byte == b'?').unwrap();
    broken[place] = 0xff;
    assert!(verify(&signed_with(Algorithm::HS256, HEADER.as_bytes(), &broken)).is_none());
    let mut header = br#"{"typ":"at+jwt","alg":"HS256","x":"?"}"#.to_vec();
    header[35] = 0xff;
    assert!(verify(&signed_with(Algorithm::HS256, &header, claims().as_bytes())).is_none());
    for claims in [
        "",
        "null",
        "[]",
        "{",
        "\"x\"",
        &format!("{} {}", claims(), claims()),
        &format!("[{}]", claims()),
    ] {
        assert!(!accepts(claims), "{claims}");
    }
}

#[test]
fn only_access_tokens() {
    let with_type = |kind: &str| {
        verify(&signed(&format!(r#"{{"alg":"HS256","typ":{kind}}}"#), &claims())).is_some()
    };
    for good in [r#""at+jwt""#, r#""AT+JWT""#, r#""application/at+jwt""#, r#""Application/At+Jwt""#]
    {
        assert!(with_type(good), "{good}");
    }
    for bad in [
        r#""JWT""#,
        r#""jwt""#,
        r#""""#,
        r#""at+jwt ""#,
        r#""text/at+jwt""#,
        r#""application/application/at+jwt""#,
        r#""refresh+jwt""#,
        r#""application/""#,
        r#""éééééé""#,
        "null",
        "1",
        r#"["at+jwt"]"#,
    ] {
        assert!(!with_type(bad), "{bad}");
    }
    assert!(verify(&signed(r#"{"alg":"HS256"}"#, &claims())).is_none());
    let lenient = verifier().token_type("JWT").unwrap();
    let now = Instant::from_unix_seconds(NOW);
    assert!(
        lenient.verify(&signed(r#"{"alg":"HS256","typ":"JWT"}"#, &claims()), None, now).is_ok()
    );
    assert!(lenient.verify(&signed(HEADER, &claims()), None, now).is_err());
}

#[test]
fn critical_extensions_are_refused_in_any_form() {
    for crit in ["[]", r#"["exp"]"#, r#"["b64"]"#, "null", "{}", r#""exp""#, "0", "false"] {
        let header = format!(r#"{{"typ":"at+jwt","alg":"HS256","crit":{crit}}}"#);
        assert!(verify(&signed(&header, &claims())).is_none(), "{crit}");
    }
}

#[test]
fn a_token_does_not_choose_its_key() {
    let mallory = b"the secret that mallory brings along, 32+";
    let jwk = format!(r#""jwk":{{"kty":"oct","k":"{}","alg":"HS256"}}"#, encode(mallory));
    for member in [
        jwk.as_str(),
        r#""jku":"https://evil.example/jwks""#,
        r#""kid":"../../dev/null""#,
        r#""x5u":"https://evil.example""#,
        r#""x5c":["MIIB"]"#,
    ] {
        let header = format!(r#"{{"typ":"at+jwt","alg":"HS256",{member}}}"#);
        let message = format!("{}.{}", encode(header.as_bytes()), encode(claims().as_bytes()));
        let signature =
            sign(message.as_bytes(), &EncodingKey::from_secret(mallory), Algorithm::HS256).unwrap();
        assert!(verify(&format!("{message}.{signature}")).is_none(), "{member}");
        assert!(verify(&signed(&header, &claims())).is_some(), "{member} is not looked at");
    }
}

#[test]
fn members_that_are_read_stand_once() {
    for member in [r#""alg":"HS256""#, r#""typ":"at+jwt""#, r#""alg":"none""#] {
        let header = format!(r#"{{"typ":"at+jwt","alg":"HS256",{member}}}"#);
        assert!(verify(&signed(&header, &claims())).is_none(), "{member}");
    }
    for member in [
        r#""iss":"https://id.example""#,
        r#""aud":"https://api.example""#,
        r#""sub":"bob""#,
        r#""exp":9999999999"#,
        r#""nbf":0"#,
        r#""s\u0075b":"bob""#,
    ] {
        assert!(!accepts(&claims_with(&format!(",{member}"))), "{member}");
    }
    assert!(!accepts(&claims_with(r#","roles":[],"roles":["admin"]"#)));
    for member in [
        r#""act":{"sub":"a"}"#,
        r#""scope":"read""#,
        r#""auth_time":1"#,
        r#""amr":["mfa"]"#,
        r#""client_id":"web""#,
        r#""azp":"web""#,
        r#""gty":"password""#,
    ] {
        assert!(accepts(&claims_with(&format!(",{member}"))), "{member} once");
        assert!(!accepts(&claims_with(&format!(",{member},{member}"))), "{member} twice");
    }
    assert!(accepts(&claims_with(r#","x":1,"x":2"#)), "what is not read does not count");
}

#[test]
fn required_claims() {
    assert!(accepts(&claims()));
    for name in ["iss", "aud", "sub", "exp", "nbf"] {
        assert!(!accepts(&claims_but(&format!("\"{name}\""), "\"other\"")), "without {name}");
        let mut null: serde_json::Map<_, _> = serde_json::from_str(&claims()).unwrap();
        null.insert(name.into(), serde_json::Value::Null);
        assert!(!accepts(&serde_json::to_string(&null).unwrap()), "{name} is null");
    }
}

#[test]
fn issuer_and_audience_are_exact() {
    for issuer in [
        "https://id.example/",
        "https://ID.example",
        "https://id.example ",
        "http://id.example",
        "",
    ] {
        assert!(!accepts(&claims_but("https://id.example", issuer)), "{issuer}");
    }
    assert!(!accepts(&claims_but("\"https://id.example\"", "[\"https://id.example\"]")));
    assert!(
        accepts(&claims_but("https://id.example", r"https:\/\/id.ex\u0061mple")),
        "the same string"
    );
    let audience = |audience: &str| accepts(&claims_but("\"https://api.example\"", audience));
    assert!(audience(r#"["https://other.example","https://api.example"]"#));
    for bad in [
        "[]",
        r#""""#,
        r#"["https://other.example"]"#,
        r#""https://api.example.evil""#,
        r#""https://api.example/""#,
        r#"["https://api.example",1]"#,
        r#"[["https://api.example"]]"#,
        r#"{"https://api.example":1}"#,
        "1",
    ] {
        assert!(!audience(bad), "{bad}");
    }
}

#[test]
fn subjects_are_short_text() {
    let subject = |subject: &str| accepts(&claims_but("\"alice\"", subject));
    assert!(subject(&format!("\"{}\"", "s".repeat(255))));
    assert!(subject("\"Ålice 1\""));
    for bad in [
        r#""""#,
        r#""a\u0000b""#,
        r#""a\nb""#,
        r#""a\u0085b""#,
        "1",
        "[\"alice\"]",
        &format!("\"{}\"", "s".repeat(256)),
    ] {
        assert!(!subject(bad), "{bad}");
    }
}

#[test]
fn times_are_kept_to_the_second() {
    let token = signed(HEADER, &claims());
    for (seconds, is_valid) in [
        (NOW - 31, false),
        (NOW - 30, true),
        (NOW + 600, true),
        (NOW + 629, true),
        (NOW + 630, false),
        (0, false),
        (u64::MAX, false),
    ] {
        assert_eq!(verify_at(&token, seconds).is_some(), is_valid, "at {seconds}");
    }
    let strict = verifier().leeway(Duration::ZERO).unwrap();
    for (seconds, is_valid) in
        [(NOW - 1, false), (NOW, true), (NOW + 599, true), (NOW + 600, false)]
    {
        assert_eq!(
            strict.verify(&token, None, Instant::from_unix_seconds(seconds)).is_ok(),
            is_valid,
            "at {seconds}"
        );
    }
    assert!(verifier().leeway(Duration::from_secs(61)).is_err());
}

#[test]
fn times_are_numbers() {
    let expires = |value: &str| accepts(&claims_but(&(NOW + 600).to_string(), value));
    for good in ["1700000600.5", "1.7000006e9", "9999999999", "18446744073709551615"] {
        assert!(expires(good), "{good}");
    }
    for bad in [
        r#""1700000600""#,
        "1e400",
        "-1",
        "-1.5",
        "-1e400",
        "1e300",
        "NaN",
        "Infinity",
        "true",
        "null",
        "[1700000600]",
        "{}",
        "0",
        "-0",
        "01700000600",
        "0x6553f358",
    ] {
        assert!(!expires(bad), "{bad}");
    }
    let starts = |value: &str| accepts(&claims_but(&format!(":{NOW}"), &format!(":{value}")));
    for good in ["0", "1699999999.5", "1700000030"] {
        assert!(starts(good), "{good}");
    }
    for bad in [r#""0""#, "1e400", "-1", "null", "1700000030.5", "18446744073709551615"] {
        assert!(!starts(bad), "{bad}");
    }
}

#[test]
fn roles_are_an_array_of_names() {
    let holds = |roles: &str| {
        let claims = claims_with(&format!(",\"roles\":{roles}"));
        verify(&signed(HEADER, &claims))
            .map(|principal| [0, 1].map(|index| principal_holds(&principal, index)))
    };
    assert_eq!(holds("[]"), Some([false, false]));
    assert_eq!(holds(r#"["viewer"]"#), Some([false, true]));
    assert_eq!(holds(r#"["admin"]"#), Some([true, true]));
    assert_eq!(holds(r#"["Admin","admin ","ADMIN","root","*",""]"#), Some([false, false]));
    assert_eq!(holds(&format!("[{}\"admin\"]", "\"x\",".repeat(63))), Some([true, true]));
    assert_eq!(holds(&format!("[{}\"admin\"]", "\"x\",".repeat(64))), None);
    for bad in [
        r#""admin""#,
        r#""admin viewer""#,
        "null",
        "1",
        "{}",
        r#"{"admin":true}"#,
        "[1]",
        "[null]",
        r#"[["admin"]]"#,
        r#"["admin",1]"#,
    ] {
        assert_eq!(holds(bad), None, "{bad}");
    }
    let absent = verify(&signed(HEADER, &claims_with(r#","groups":["admin"]"#))).unwrap();
    assert!(!principal_holds(&absent, 1));
    let groups = verifier().roles_claim("groups").unwrap();
    let token = signed(HEADER, &claims_with(r#","groups":["admin"],"roles":7"#));
    let now = Instant::from_unix_seconds(NOW);
    assert!(principal_holds(&groups.verify(&token, Some(&ROLES), now).unwrap(), 0));
    assert!(
        !principal_holds(&groups.verify(&token, None, now).unwrap(), 0),
        "no roles type, no roles"
    );
}

fn principal_holds(principal: &Principal, index: u8) -> bool {
    #[derive(Clone, Copy)]
    struct At(u8);
    impl secure_api::Roles for At {
        const TABLE: &'static RoleTable = &ROLES;
        fn index(&self) -> u8 {
            self.0
        }
    }
    principal.holds(&At(index))
}

/// Good claims and these, accepted.
fn principal_with(more: &str) -> Option<Principal> {
    verify(&signed(HEADER, &claims_with(&format!(",{more}"))))
}

#[test]
fn delegated_tokens_say_who_acts() {
    let principal = principal_with(r#""act":{"sub":"assistant"}"#).unwrap();
    let actor = principal.actor().unwrap();
    assert_eq!((actor.issuer(), actor.subject(), actor.is_system()), (None, "assistant", false));
    assert!(principal.is_delegated());
    let chain = r#""act":{"x":1,"sub":"b","iss":"i","act":{"sub":"a","act":{"sub":"0"}}}"#;
    let principal = principal_with(chain).unwrap();
    let actor = principal.actor().unwrap();
    assert_eq!((actor.issuer(), actor.subject()), (Some("i"), "b"));
    let system = principal_with(r#""act":{"sub":"system"}"#).unwrap();
    assert!(!system.actor().unwrap().is_system(), "no token speaks for this server");
    assert!(principal_with(r#""x":1"#).unwrap().actor().is_none());
    let nested = |depth: usize| {
        format!(
            r#""act":{}{{"sub":"a"}}{}"#,
            r#"{"sub":"a","act":"#.repeat(depth - 1),
            "}".repeat(depth - 1)
        )
    };
    assert!(principal_with(&nested(8)).is_some() && principal_with(&nested(9)).is_none());
    assert!(principal_with(&nested(500)).is_none());
    for bad in [
        "{}",
        "null",
        "false",
        "[]",
        r#"["a"]"#,
        r#""assistant""#,
        r#"{"sub":""}"#,
        r#"{"sub":null}"#,
        r#"{"sub":7}"#,
        r#"{"sub":"a\nb"}"#,
        r#"{"sub":"a","sub":"b"}"#,
        r#"{"sub":"a","iss":""}"#,
        r#"{"sub":"a","iss":null}"#,
        r#"{"sub":"a","act":{}}"#,
        r#"{"sub":"a","act":null}"#,
        r#"{"iss":"i"}"#,
        &format!(r#"{{"sub":"{}"}}"#, "s".repeat(256)),
    ] {
        assert!(principal_with(&format!(r#""act":{bad}"#)).is_none(), "{bad}");
    }
}

#[test]
fn scopes_are_one_string() {
    let scopes = |scope: &str| {
        let principal = principal_with(&format!(r#""scope":{scope}"#))?;
        Some(["read", "write", ""].map(|scope| principal.has_scope(scope)))
    };
    let held = |read, write| Some([Some(read), Some(write), Some(false)]);
    assert_eq!(scopes(r#""read""#), held(true, false));
    assert_eq!(scopes(r#""a:b read https://x/y.z""#), held(true, false));
    assert_eq!(scopes(r#""write read""#), held(true, true));
    assert_eq!(scopes(r#""""#), held(false, false));
    assert_eq!(scopes(r#""READ reading re""#), held(false, false));
    assert_eq!(scopes(&format!(r#""{}read""#, "x ".repeat(63))), held(true, false));
    let with_scp = principal_with(r#""scp":["read"]"#).unwrap();
    assert_eq!(with_scp.has_scope("read"), None, "only `scope` is read");
    for bad in [
        "null",
        "1",
        "[]",
        r#"["read"]"#,
        r#"{"read":true}"#,
        r#"" read""#,
        r#""read ""#,
        r#""read  write""#,
        r#"" ""#,
        r#""read\twrite""#,
        r#""read\nwrite""#,
        r#""re\"ad""#,
        r#""re\\ad""#,
        r#""réad""#,
        &format!(r#""{}read""#, "x ".repeat(64)),
    ] {
        assert!(scopes(bad).is_none(), "{bad}");
    }
}

#[test]
fn when_and_how_the_caller_authenticated() {
    let at = |time: &str| {
        let principal = principal_with(&format!(r#""auth_time":{time}"#))?;
        principal.authenticated_at().map(Instant::unix_seconds)
    };
    assert_eq!(at("1699999999"), Some(1_699_999_999));
    assert_eq!(at("1699999999.9"), Some(1_699_999_999));
    assert_eq!(at("0"), Some(0));
    assert_eq!(at(&(NOW + 30).to_string()), Some(NOW + 30));
    // What is yet to come would be fresh until then, and after that for as long again.
    for bad in
        [r#""1699999999""#, "null", "-1", "1e400", "1700000031", "18446744073709551615", "[]"]
    {
        assert!(at(bad).is_none(), "{bad}");
    }
    assert_eq!(principal_with(r#""x":1"#).unwrap().authenticated_at(), None);

    let several = |methods: &str| {
        principal_with(&format!(r#""amr":{methods}"#)).map(|p| p.used_several_factors())
    };
    assert_eq!(several(r#"["pwd","otp","mfa"]"#), Some(Some(true)));
    assert_eq!(several(r#"["pwd","otp"]"#), Some(Some(false)));
    assert_eq!(several("[]"), Some(Some(false)));
    assert_eq!(several(r#"["MFA","mfa ","not-mfa"]"#), Some(Some(false)));
    assert_eq!(principal_with(r#""x":1"#).unwrap().used_several_factors(), None);
    for bad in [r#""mfa""#, "null", "true", r#"[["mfa"]]"#, r#"["mfa",1]"#, r#"{"mfa":1}"#] {
        assert_eq!(several(bad), None, "{bad}");
    }
    assert_eq!(several(&format!("[{}\"mfa\"]", "\"x\",".repeat(64))), None);
}

#[test]
fn whoever_got_a_token_for_itself_is_a_service() {
    for (claims, kind, client) in [
        (r#""x":1"#, PrincipalKind::User, None),
        (r#""client_id":"web""#, PrincipalKind::User, Some("web")),
        (r#""azp":"web""#, PrincipalKind::User, Some("web")),
        (r#""azp":"web","client_id":"web""#, PrincipalKind::User, Some("web")),
        (r#""gty":"password""#, PrincipalKind::User, None),
        (r#""client_id":"alice""#, PrincipalKind::Service, Some("alice")),
        (r#""azp":"alice""#, PrincipalKind::Service, Some("alice")),
        (r#""gty":"client-credentials","azp":"web""#, PrincipalKind::Service, Some("web")),
    ] {
        let principal = principal_with(claims).unwrap();
        assert_eq!((principal.kind(), principal.client()), (kind, client), "{claims}");
        let owner = (kind == PrincipalKind::User).then_some("alice");
        assert_eq!(principal.owner_id(), owner, "{claims}");
        assert_eq!(principal.is_third_party(), client.is_some(), "no client is ours unless listed");
    }
    for bad in [
        r#""client_id":"web","azp":"other""#,
        r#""client_id":"alice","azp":"web""#,
        r#""client_id":"""#,
        r#""client_id":null"#,
        r#""azp":["web"]"#,
        r#""azp":"a\u0000b""#,
        r#""gty":null"#,
        r#""gty":["client-credentials"]"#,
    ] {
        assert!(principal_with(bad).is_none(), "{bad}");
    }
    let ours = verifier().first_party_clients(["web", "app"]).unwrap();
    let now = Instant::from_unix_seconds(NOW);
    for (client, third_party) in [("web", false), ("app", false), ("Web", true), ("web ", true)] {
        let token = signed(HEADER, &claims_with(&format!(r#","client_id":"{client}""#)));
        let principal = ours.verify(&token, None, now).unwrap();
        assert_eq!(principal.is_third_party(), third_party, "{client}");
    }
    assert!(verifier().first_party_clients([""]).is_err());
}

#[test]
fn tenants_that_a_token_proves() {
    let now = Instant::from_unix_seconds(NOW);
    let one = verifier().tenant_claim("org").unwrap();
    let in_one = |more: &str| {
        one.verify(&signed(HEADER, &claims_with(more)), Some(&ROLES), now).ok().map(|principal| {
            (principal.tenant().map(str::to_owned), principal_holds(&principal, 0))
        })
    };
    let acme = Some("acme".to_owned());
    assert_eq!(in_one(r#","org":"acme","roles":["admin"]"#), Some((acme.clone(), true)));
    assert_eq!(in_one(r#","org":"acme""#), Some((acme.clone(), false)));
    assert_eq!(in_one(r#","roles":["admin"]"#), Some((None, false)), "a role without its tenant");
    for bad in ["null", r#""""#, "1", r#"["acme"]"#, r#"{"acme":[]}"#, r#""a\nb""#] {
        assert_eq!(in_one(&format!(r#","org":{bad}"#)), None, "{bad}");
    }
    assert_eq!(in_one(r#","org":"acme","org":"globex""#), None);

    let each = verifier().tenants_claim("tenants").unwrap();
    let in_each = |more: &str| {
        each.verify(&signed(HEADER, &claims_with(more)), Some(&ROLES), now).ok().map(|principal| {
            (principal.tenant().map(str::to_owned), principal_holds(&principal, 0))
        })
    };
    let admin = r#"["admin"]"#;
    assert_eq!(in_each(&format!(r#","tenants":{{"acme":{admin}}}"#)), Some((acme.clone(), true)));
    assert_eq!(
        in_each(&format!(r#","tenants":{{"acme":[]}},"roles":{admin}"#)),
        Some((acme, false))
    );
    let two = format!(r#","tenants":{{"acme":{admin},"globex":{admin}}}"#);
    assert_eq!(in_each(&two), Some((None, false)), "none of two is selected");
    assert_eq!(in_each(&format!(r#"{two},"roles":{admin}"#)), Some((None, true)));
    assert_eq!(in_each(r#","tenants":{}"#), Some((None, false)));
    for bad in [
        "null",
        "[]",
        r#""acme""#,
        r#"["acme"]"#,
        r#"{"acme":"admin"}"#,
        r#"{"acme":null}"#,
        r#"{"":[]}"#,
        r#"{"acme":[],"acme":["admin"]}"#,
        r#"{"acme":[],"\u0061cme":["admin"]}"#,
        r#"{"a\u0000":[]}"#,
    ] {
        assert_eq!(in_each(&format!(r#","tenants":{bad}"#)), None, "{bad}");
    }
    let many =
        |count: usize| (0..count).map(|n| format!(r#""t{n}":[]"#)).collect::<Vec<_>>().join(",");
    assert!(in_each(&format!(r#","tenants":{{{}}}"#, many(64))).is_some());
    assert!(in_each(&format!(r#","tenants":{{{}}}"#, many(65))).is_none());
    // Without the setting the claims are like any other.
    let principal = principal_with(r#""org":"acme","tenants":7"#).unwrap();
    assert_eq!(principal.tenant(), None);
}

#[test]
fn a_claim_means_one_thing() {
    assert!(verifier().tenant_claim("a").unwrap().tenants_claim("b").is_err());
    assert!(verifier().tenants_claim("a").unwrap().tenant_claim("b").is_err());
    for taken in ["", "roles", "sub", "aud", "act", "scope", "azp", "amr"] {
        assert!(verifier().tenant_claim(taken).is_err(), "{taken}");
        assert!(verifier().tenants_claim(taken).is_err(), "{taken}");
    }
    assert!(verifier().tenant_claim("org").unwrap().roles_claim("org").is_err());
    assert!(verifier().roles_claim("org").unwrap().tenant_claim("org").is_err());
    assert!(verifier().roles_claim("scope").is_err());
}

#[test]
fn weak_secrets_and_empty_names_are_refused_at_start() {
    let secret = |bytes: &[u8]| TokenSecret::new(bytes.to_vec());
    assert!(matches!(secret(b""), Err(ConfigError::ShortSecret { bytes: 0, .. })));
    assert!(matches!(secret(&SECRET[..31]), Err(ConfigError::ShortSecret { bytes: 31, .. })));
    assert!(secret(&SECRET[..32]).is_ok());
    let counting: Vec<u8> = (0..32).collect();
    let printed =
        b"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    let known: [&[u8]; 8] = [
        &[0; 64],
        b"secretsecretsecretsecretsecretsecret",
        b"0123456789abcdef0123456789abcdef",
        &counting,
        b"a-string-secret-at-least-256-bits-long",
        b"please-CHANGE-ME-in-production-or-else",
        b"your-256-bit-secret-your-256-bit-secret!",
        printed,
    ];
    for known in known {
        assert!(
            matches!(secret(known), Err(ConfigError::KnownSecret { .. })),
            "{}",
            known.escape_ascii()
        );
    }
    let good = TokenSecret::random().unwrap();
    assert_eq!(format!("{good:?}"), "TokenSecret { .. }");
    assert!(matches!(
        JwtVerifier::hs256(&good, "", "a"),
        Err(ConfigError::Empty { setting: "issuer", .. })
    ));
    assert!(matches!(
        JwtVerifier::hs256(&good, "i", ""),
        Err(ConfigError::Empty { setting: "audience", .. })
    ));
    assert!(verifier().roles_claim("").is_err() && verifier().roles_claim("sub").is_err());
    assert!(verifier().token_type("").is_err());
    assert!(!format!("{:?}", verifier()).contains("k7Qw"));
}

#[test]
fn the_reason_is_for_the_log_and_repeats_nothing_of_the_token() {
    let token = signed(HEADER, &claims_but("alice", "m\\u0000allory"));
    let invalid = verifier().verify(&token, None, Instant::from_unix_seconds(NOW)).unwrap_err();
    assert_eq!(invalid.to_string(), "the token is without a usable `sub`");
}
