//! `password`.

use secure_api::{SecureInput, input};

use super::{failures, table, value};

#[derive(SecureInput)]
struct SignUp {
    #[validate(password(min = 12, strength = 3))]
    value: String,
}

#[test]
fn guessable_passwords() {
    table::<SignUp>(
        "password",
        &[
            "correct horse battery staple",
            "violet anchor maple",
            "vT9#kq2!xLmZ",
            "   violet anchor maple   ",
            "Grüße aus Köln am Rhein",
            "парольнаяфразадлявхода",
            &format!("violet-anchor-42-maple{}", "x".repeat(106)),
        ],
        &[
            "",
            "short",
            "vT9#kq2!xLm",
            "passwordpassword",
            "Password1234!",
            "qwertyuiop12",
            "iloveyou1234",
            "123456789012",
            "aaaaaaaaaaaa",
            "qwerty123456",
            "1qaz2wsx3edc",
            "P@ssw0rd1234",
            "drowssapdrowssap",
            "abcdefghijkl",
            "2001200120012001",
            &"ab".repeat(64),
            &"violet anchor maple ".repeat(7),
            &"x".repeat(100_000),
        ],
    );
}

#[test]
fn lengths_are_of_characters() {
    #[derive(SecureInput)]
    struct Short {
        #[validate(password(min = 8, max = 64, strength = 2))]
        value: String,
    }
    assert_eq!(value::<Short>("vT9#kq2"), ["#/value password"]);
    assert_eq!(value::<Short>("vT9#kq2é"), ["valid"]);
    assert_eq!(value::<Short>("éüöäßñç"), ["#/value password"], "14 bytes, 7 characters");
    assert_eq!(value::<Short>(&format!("violet-anchor-42-{}", "é".repeat(47))), ["valid"]);
    assert_eq!(
        value::<Short>(&format!("violet-anchor-42-{}", "é".repeat(48))),
        ["#/value password"]
    );
}

#[test]
fn the_most_common_passwords_are_refused_at_the_least_strength() {
    #[derive(SecureInput)]
    struct Weakest {
        #[validate(password(min = 8, strength = 2))]
        value: String,
    }
    for common in [
        "password",
        "12345678",
        "baseball",
        "football",
        "qwertyuiop",
        "1234567890",
        "1qaz2wsx",
        "trustno1",
        "sunshine",
        "iloveyou",
        "starwars",
        "princess",
        "11111111",
        "corvette",
        "computer",
        "michelle",
        "12341234",
        "internet",
        "mailcreated5240",
        "sojdlg123aljg",
        "hd764nw5d7e1vb1",
        "finalfantasy",
        "justinbieber",
        "PASSWORD",
        "Princess",
    ] {
        assert_eq!(value::<Weakest>(common), ["#/value password"], "{common}");
    }
}

#[test]
fn judging_has_a_bound() {
    // The worst that is known: every character stands for several letters.
    let worst: String = "4@8({[<369!1|0$5+7%2".chars().cycle().take(128).collect();
    let begun = std::time::Instant::now();
    let _ = value::<SignUp>(&worst);
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
}

#[test]
fn passwords_never_stand_in_messages() {
    let refused = input::read_json::<SignUp>(br#"{"value": "s3cret"}"#);
    assert!(!format!("{:?}", refused.as_ref().err()).contains("s3cret"));
    assert_eq!(failures(refused), ["#/value password"]);
}
