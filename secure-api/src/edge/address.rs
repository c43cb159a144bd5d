//! Where a request comes from.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::{extract::ConnectInfo, http::Extensions};

/// The address of the connection, never of a header that the client could write. IPv6 clients own whole networks, so
/// they are told apart by the first 64 bits; an IPv4 address in IPv6 form is the IPv4 address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ClientAddress(Option<IpAddr>);

impl ClientAddress {
    /// Reads what the server noted of the connection. Where nothing was noted, all clients count as one.
    pub(crate) fn of(extensions: &Extensions) -> Self {
        Self(extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| group(peer.ip())))
    }

    /// Whether the connection is known to come from this machine.
    pub(crate) fn is_loopback(self) -> bool {
        self.0.is_some_and(|address| match address {
            IpAddr::V4(address) => address.is_loopback(),
            // `::1` is cut to its network, which holds no other address in use.
            IpAddr::V6(address) => address == Ipv6Addr::UNSPECIFIED,
        })
    }

    /// The bytes that quotas are keyed by.
    pub(crate) fn octets(self) -> [u8; 17] {
        let mut octets = [0; 17];
        let [kind, rest @ ..] = &mut octets;
        match self.0 {
            None => *kind = 0,
            Some(IpAddr::V4(address)) => {
                *kind = 4;
                *rest = address.to_ipv6_mapped().octets();
            }
            Some(IpAddr::V6(address)) => {
                *kind = 6;
                *rest = address.octets();
            }
        }
        octets
    }
}

fn group(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str) -> ClientAddress {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 1)));
        ClientAddress::of(&extensions)
    }

    #[test]
    fn ipv4_in_ipv6_form_is_the_ipv4_address() {
        assert_eq!(client("::ffff:192.0.2.1"), client("192.0.2.1"));
        assert_ne!(client("192.0.2.1"), client("192.0.2.2"));
    }

    #[test]
    fn an_ipv6_network_of_64_bits_is_one_client() {
        assert_eq!(client("2001:db8::1"), client("2001:db8::ffff:1"));
        assert_ne!(client("2001:db8::1"), client("2001:db8:0:1::1"));
    }

    #[test]
    fn loopback_is_known_only_from_the_connection() {
        assert!(client("127.0.0.1").is_loopback());
        assert!(client("::1").is_loopback());
        assert!(!client("192.0.2.1").is_loopback());
        assert!(!ClientAddress::of(&Extensions::new()).is_loopback());
    }
}
