//! Rules about the whole of an input.

use secure_api::{
    SecureInput,
    input::{Validate as _, ValidationError},
};

use crate::wrong;

fn ordered(span: &Span) -> Result<(), ValidationError> {
    match span.from <= span.to {
        true => Ok(()),
        false => Err(ValidationError::new("order").with_message("must end after it begins".into())),
    }
}

#[derive(SecureInput, Debug)]
#[validate(schema(function = ordered))]
struct Span {
    #[validate(range(max = 9))]
    from: u8,
    to: u8,
}

#[test]
fn the_whole_is_judged_once_its_members_are_right() {
    assert_eq!(wrong::<Span>(r#"{"from": 1, "to": 2}"#), ["valid"]);
    assert_eq!(wrong::<Span>(r#"{"from": 3, "to": 2}"#), ["# order"]);
    assert_eq!(wrong::<Span>(r#"{"from": 10, "to": 2}"#), ["#/from range"]);
    assert_eq!(wrong::<Span>(r#"{"from": 3, "to": 2, "x": 1}"#), ["#/x unknown"]);
    assert!(Span { from: 3, to: 2 }.validate().is_err());
    assert!(Span { from: 2, to: 2 }.validate().is_ok());
}

#[test]
fn it_points_at_the_place_of_the_whole() {
    #[derive(SecureInput, Debug)]
    struct Plan {
        #[validate(items(max = 3))]
        spans: Vec<Span>,
        #[validate(range(max = 3))]
        other: u8,
    }
    assert_eq!(
        wrong::<Plan>(r#"{"spans": [{"from": 1, "to": 0}, {"from": 1, "to": 1}], "other": 4}"#),
        ["#/spans/0 order", "#/other range"]
    );
}

#[test]
fn newtypes_tuples_and_enums_have_a_whole_too() {
    fn even(number: &Even) -> Result<(), ValidationError> {
        if number.0.is_multiple_of(2) { Ok(()) } else { Err(ValidationError::new("even")) }
    }
    #[derive(SecureInput, Debug)]
    #[validate(schema(function = even, code = "odd", message = "must be even"))]
    struct Even(u8);

    fn rising(pair: &Rising) -> Result<(), ValidationError> {
        if pair.0 < pair.1 { Ok(()) } else { Err(ValidationError::new("rising")) }
    }
    #[derive(SecureInput, Debug)]
    #[validate(schema(function = rising))]
    struct Rising(u8, u8);

    fn allowed(answer: &Answer) -> Result<(), ValidationError> {
        match answer {
            Answer::Number(0) | Answer::Nothing => Err(ValidationError::new("allowed")),
            Answer::Number(_) => Ok(()),
        }
    }
    #[derive(SecureInput, Debug)]
    #[validate(schema(function = allowed))]
    enum Answer {
        Number(u8),
        Nothing,
    }

    assert_eq!(wrong::<Even>("2"), ["valid"]);
    assert_eq!(wrong::<Even>("3"), ["# odd"]);
    assert_eq!(wrong::<Rising>("[1, 2]"), ["valid"]);
    assert_eq!(wrong::<Rising>("[2, 1]"), ["# rising"]);
    assert_eq!(wrong::<Answer>(r#"{"Number": 1}"#), ["valid"]);
    assert_eq!(wrong::<Answer>(r#"{"Number": 0}"#), ["# allowed"]);
    assert_eq!(wrong::<Answer>(r#""Nothing""#), ["# allowed"]);
    assert!(Answer::Nothing.validate().is_err());
    assert!(Even(3).validate().is_err());
    assert!(Rising(2, 1).validate().is_err());
}
