//! `public_url`: the spellings of hosts that must not be reached.

use proptest::prelude::*;
use secure_api::SecureInput;

use super::{table, value};

#[derive(SecureInput)]
struct Webhook {
    #[validate(public_url, length(max = 2000))]
    value: String,
}

#[test]
fn public_hosts() {
    table::<Webhook>(
        "public_url",
        &[
            "https://example.com",
            "https://example.com/",
            "HTTPS://Example.com/a?b=c#d",
            "https://hooks.example.com:8443/in",
            "https://example.com./in",
            "https://münchen.de/",
            "https://xn--mnchen-3ya.de/",
            "https://8.8.8.8/",
            "https://8.8.8.8:8443",
            "https://[2606:4700:4700::1111]/",
            "https://[2606:4700:4700::1111]:8443/",
            "https://internal.example.com/",
            "https://local.example.com/",
            "https://mylocalhost.com/",
            "https://example.com/?next=https://localhost/@",
            "https://172.15.0.1/",
            "https://172.32.0.1/",
            "https://100.63.255.255/",
            "https://100.128.0.0/",
            "https://9.255.255.255/",
            "https://11.0.0.0/",
        ],
        &[],
    );
}

#[test]
fn other_forms() {
    table::<Webhook>(
        "public_url",
        &[],
        &[
            "",
            "https",
            "https:",
            "https://",
            "https:///",
            "https:///example.com",
            "https:/example.com",
            "https:example.com",
            "//example.com",
            "example.com",
            "http://example.com/",
            "ftp://example.com/",
            "file:///etc/passwd",
            "gopher://example.com",
            "javascript:alert(1)",
            "data:text/html,x",
            " https://example.com",
            "https://example.com ",
            "https://exa\tmple.com",
            "https://exa\nmple.com",
            "https:\\\\example.com",
            "https://example.com\\@localhost/",
            "https://user@example.com/",
            "https://user:pass@example.com/",
            "https://@example.com/",
            "https://:@example.com/",
            "https://example.com@localhost/",
            "https://?a",
            "https://#a",
            "https://:443/",
            "https://example.com:99999/",
            "https://example.com:x/",
            "https://[::1",
            "https://a b.com/",
            "https://ex%61mple.com/",
            "https://example..com/",
            "https://.example.com/",
            "https://example.com../",
            "https://\u{200b}/",
            "https://..",
        ],
    );
}

#[test]
fn private_names() {
    table::<Webhook>(
        "public_url",
        &[],
        &[
            "https://localhost/",
            "https://LOCALHOST/",
            "https://localhost./",
            "https://localhost:8443/",
            "https://a.localhost/",
            "https://foo.localhost./",
            "https://ⓛocalhost/",
            "https://ｌｏｃａｌｈｏｓｔ/",
            "https://loc\u{ad}alhost/",
            "https://%6cocalhost/",
            "https://intranet/",
            "https://db/",
            "https://db./",
            "https://printer.local/",
            "https://metadata.google.internal/",
            "https://METADATA.google.internal./",
            "https://metadata/",
            "https://metadata。google。internal/",
            "https://instance-data.ec2.internal/",
            "https://host.docker.internal/",
            "https://kubernetes.default.svc/",
            "https://kubernetes.default.svc.cluster.local/",
            "https://router.lan/",
            "https://nas.home/",
            "https://nas.home.arpa/",
            "https://wiki.corp/",
            "https://wiki.intranet/",
            "https://a.private/",
            "https://a.localdomain/",
            "https://a.test/",
            "https://a.example/",
            "https://a.invalid/",
            "https://a.onion/",
            "https://1.0.0.127.in-addr.arpa/",
            "https://metadata.tencentyun.com/",
            "https://127.0.0.1.nip.io/",
            "https://10-0-0-1.sslip.io/",
            "https://localtest.me/",
            "https://a.localtest.me/",
            "https://lvh.me/",
        ],
    );
}

#[test]
fn private_addresses_in_every_spelling() {
    table::<Webhook>(
        "public_url",
        &[],
        &[
            // loopback
            "https://127.0.0.1/",
            "https://127.0.0.1:8443/",
            "https://127.0.0.1./",
            "https://127.1/",
            "https://127.0.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0x7F.0.0.1/",
            "https://0177.0.0.1/",
            "https://017700000001/",
            "https://127.000.000.001/",
            "https://127.255.255.254/",
            "https://１２７.0.0.1/",
            "https://127。0。0。1/",
            "https://①②⑦.0.0.1/",
            "https://%31%32%37.0.0.1/",
            "https://0x7f.1/",
            // unspecified, private, shared
            "https://0.0.0.0/",
            "https://0/",
            "https://0x0/",
            "https://0.1.2.3/",
            "https://10.0.0.1/",
            "https://167772161/",
            "https://012.0.0.1/",
            "https://172.16.0.1/",
            "https://172.31.255.255/",
            "https://192.168.1.1/",
            "https://192.168.257/",
            "https://100.64.0.1/",
            "https://100.100.100.200/",
            "https://100.127.255.255/",
            // link-local and metadata
            "https://169.254.169.254/",
            "https://2852039166/",
            "https://0xa9fea9fe/",
            "https://0251.0376.0251.0376/",
            "https://169.254.43518/",
            "https://168.63.129.16/",
            "https://192.0.0.192/",
            // documentation, benchmarks, relays, multicast, reserved, broadcast
            "https://192.0.2.1/",
            "https://198.51.100.1/",
            "https://203.0.113.1/",
            "https://198.18.0.1/",
            "https://198.19.255.255/",
            "https://192.88.99.1/",
            "https://224.0.0.1/",
            "https://239.255.255.255/",
            "https://240.0.0.1/",
            "https://255.255.255.255/",
            // public, but spelt in a way that others read as another host
            "https://134744072/",
            "https://0x08080808/",
            "https://010.8.8.8/",
            "https://8.8.2056/",
            "https://8.8.8.8./",
            // IPv6
            "https://[::1]/",
            "https://[0:0:0:0:0:0:0:1]/",
            "https://[::]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:7f00:1]/",
            "https://[::ffff:8.8.8.8]/",
            "https://[::127.0.0.1]/",
            "https://[::7f00:1]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[64:ff9b::8.8.8.8]/",
            "https://[64:ff9b:1::1]/",
            "https://[2002:7f00:1::]/",
            "https://[2002:808:808::]/",
            "https://[2001::1]/",
            "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
            "https://[2001:db8::1]/",
            "https://[3fff::1]/",
            "https://[2001:2::1]/",
            "https://[2001:10::1]/",
            "https://[fc00::1]/",
            "https://[fd00:ec2::254]/",
            "https://[fd20:ce::254]/",
            "https://[fe80::1]/",
            "https://[fec0::1]/",
            "https://[ff02::1]/",
            "https://[100::1]/",
            "https://[5f00::1]/",
            "https://[2606:4700::5efe:7f00:1]/",
            "https://[2606:4700::200:5efe:7f00:1]/",
            "https://[2606:4700:4700:0:0:0:0:1111]/",
            "https://[fe80::1%25eth0]/",
        ],
    );
}

proptest! {
    #[test]
    fn no_spelling_of_a_private_address_passes(
        network in prop::sample::select(vec![
            (0x0a00_0000u32, 0x00ff_ffff), (0x7f00_0000, 0x00ff_ffff), (0xc0a8_0000, 0xffff), (0xac10_0000, 0xf_ffff),
            (0xa9fe_0000, 0xffff), (0x6440_0000, 0x3f_ffff), (0xe000_0000, 0x1fff_ffff), (0, 0x00ff_ffff),
        ]),
        host: u32,
    ) {
        let address = network.0 | (host & network.1);
        let [a, b, c, d] = address.to_be_bytes();
        let rest = address & 0xffff;
        for spelling in [
            format!("{a}.{b}.{c}.{d}"),
            format!("{address}"),
            format!("{address:#x}"),
            format!("0{address:o}"),
            format!("{a:#x}.{b:#x}.{c:#x}.{d:#x}"),
            format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
            format!("{a}.{b}.{rest}"),
            format!("{a}.{}", address & 0xff_ffff),
            format!("[::ffff:{a}.{b}.{c}.{d}]"),
            format!("[::{a}.{b}.{c}.{d}]"),
            format!("[64:ff9b::{a}.{b}.{c}.{d}]"),
            format!("[2002:{:x}:{rest:x}::1]", address >> 16),
        ] {
            let url = format!("https://{spelling}/");
            prop_assert_eq!(value::<Webhook>(&url), ["#/value public_url"], "{}", url);
        }
    }
}
