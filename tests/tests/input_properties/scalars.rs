//! Members that are no text.

use proptest::{prelude::*, sample::select};
use secure_api::{SecureInput, input::ValidationError};
use serde::Serialize;
use uuid::Uuid;

use super::{Described, Member};

fn even(number: &i64) -> Result<(), ValidationError> {
    match number % 2 {
        0 => Ok(()),
        _ => Err(ValidationError::new("even")),
    }
}

#[derive(SecureInput, Serialize, Debug, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(super) struct Scalars {
    letter: char,
    is_open: bool,
    id: Uuid,
    #[validate(range(min = 1, max = 9))]
    stars: u8,
    #[validate(range(exclusive_min = -10, exclusive_max = 10))]
    temperature: i32,
    #[validate(range(exclusive_min = 0.0, max = 1.0))]
    share: f64,
    #[validate(custom(function = even))]
    even: i64,
    #[validate(one_of(2, 3, 5))]
    prime: Option<u64>,
    #[validate(required)]
    needed: Option<u16>,
}

impl Described for Scalars {
    fn members() -> Vec<Member> {
        let halves = || any::<i32>().prop_map(i64::from);
        vec![
            Member::new("letter", r"[^\x00]"),
            Member::new("isOpen", any::<bool>()),
            Member::new("id", any::<u128>().prop_map(Uuid::from_u128)),
            Member::new("stars", 1..=9_u8).breaks("range", prop_oneof![Just(0), 10..=u8::MAX]),
            Member::new("temperature", -9..=9)
                .breaks("range", prop_oneof![i32::MIN..=-10, 10..=i32::MAX]),
            // Fractions of a power of two, because JSON may be read to the nearest number but one.
            Member::new("share", (1..=1024_u16).prop_map(|share| f64::from(share) / 1024.0))
                .breaks("range", prop_oneof![-1e300..=0.0, 1.01..1e300]),
            Member::new("even", halves().prop_map(|half| half * 2)).breaks_inside(
                "custom",
                "even",
                halves().prop_map(|half| (String::new(), half * 2 + 1)),
            ),
            Member::new("prime", select(vec![2, 3, 5])).optional().breaks("one_of", 6..=u64::MAX),
            Member::new("needed", any::<u16>()).breaks_inside(
                "required",
                "missing",
                Just((String::new(), None::<u16>)),
            ),
        ]
    }
}
