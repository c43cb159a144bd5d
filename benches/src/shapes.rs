//! What is read. Every type stands here once, and is declared twice from that, so that members and rules cannot differ.

use secure_api::SecureInput;
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::{Shape, by_hand, by_macro};

/// Three sizes, and two that show what an expensive rule and what lists do to the ratio.
pub const SHAPES: [Shape; 5] = [
    Shape {
        name: "small",
        json: r#"{"title": "On trust", "stars": 5, "note": "Read it twice."}"#,
        at_most: 1.21,
        by_hand: by_hand::<small::ByHand>,
        by_macro: by_macro::<small::ByMacro>,
    },
    Shape {
        name: "medium",
        json: MEDIUM,
        at_most: 1.15,
        by_hand: by_hand::<medium::ByHand>,
        by_macro: by_macro::<medium::ByMacro>,
    },
    Shape {
        name: "medium with an e-mail address",
        json: MEDIUM,
        at_most: 1.13,
        by_hand: by_hand::<medium_with_email::ByHand>,
        by_macro: by_macro::<medium_with_email::ByMacro>,
    },
    Shape {
        name: "large",
        json: LARGE,
        at_most: 1.20,
        by_hand: by_hand::<large::ByHand>,
        by_macro: by_macro::<large::ByMacro>,
    },
    Shape {
        name: "nested",
        json: NESTED,
        at_most: 1.11,
        by_hand: by_hand::<nested::by_hand::Order>,
        by_macro: by_macro::<nested::by_macro::Order>,
    },
];

const MEDIUM: &str = r#"{
    "first_name": "Ada", "last_name": "Lovelace", "email": "ada.lovelace@example.com",
    "street": "St James's Square 12", "postal_code": "SW1Y 4LE", "city": "London", "country": "GB",
    "floor": 3, "newsletter": false, "note": null
}"#;

const LARGE: &str = r#"{
    "title": "A house by the canal", "summary": "Three floors, and a garden on the south side.",
    "description": "Built in 1893 and renovated twice, with the old beams and the tiles of the kitchen kept.",
    "street": "Oude Delft 75", "postal_code": "2611 BC", "city": "Delft", "region": "Zuid-Holland", "country": "NL",
    "latitude": 52.0116, "longitude": 4.3571, "price": 675000, "currency": "EUR", "service_charge": null,
    "living_area": 164, "plot_area": 210, "volume": 590, "rooms": 7, "bedrooms": 4, "bathrooms": 2, "floors": 3,
    "built": 1893, "renovated": 2019, "energy_label": "C", "heating": "district", "parking": "permit",
    "garden": true, "balcony": false, "lift": false, "contact_name": "Vermeer & Co", "contact_phone": "+31152121234"
}"#;

const NESTED: &str = r#"{
    "customer": "Ada Lovelace",
    "address": {"street": "St James's Square 12", "postal_code": "SW1Y 4LE", "city": "London"},
    "lines": [
        {"product": "pencil", "count": 12, "note": null},
        {"product": "ruler", "count": 1, "note": "in inches"},
        {"product": "difference engine", "count": 1, "note": "assembled, if there is still one"},
        {"product": "punched cards", "count": 900, "note": null}
    ]
}"#;

macro_rules! declare {
    ($module:ident { $($members:tt)* }) => {
        #[allow(dead_code, reason = "what has no rule is only read")]
        mod $module {
            use super::{Deserialize, SecureInput, Validate};

            #[derive(Deserialize, Validate)]
            #[serde(deny_unknown_fields)]
            pub(super) struct ByHand { $($members)* }

            #[derive(SecureInput)]
            pub(super) struct ByMacro { $($members)* }
        }
    };
}

declare!(small {
    #[validate(length(min = 1, max = 100))]
    title: String,
    #[validate(range(min = 1, max = 5))]
    stars: u8,
    #[validate(length(max = 500))]
    note: Option<String>,
});

declare!(medium {
    #[validate(length(min = 1, max = 80))]
    first_name: String,
    #[validate(length(min = 1, max = 80))]
    last_name: String,
    #[validate(length(max = 320))]
    email: String,
    #[validate(length(min = 1, max = 120))]
    street: String,
    #[validate(length(min = 1, max = 12))]
    postal_code: String,
    #[validate(length(min = 1, max = 80))]
    city: String,
    #[validate(length(equal = 2))]
    country: String,
    #[validate(range(min = -5, max = 200))]
    floor: Option<i16>,
    newsletter: bool,
    #[validate(length(max = 500))]
    note: Option<String>,
});

declare!(medium_with_email {
    #[validate(length(min = 1, max = 80))]
    first_name: String,
    #[validate(length(min = 1, max = 80))]
    last_name: String,
    #[validate(email)]
    email: String,
    #[validate(length(min = 1, max = 120))]
    street: String,
    #[validate(length(min = 1, max = 12))]
    postal_code: String,
    #[validate(length(min = 1, max = 80))]
    city: String,
    #[validate(length(equal = 2))]
    country: String,
    #[validate(range(min = -5, max = 200))]
    floor: Option<i16>,
    newsletter: bool,
    #[validate(length(max = 500))]
    note: Option<String>,
});

declare!(large {
    #[validate(length(min = 1, max = 100))]
    title: String,
    #[validate(length(max = 300))]
    summary: String,
    #[validate(length(max = 5000))]
    description: String,
    #[validate(length(min = 1, max = 120))]
    street: String,
    #[validate(length(min = 1, max = 12))]
    postal_code: String,
    #[validate(length(min = 1, max = 80))]
    city: String,
    #[validate(length(max = 80))]
    region: Option<String>,
    #[validate(length(equal = 2))]
    country: String,
    #[validate(range(min = -90.0, max = 90.0))]
    latitude: f64,
    #[validate(range(min = -180.0, max = 180.0))]
    longitude: f64,
    #[validate(range(min = 1, max = 1_000_000_000))]
    price: u64,
    #[validate(length(equal = 3))]
    currency: String,
    #[validate(range(max = 100_000))]
    service_charge: Option<u32>,
    #[validate(range(min = 1, max = 100_000))]
    living_area: u32,
    #[validate(range(max = 1_000_000))]
    plot_area: Option<u32>,
    #[validate(range(max = 1_000_000))]
    volume: Option<u32>,
    #[validate(range(min = 1, max = 200))]
    rooms: u8,
    #[validate(range(max = 100))]
    bedrooms: u8,
    #[validate(range(max = 100))]
    bathrooms: u8,
    #[validate(range(min = 1, max = 200))]
    floors: u8,
    #[validate(range(min = 1000, max = 2100))]
    built: u16,
    #[validate(range(min = 1000, max = 2100))]
    renovated: Option<u16>,
    #[validate(length(max = 5))]
    energy_label: Option<String>,
    #[validate(length(max = 40))]
    heating: Option<String>,
    #[validate(length(max = 40))]
    parking: Option<String>,
    garden: bool,
    balcony: bool,
    lift: bool,
    #[validate(length(min = 1, max = 80))]
    contact_name: String,
    #[validate(length(min = 8, max = 16))]
    contact_phone: String,
});

/// Lists are where the vocabularies differ, so these stand here twice: `validator` has to be told to look into them.
mod nested {
    pub(super) mod by_hand {
        use crate::shapes::{Deserialize, Serialize, Validate};

        #[derive(Deserialize, Validate)]
        #[serde(deny_unknown_fields)]
        pub(in crate::shapes) struct Order {
            #[validate(length(min = 1, max = 80))]
            customer: String,
            #[validate(nested)]
            address: Address,
            #[validate(length(min = 1, max = 50), nested)]
            lines: Vec<Line>,
        }

        #[derive(Deserialize, Validate)]
        #[serde(deny_unknown_fields)]
        struct Address {
            #[validate(length(min = 1, max = 120))]
            street: String,
            #[validate(length(min = 1, max = 12))]
            postal_code: String,
            #[validate(length(min = 1, max = 80))]
            city: String,
        }

        // `validator` puts a list that is refused into its error, so its elements have to be `Serialize`.
        #[derive(Deserialize, Serialize, Validate)]
        #[serde(deny_unknown_fields)]
        struct Line {
            #[validate(length(min = 1, max = 40))]
            product: String,
            #[validate(range(min = 1, max = 1000))]
            count: u32,
            #[validate(length(max = 200))]
            note: Option<String>,
        }
    }

    pub(super) mod by_macro {
        use crate::shapes::SecureInput;

        #[derive(SecureInput)]
        pub(in crate::shapes) struct Order {
            #[validate(length(min = 1, max = 80))]
            customer: String,
            #[validate(nested)]
            address: Address,
            #[validate(length(min = 1, max = 50), each(nested))]
            lines: Vec<Line>,
        }

        #[derive(SecureInput)]
        struct Address {
            #[validate(length(min = 1, max = 120))]
            street: String,
            #[validate(length(min = 1, max = 12))]
            postal_code: String,
            #[validate(length(min = 1, max = 80))]
            city: String,
        }

        #[derive(SecureInput)]
        struct Line {
            #[validate(length(min = 1, max = 40))]
            product: String,
            #[validate(range(min = 1, max = 1000))]
            count: u32,
            #[validate(length(max = 200))]
            note: Option<String>,
        }
    }
}
