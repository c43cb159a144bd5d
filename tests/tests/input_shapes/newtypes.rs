//! Newtypes and tuples.

use secure_api::{
    SecureInput,
    input::{self, Validate as _},
};

use crate::{failures, json, wrong};

#[derive(SecureInput, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Email(
    #[input(sanitize(trim, lowercase))]
    #[validate(email)]
    String,
);

#[derive(SecureInput, Debug, PartialEq)]
struct Contact {
    email: Email,
    others: Option<Email>,
    #[validate(items(max = 2, unique))]
    copies: Vec<Email>,
}

#[test]
fn a_newtype_is_read_in_the_place_of_what_it_holds() {
    assert_eq!(json::<Email>(r#"" Ada@Example.com ""#).unwrap(), Email("ada@example.com".into()));
    let contact: Contact =
        json(r#"{"email": "a@example.com", "copies": ["B@example.com"]}"#).unwrap();
    assert_eq!(contact.email.0, "a@example.com");
    assert_eq!(contact.copies, [Email("b@example.com".into())]);
    assert_eq!(
        wrong::<Contact>(r#"{"email": "x", "others": 1, "copies": ["a@example.com", "y"]}"#),
        ["#/email email", "#/others type", "#/copies/1 email"]
    );
    assert_eq!(wrong::<Contact>("{}"), ["#/email missing", "#/copies missing"]);
    assert_eq!(
        wrong::<Contact>(
            r#"{"email": "a@example.com", "copies": ["A@example.com", "a@example.com"]}"#
        ),
        ["#/copies items"],
        "the sanitizer has made them equal"
    );
}

#[test]
fn a_newtype_is_a_text_of_a_query_too() {
    #[derive(SecureInput, Debug)]
    struct Limit(#[validate(range(min = 1, max = 9))] u8);
    #[derive(SecureInput, Debug)]
    struct Search {
        limit: Limit,
        email: Option<Email>,
    }
    let search: Search = input::read_query("limit=5&email=A%40example.com").unwrap();
    assert_eq!((search.limit.0, search.email.unwrap().0.as_str()), (5, "a@example.com"));
    let refused = failures(input::read_query::<Search>("limit=10&email=x"));
    assert_eq!(refused, ["#/limit range", "#/email email"]);
    assert_eq!(failures(input::read_query::<Search>("limit=x")), ["#/limit type"]);
}

#[test]
fn a_newtype_of_an_option_may_be_absent() {
    #[derive(SecureInput, Debug, PartialEq)]
    struct Note(#[validate(length(max = 3))] Option<String>);
    #[derive(SecureInput, Debug, PartialEq)]
    struct Sure(#[validate(required)] Option<u8>);
    #[derive(SecureInput, Debug, PartialEq)]
    struct Both {
        note: Note,
        sure: Sure,
    }
    let both: Both = json(r#"{"sure": 1}"#).unwrap();
    assert_eq!(both, Both { note: Note(None), sure: Sure(Some(1)) });
    assert_eq!(wrong::<Both>(r#"{"note": null}"#), ["#/sure missing"]);
    assert_eq!(
        wrong::<Both>(r#"{"note": "four", "sure": null}"#),
        ["#/note length", "#/sure missing"]
    );
}

#[test]
fn a_newtype_of_a_list_is_a_body() {
    #[derive(SecureInput, Debug)]
    struct Batch(#[validate(items(min = 1, max = 2))] Vec<Email>);
    assert_eq!(json::<Batch>(r#"["a@example.com"]"#).unwrap().0.len(), 1);
    assert_eq!(wrong::<Batch>("[]"), ["# items"]);
    assert_eq!(wrong::<Batch>(r#"["x"]"#), ["#/0 email"]);
    assert_eq!(wrong::<Batch>(r#"{"0": "a@example.com"}"#), ["# type"]);
}

#[test]
fn tuples_are_arrays_with_every_element() {
    #[derive(SecureInput, Debug, PartialEq)]
    struct Place(
        #[validate(range(min = -90.0, max = 90.0))] f64,
        #[validate(range(min = -180.0, max = 180.0))] f64,
    );
    #[derive(SecureInput, Debug, PartialEq)]
    struct Route {
        #[validate(items(max = 3))]
        stops: Vec<Place>,
    }
    let route: Route = json(r#"{"stops": [[52.1, 4.3], [0, 0]]}"#).unwrap();
    assert_eq!(route.stops, [Place(52.1, 4.3), Place(0.0, 0.0)]);
    let stops = |text: &str| wrong::<Route>(&format!(r#"{{"stops": {text}}}"#));
    assert_eq!(stops("[[91, 181]]"), ["#/stops/0/0 range", "#/stops/0/1 range"]);
    assert_eq!(stops("[[1]]"), ["#/stops/0/1 missing"]);
    assert_eq!(stops("[[]]"), ["#/stops/0/0 missing", "#/stops/0/1 missing"]);
    assert_eq!(stops("[[1, 2, 3, 4]]"), ["#/stops/0/2 unknown"]);
    assert_eq!(stops(r#"[{"0": 1, "1": 2}]"#), ["#/stops/0 type"], "objects are no arrays");
    assert_eq!(stops(r#"[[1, "2"]]"#), ["#/stops/0/1 type"]);
}

#[test]
fn what_is_there_already_can_be_checked_again() {
    assert!(Email("a@example.com".into()).validate().is_ok());
    let errors = Email("x".into()).validate().unwrap_err();
    assert!(errors.errors().contains_key("#"));
    let contact =
        Contact { email: Email("x".into()), others: None, copies: vec![Email("y".into())] };
    let errors = contact.validate().unwrap_err();
    let mut pointers: Vec<_> = errors.errors().keys().map(ToString::to_string).collect();
    pointers.sort();
    assert_eq!(pointers, ["#/copies/0", "#/email"]);
}
