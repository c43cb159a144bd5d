use validator::ValidateIp as _;

use super::Text;
use crate::input::{Flaw, Verdict};

/// The longest text of an address: IPv6 with IPv4 at its end.
const LONGEST: usize = 45;

/// `ip`: an address of IPv4, as four decimal numbers without leading zeros, or of IPv6 (RFC 4291, section 2.2) without a
/// zone. It has at most 45 characters, so this rule is a bound too. Any address is one, private ones too.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Entry {
///     #[validate(ip)]
///     address: String,
/// }
///
/// assert!(input::read_json::<Entry>(br#"{"address": "2001:db8::1"}"#).is_ok());
/// assert!(input::read_json::<Entry>(br#"{"address": "192.0.2.010"}"#).is_err());
/// ```
///
/// # Errors
/// If the value is no address.
pub fn ip<T: Text>(value: &T) -> Verdict {
    let text = value.text();
    match text.len() <= LONGEST && text.validate_ip() {
        true => Ok(()),
        false => Err(Flaw::new("ip", "must be an IP address")),
    }
}
