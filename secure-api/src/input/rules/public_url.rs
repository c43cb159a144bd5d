use std::net::{Ipv4Addr, Ipv6Addr};

use ::url::{Host, Url};
use ipnet::{Ipv4Net, Ipv6Net};

use super::Text;
use crate::input::{Flaw, Verdict};

/// What is no public address of IPv4: the special-purpose registry of IANA (RFC 6890), multicast, what is reserved, and one
/// address of a cloud's own services that lies among public ones.
const CLOSED_V4: [Ipv4Net; 17] = [
    v4([0, 0, 0, 0], 8),          // this network
    v4([10, 0, 0, 0], 8),         // private
    v4([100, 64, 0, 0], 10),      // shared by a carrier's customers
    v4([127, 0, 0, 0], 8),        // loopback
    v4([168, 63, 129, 16], 32),   // Azure's services to its machines
    v4([169, 254, 0, 0], 16),     // link-local, and the metadata of most clouds
    v4([172, 16, 0, 0], 12),      // private
    v4([192, 0, 0, 0], 24),       // protocol assignments
    v4([192, 0, 2, 0], 24),       // documentation
    v4([192, 88, 99, 0], 24),     // relays of 6to4
    v4([192, 168, 0, 0], 16),     // private
    v4([198, 18, 0, 0], 15),      // benchmarks
    v4([198, 51, 100, 0], 24),    // documentation
    v4([203, 0, 113, 0], 24),     // documentation
    v4([224, 0, 0, 0], 4),        // multicast
    v4([240, 0, 0, 0], 4),        // reserved
    v4([255, 255, 255, 255], 32), // broadcast
];

/// All public addresses of IPv6 lie in here; what is outside is loopback, local, multicast, or has one of IPv4 inside.
const GLOBAL_V6: Ipv6Net = v6([0x2000, 0, 0], 3);

/// What is none although it lies there.
const CLOSED_V6: [Ipv6Net; 4] = [
    v6([0x2001, 0, 0], 23),     // protocol assignments: Teredo, benchmarks, ORCHID
    v6([0x2001, 0xdb8, 0], 32), // documentation
    v6([0x2002, 0, 0], 16),     // 6to4, which has an address of IPv4 inside
    v6([0x3fff, 0, 0], 20),     // documentation
];

/// Names that no public host has, or that the public DNS answers with a private address on purpose.
const CLOSED_NAMES: [&str; 28] = [
    "alt",
    "arpa",
    "corp",
    "domain",
    "example",
    "home",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "mail",
    "onion",
    "private",
    "svc",
    "test",
    "workgroup",
    // clouds that name their metadata outside of these
    "metadata.packet.net",
    "metadata.platformequinix.com",
    "metadata.tencentyun.com",
    // they resolve to whatever address stands in the name, or to loopback
    "localtest.me",
    "lvh.me",
    "nip.io",
    "sslip.io",
    "vcap.me",
    "xip.io",
];

const fn v4([a, b, c, d]: [u8; 4], prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6([a, b, c]: [u16; 3], prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), prefix)
}

/// `public_url`: an absolute `https` URL without credentials whose host may be a public one (OWASP API7, ASVS V1.3.6). Refused
/// are all addresses that are not global unicast, with any way to write one or to wrap it in IPv6; names without a dot;
/// `localhost`, `.local`, `.internal` and the like, the metadata services of clouds among them. An address has to be
/// written the usual way, because `010.0.0.1` is one host to some programs and another to others. A port may be stated. It
/// has no length of its own, so it needs `length(max = …)`.
///
/// **This does not make a URL safe to fetch.** Nobody asks DNS here, and a public name may resolve to a private address, now
/// or a moment later (DNS rebinding). Whoever fetches has to check the address that it connects to, and not follow
/// redirects.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Webhook {
///     #[validate(public_url, length(max = 300))]
///     target: String,
/// }
///
/// assert!(input::read_json::<Webhook>(br#"{"target": "https://hooks.example.com/in"}"#).is_ok());
/// assert!(input::read_json::<Webhook>(br#"{"target": "https://169.254.169.254/latest"}"#).is_err());
/// assert!(input::read_json::<Webhook>(br#"{"target": "https://2130706433/"}"#).is_err()); // 127.0.0.1
/// ```
///
/// # Errors
/// If the value is no such URL.
pub fn public_url<T: Text>(value: &T) -> Verdict {
    match is_public(value.text()) {
        true => Ok(()),
        false => Err(Flaw::new("public_url", "must be an `https` URL of a public host")),
    }
}

fn is_public(text: &str) -> bool {
    const SCHEME: &str = "https://";
    let Some((scheme, rest)) = text.split_at_checked(SCHEME.len()) else { return false };
    // The parser drops white space, turns backslashes, and passes over slashes: what is kept would not be what was checked.
    let is_plain = !text.contains(|character: char| {
        character.is_control() || character.is_whitespace() || character == '\\'
    });
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if !scheme.eq_ignore_ascii_case(SCHEME) || !is_plain || authority.contains(['@', '%']) {
        return false;
    }
    let Ok(url) = Url::parse(text) else { return false };
    let is_written = |address: &str| {
        authority.strip_prefix(address).is_some_and(|port| port.is_empty() || port.starts_with(':'))
    };
    // An authority that is empty would let the parser take a piece of the path for it.
    !authority.is_empty()
        && match url.host() {
            Some(Host::Domain(name)) => is_public_name(name),
            Some(Host::Ipv4(address)) => is_public_v4(address) && is_written(&address.to_string()),
            Some(Host::Ipv6(address)) => {
                is_public_v6(address) && is_written(&format!("[{address}]"))
            }
            None => false,
        }
}

fn is_public_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let is_within = |parent: &str| {
        name.strip_suffix(parent).is_some_and(|start| start.is_empty() || start.ends_with('.'))
    };
    name.contains('.')
        && name.len() <= 253
        && name.split('.').all(|label| (1..=63).contains(&label.len()))
        && !CLOSED_NAMES.into_iter().any(is_within)
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !CLOSED_V4.iter().any(|network| network.contains(&address))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    // ISATAP has an address of IPv4 in its last half (RFC 5214, section 6.1).
    let is_isatap = matches!(address.segments(), [_, _, _, _, 0 | 0x200, 0x5efe, _, _]);
    GLOBAL_V6.contains(&address)
        && !is_isatap
        && !CLOSED_V6.iter().any(|network| network.contains(&address))
}
