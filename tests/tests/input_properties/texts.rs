//! A member for each rule of text.

use std::{
    net::{IpAddr, Ipv4Addr},
    ops::RangeInclusive,
    sync::LazyLock,
};

use proptest::{prelude::*, sample::select};
use secure_api::{SecureInput, input::Regex};
use serde::Serialize;
use uuid::Uuid;

use super::{Described, Member, matching};

static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new("^[a-z]+$").unwrap());

#[derive(SecureInput, Serialize, Debug, PartialEq)]
pub(super) struct Texts {
    #[validate(length(min = 2, max = 10))]
    length: String,
    #[validate(ascii, length(max = 40))]
    ascii: String,
    #[validate(non_control_character, length(max = 40))]
    non_control_character: String,
    #[validate(contains(pattern = "@"), length(max = 40))]
    contains: String,
    #[validate(does_not_contain(pattern = "@"), length(max = 40))]
    does_not_contain: String,
    #[validate(credit_card)]
    credit_card: String,
    #[validate(datetime)]
    datetime: String,
    #[validate(datetime(past))]
    past: String,
    #[validate(datetime(future))]
    future: Option<String>,
    #[validate(decimal(max_digits = 6, scale = 2))]
    decimal: String,
    #[validate(email)]
    email: String,
    #[validate(hostname)]
    hostname: String,
    #[validate(ip)]
    ip: String,
    #[validate(one_of("title", "created_at"))]
    one_of: String,
    #[validate(password(min = 12, strength = 3))]
    password: String,
    #[validate(phone)]
    phone: Option<String>,
    #[validate(public_url, length(max = 100))]
    public_url: String,
    #[validate(regex(path = WORD), length(max = 40))]
    regex: String,
    #[validate(safe_path, length(max = 100))]
    safe_path: String,
    #[validate(slug, length(max = 100))]
    slug: String,
    #[validate(url, length(max = 100))]
    url: String,
    #[validate(uuid)]
    uuid: String,
}

impl Described for Texts {
    fn members() -> Vec<Member> {
        vec![
            Member::new("length", r"\PC{2,10}")
                .breaks("length", matching([r"\PC{0,1}", r"\PC{11,30}"])),
            Member::new("ascii", r"[\x01-\x7f]{0,40}")
                .breaks("ascii", r"[a-z]{0,9}[\u{80}-\u{2fff}][a-z]{0,9}"),
            Member::new("non_control_character", r"\PC{0,40}")
                .breaks("non_control_character", r"\PC{0,9}[\x01-\x1f\x7f-\x9f]\PC{0,9}"),
            Member::new("contains", r"\PC{0,9}@\PC{0,9}").breaks("contains", r"[^@\x00]{0,40}"),
            Member::new("does_not_contain", r"[^@\x00]{0,40}")
                .breaks("does_not_contain", r"\PC{0,9}@\PC{0,9}"),
            Member::new("credit_card", card(0..=0))
                .breaks("credit_card", card(1..=9))
                .breaks("credit_card", "[a-z ]{0,30}"),
            Member::new("datetime", moment(1000..=9999)).breaks("datetime", no_moment()),
            Member::new("past", moment(1900..=2025))
                .breaks("datetime", prop_oneof![no_moment(), moment(2027..=9000)]),
            Member::new("future", moment(2027..=9000))
                .optional()
                .breaks("datetime", prop_oneof![no_moment(), moment(1900..=2025)]),
            Member::new("decimal", r"-?(0|[1-9][0-9]{0,3})(\.[0-9]{1,2})?").breaks(
                "decimal",
                matching([
                    "",
                    r"-?[1-9][0-9]{4,9}(\.[0-9]{1,2})?",
                    r"0\.[0-9]{3,9}",
                    "0[0-9]",
                    "[0-9]?e[0-9]",
                    r"\.[0-9]",
                    r"[0-9]\.",
                    "[+ ]1",
                ]),
            ),
            Member::new(
                "email",
                r"[a-z0-9]{1,9}([.+][a-z]{1,9})?@[a-z]{1,9}(-[a-z]{1,9})?\.[a-z]{2,9}",
            )
            .breaks(
                "email",
                matching([
                    "[a-z]{0,9}",
                    "@[a-z]{1,9}",
                    "[a-z]{1,9}@",
                    "[a-z]{1,9}@[a-z]{1,9}@",
                    "[a-z] [a-z]@[a-z]",
                ]),
            ),
            Member::new("hostname", r"[a-z]{1,9}(-[a-z0-9]{1,9})?(\.[a-z]{1,9}){0,3}").breaks(
                "hostname",
                matching([
                    "",
                    "[a-z]{0,9}[_ :/é][a-z]{0,9}",
                    "-[a-z]{1,9}",
                    "[a-z]{1,9}-",
                    r"[a-z]{1,9}\.",
                    "[a-z]{64}",
                    r"[1-9]\.[0-9]",
                ]),
            ),
            Member::new("ip", any::<IpAddr>().prop_map(|address| address.to_string())).breaks(
                "ip",
                matching([
                    "[g-z]{0,40}",
                    r"1\.2\.3",
                    r"1\.2\.3\.0[0-9]",
                    r"1\.2\.3\.[3-9][0-9]{2}",
                    r"\[::1\]",
                    "fe80::1%[a-z]{1,4}",
                ]),
            ),
            Member::new("one_of", matching(["title", "created_at"]))
                .breaks("one_of", matching(["[A-Z]{0,20}", "title ", "created"])),
            Member::new("password", "[a-zA-Z0-9!#%é]{18,128}").breaks(
                "password",
                matching(["[a-z]{0,11}", "[a-z]{129,140}", "(password|qwerty|iloveyou)123456"]),
            ),
            Member::new("phone", r"\+[1-9][0-9]{6,14}").optional().breaks(
                "phone",
                matching([
                    "[1-9][0-9]{6,14}",
                    r"\+0[0-9]{6,14}",
                    r"\+[1-9][0-9]{0,5}",
                    r"\+[1-9][0-9]{15,30}",
                    r"\+[1-9]{3} [1-9]{4}",
                ]),
            ),
            Member::new(
                "public_url",
                r"https://([a-z]{1,9}\.){1,3}(com|org|nl)(:[1-9][0-9]{1,3})?(/[a-z0-9]{0,9}){0,3}",
            )
            .breaks("public_url", closed_v4().prop_map(|host| format!("https://{host}/")))
            .breaks(
                "public_url",
                closed_v4().prop_map(|host| format!("https://{}/", u32::from(host))),
            )
            .breaks(
                "public_url",
                matching([
                    "[a-z]{0,40}",
                    r"http://[a-z]{1,9}\.com",
                    "https://[a-z]{1,9}(:[0-9]{2})?/",
                    r"https://[a-z]{1,9}\.(local|internal|localhost|nip\.io)",
                    r"https://[a-z]{1,9}@[a-z]{1,9}\.com",
                    r"https://\[::1\]/",
                ]),
            ),
            Member::new("regex", "[a-z]{1,40}")
                .breaks("regex", matching(["", r"[a-z]{0,9}[^a-z\x00][a-z]{0,9}"])),
            Member::new(
                "safe_path",
                r"[f-k][a-z0-9]{4,9}(/[f-k][a-z0-9_-]{4,9}){0,3}(\.[a-z]{1,4})?",
            )
            .breaks(
                "safe_path",
                matching([
                    "",
                    r"(/|\./|\.\./|~)[f-k]{4}",
                    r"[f-k]{4}(/|//|/\.\.|\.| |\n)",
                    r"[f-k]{4}(\\|:|%2[eE])[f-k]{4}",
                    r"[f-k]{4}/(con|nul|lpt1)(\.[a-z]{1,4})?",
                    "．．/[f-k]{4}",
                ]),
            ),
            Member::new("slug", "[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}").breaks(
                "slug",
                matching([
                    "",
                    "[a-z]{0,9}[A-Z_ é][a-z]{0,9}",
                    "-[a-z]{1,9}",
                    "[a-z]{1,9}-",
                    "[a-z]{1,9}--[a-z]{1,9}",
                ]),
            ),
            Member::new(
                "url",
                r"(http|HTTPS)://[a-z]{1,9}(\.[a-z]{1,9}){0,3}(:[1-9]{2,4})?(/[a-z]{0,9}){0,3}",
            )
            .breaks(
                "url",
                matching([
                    "[a-z]{0,40}",
                    "javascript:[a-z]{1,9}",
                    "ftp://[a-z]{1,9}",
                    "//[a-z]{1,9}",
                    "https://",
                    r"http://[a-z]{1,9}\n",
                ]),
            ),
            Member::new("uuid", uuids().prop_map(|id| id.to_string()))
                .breaks("uuid", "[0-9a-f-]{0,35}")
                .breaks("uuid", uuids().prop_map(|id| id.simple().to_string()))
                .breaks("uuid", uuids().prop_map(|id| id.urn().to_string())),
        ]
    }
}

/// The number of a payment card, whose check digit (ISO/IEC 7812-1, Luhn) is off by so much.
fn card(off: RangeInclusive<u32>) -> impl Strategy<Value = String> {
    (prop::array::uniform14(0..=9_u32), off).prop_map(|(digits, off)| {
        let digits: Vec<_> = [4].into_iter().chain(digits).collect();
        let weighed = digits.iter().rev().enumerate().map(|(place, digit)| match place % 2 {
            0 => digit * 2 / 10 + digit * 2 % 10,
            _ => *digit,
        });
        let check = (10 - weighed.sum::<u32>() % 10 + off) % 10;
        digits.iter().chain([&check]).map(u32::to_string).collect()
    })
}

fn moment(years: RangeInclusive<u16>) -> impl Strategy<Value = String> {
    let ends = select(vec!["Z", "+02:00", ".5Z", ".123456789-07:30"]);
    (years, 1..=12, 1..=28, 0..=23, 0..=59, ends).prop_map(
        |(year, month, day, hour, minute, end)| {
            format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:59{end}")
        },
    )
}

fn no_moment() -> impl Strategy<Value = String> {
    matching([
        "[a-z]{0,20}",
        "20[0-9]{2}-02-3[0-9]T12:00:00Z",
        "20[0-9]{2}-1[3-9]-01T12:00:00Z",
        "20[0-9]{2}-01-01 12:00:00Z",
        "20[0-9]{2}-01-01T12:00:00",
    ])
}

/// Addresses that are loopback, private or link-local.
fn closed_v4() -> impl Strategy<Value = Ipv4Addr> {
    let networks = vec![[10, 0], [127, 0], [169, 254], [192, 168]];
    (select(networks), any::<[u8; 2]>()).prop_map(|([a, b], [c, d])| Ipv4Addr::new(a, b, c, d))
}

fn uuids() -> impl Strategy<Value = Uuid> {
    any::<u128>().prop_map(Uuid::from_u128)
}
