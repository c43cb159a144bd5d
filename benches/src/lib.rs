//! Reading JSON input by hand and by macro: the same members, the same rules, the same bytes; rows, by the same queries; and whole requests.

pub mod build;
pub mod dependencies;
pub mod load;
pub mod measure;
pub mod rows;
pub mod scale;
pub mod servers;
mod shapes;

use std::hint::black_box;

use secure_api::{clock::Instant, input};
use serde::de::DeserializeOwned;
pub use shapes::SHAPES;
use validator::Validate;

/// One request type, declared for both ways of reading it.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// What the tables call it.
    pub name: &'static str,
    /// A valid request.
    pub json: &'static str,
    /// How many times the instructions of reading it by hand, at most, reading it by macro may take.
    pub at_most: f64,
    by_hand: Read,
    by_macro: Read,
}

/// Reads a request, and says whether it was valid.
type Read = fn(&[u8]) -> bool;

/// How a request is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// `serde_json` into a type with derived `Deserialize`, then the derived `validator::Validate`.
    ByHand,
    /// What `Valid<Json<…>>` does, into a type with derived `SecureInput`.
    ByMacro,
}

impl Shape {
    /// The shape of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        SHAPES.iter().find(|shape| shape.name == name)
    }

    /// Reads the request once, and says whether it was valid.
    #[must_use]
    pub fn read(&self, way: Way) -> bool {
        let read = match way {
            Way::ByHand => self.by_hand,
            Way::ByMacro => self.by_macro,
        };
        read(black_box(self.json.as_bytes()))
    }
}

impl Way {
    /// Both.
    pub const ALL: [Self; 2] = [Self::ByHand, Self::ByMacro];

    /// As it stands on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ByHand => "by-hand",
            Self::ByMacro => "by-macro",
        }
    }

    /// The way of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.name() == name)
    }
}

fn by_hand<T: DeserializeOwned + Validate>(json: &[u8]) -> bool {
    serde_json::from_slice::<T>(json).is_ok_and(|value| black_box(value).validate().is_ok())
}

fn by_macro<T: input::SecureInput>(json: &[u8]) -> bool {
    // A request brings its moment along.
    let now = Instant::from_unix_seconds(1_767_225_600);
    input::read_json_at::<T>(json, now).map(black_box).is_ok()
}
