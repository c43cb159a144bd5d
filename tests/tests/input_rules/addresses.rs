//! `ip` and `hostname`.

use secure_api::SecureInput;

use super::table;

#[test]
fn ip() {
    #[derive(SecureInput)]
    struct Address {
        #[validate(ip)]
        value: String,
    }
    table::<Address>(
        "ip",
        &[
            "192.0.2.1",
            "0.0.0.0",
            "255.255.255.255",
            "::",
            "2001:db8::1",
            "::ffff:192.0.2.1",
            "2001:0DB8:0000:0000:0000:0000:192.168.100.200",
        ],
        &[
            "",
            "192.0.2",
            "192.0.2.256",
            "192.0.2.010",
            "0x7f.0.0.1",
            "2130706433",
            "1.2.3.4.5",
            "1.2.3.4/8",
            "1.2.3.4:80",
            "[::1]",
            "fe80::1%eth0",
            "1::2::3",
            "12345::",
            "١.2.3.4",
            " 1.2.3.4",
            "1.2.3.4\n",
            "1.2.3.4.",
            &"1".repeat(100_000),
        ],
    );
}

#[test]
fn hostname() {
    #[derive(SecureInput)]
    struct Name {
        #[validate(hostname)]
        value: String,
    }
    let label = "a".repeat(63);
    let longest = format!("{label}.{label}.{label}.{}", "a".repeat(61));
    let too_long = format!("{label}.{label}.{label}.{}", "a".repeat(62));
    table::<Name>(
        "hostname",
        &[
            "example.com",
            "EXAMPLE.com",
            "localhost",
            "db-1.a.b.c",
            "3com.com",
            "a--b.com",
            "xn--mnchen-3ya.de",
            &label,
            &longest,
        ],
        &[
            "",
            ".",
            "example.com.",
            ".example.com",
            "a..b",
            "-a.com",
            "a-.com",
            "a_b.com",
            "a b.com",
            "münchen.de",
            "еxample.com",
            "127.0.0.1",
            "1.2.3",
            "example.123",
            "0x7f.1",
            "a.0xff",
            "[::1]",
            "::1",
            "a:80",
            "a/b",
            "user@host",
            "*.example.com",
            "a\n",
            "%61.com",
            "xn--a",
            "xn--",
            &format!("{label}a"),
            &too_long,
            &"a.".repeat(50_000),
        ],
    );
}
