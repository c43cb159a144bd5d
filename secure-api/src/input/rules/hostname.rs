use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use super::Text;
use crate::input::{Flaw, Verdict};

/// `hostname`: the name of a host (RFC 1123, section 2.1) as DNS holds it: labels of letters, digits and hyphens, at most 63
/// characters each, at most 253 together, so this rule is a bound too. An international name stands in its `xn--` form,
/// which has to be a valid one. Addresses, a port and a dot at the end are refused; a single label is a name.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Server {
///     #[validate(hostname)]
///     name: String,
/// }
///
/// assert!(input::read_json::<Server>(br#"{"name": "db-1.example.com"}"#).is_ok());
/// assert!(input::read_json::<Server>(br#"{"name": "db_1.example.com"}"#).is_err());
/// assert!(input::read_json::<Server>(br#"{"name": "127.0.0.1"}"#).is_err());
/// ```
///
/// # Errors
/// If the value is no such name.
pub fn hostname<T: Text>(value: &T) -> Verdict {
    let text = value.text();
    // What ends in a number is an address to whoever reads URLs.
    let ends_in_number = text.rsplit('.').next().is_some_and(|last| {
        let digits = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
        let is_hex =
            digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        is_hex || last.bytes().all(|byte| byte.is_ascii_digit())
    });
    let is_name = text.is_ascii()
        && Uts46::new()
            .to_ascii(
                text.as_bytes(),
                AsciiDenyList::STD3,
                Hyphens::CheckFirstLast,
                DnsLength::Verify,
            )
            .is_ok();
    match is_name && !ends_in_number {
        true => Ok(()),
        false => Err(Flaw::new("hostname", "must be the name of a host")),
    }
}
