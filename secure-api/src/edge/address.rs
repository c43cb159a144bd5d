//! Where a request comes from.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::{
    extract::ConnectInfo,
    http::{Extensions, HeaderMap},
};
use ipnet::IpNet;

/// The address that quotas are kept by. IPv6 clients own whole networks, so they are told apart by the first 64 bits; an
/// IPv4 address in IPv6 form is the IPv4 address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ClientAddress(Option<IpAddr>);

impl ClientAddress {
    /// The address as [`ip`](Self::ip) has told it.
    pub(crate) const fn noted(ip: Option<IpAddr>) -> Self {
        Self(ip)
    }

    /// The address of the connection. Only if that is a trusted proxy, `X-Forwarded-For` is read, from the right: each proxy
    /// appends whom it saw, so the first address that is no trusted proxy is the client; what stands left of it is hearsay.
    /// Where the server noted no address, all clients count as one.
    pub(crate) fn of(extensions: &Extensions, headers: &HeaderMap, proxies: &[IpNet]) -> Self {
        let is_proxy = |address: IpAddr| proxies.iter().any(|proxy| proxy.contains(&address));
        let mut client = peer(extensions);
        if client.is_some_and(is_proxy) {
            for hop in hops(headers) {
                // What a trusted proxy cannot have written ends the chain at the proxy.
                let Some(address) = hop.and_then(parse) else { break };
                client = Some(address);
                if !is_proxy(address) {
                    break;
                }
            }
        }
        Self(client.map(group))
    }

    /// The address, IPv6 cut to its network; `None` where the server noted none.
    pub(crate) const fn ip(self) -> Option<IpAddr> {
        self.0
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

/// Whether the connection is known to come from this machine.
pub(crate) fn is_loopback(extensions: &Extensions) -> bool {
    peer(extensions).is_some_and(|address| address.is_loopback())
}

fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip().to_canonical())
}

/// The entries of `X-Forwarded-For`, the last one first; `None` for one that is not text.
fn hops(headers: &HeaderMap) -> impl Iterator<Item = Option<&str>> {
    let fields: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
    fields.into_iter().rev().flat_map(|field| match field.to_str() {
        Ok(field) => field.rsplit(',').map(|hop| Some(hop.trim())).collect(),
        Err(_) => vec![None],
    })
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]:4711`.
fn parse(hop: &str) -> Option<IpAddr> {
    let address = hop.parse().or_else(|_| hop.parse().map(|address: SocketAddr| address.ip())).ok();
    let bracketed = || hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    address.or_else(bracketed).map(|address: IpAddr| address.to_canonical())
}

fn group(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extensions(peer: &str) -> Extensions {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 1)));
        extensions
    }

    fn client(peer: &str) -> ClientAddress {
        ClientAddress::of(&extensions(peer), &HeaderMap::new(), &[])
    }

    fn forwarded(peer: &str, fields: &[&str]) -> ClientAddress {
        let mut headers = HeaderMap::new();
        for field in fields {
            headers.append("x-forwarded-for", field.parse().unwrap());
        }
        let proxies = ["10.0.0.0/8".parse().unwrap(), "2001:db8:ffff::/48".parse().unwrap()];
        ClientAddress::of(&extensions(peer), &headers, &proxies)
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
    fn a_stranger_cannot_say_that_it_forwards() {
        assert_eq!(forwarded("192.0.2.1", &["198.51.100.7"]), client("192.0.2.1"));
    }

    #[test]
    fn behind_proxies_the_client_is_the_last_hop_that_is_none() {
        let real = client("198.51.100.7");
        assert_eq!(forwarded("10.0.0.1", &["198.51.100.7"]), real);
        assert_eq!(forwarded("10.0.0.1", &["203.0.113.9, 198.51.100.7"]), real);
        assert_eq!(forwarded("10.0.0.1", &["203.0.113.9, 198.51.100.7, 10.9.9.9"]), real);
        assert_eq!(forwarded("10.0.0.1", &["203.0.113.9", "198.51.100.7:4711, 10.9.9.9"]), real);
        assert_eq!(forwarded("::ffff:10.0.0.1", &["::ffff:198.51.100.7"]), real);
        assert_eq!(forwarded("2001:db8:ffff::1", &["[2001:db8::5]:80"]), client("2001:db8::5"));
    }

    #[test]
    fn a_hop_that_no_proxy_writes_ends_the_chain_at_the_proxy() {
        assert_eq!(forwarded("10.0.0.1", &["198.51.100.7, unknown"]), client("10.0.0.1"));
        assert_eq!(forwarded("10.0.0.1", &["198.51.100.7, , 10.0.0.2"]), client("10.0.0.2"));
        assert_eq!(forwarded("10.0.0.1", &[""]), client("10.0.0.1"));
    }

    #[test]
    fn loopback_is_known_only_from_the_connection() {
        assert!(is_loopback(&extensions("127.0.0.1")));
        assert!(is_loopback(&extensions("::1")));
        assert!(is_loopback(&extensions("::ffff:127.0.0.1")));
        assert!(!is_loopback(&extensions("192.0.2.1")));
        assert!(!is_loopback(&Extensions::new()));
    }
}
