use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::input::Position;

/// `each(…)`: a list or set of which every element, or a map of which every value, is valid by the rules inside. Lists of
/// lists take `each(each(…))`.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Tags {
///     #[validate(length(max = 3), each(length(min = 1, max = 20)))]
///     tags: Vec<String>,
/// }
///
/// assert!(input::read_json::<Tags>(br#"{"tags": ["rust", "axum"]}"#).is_ok());
/// assert!(input::read_json::<Tags>(br#"{"tags": ["rust", ""]}"#).is_err());
/// ```
pub fn each<T: List>(list: &T, mut check: impl FnMut(Position<'_>, &T::Element)) {
    list.elements().for_each(|(position, element)| check(position, element));
}

/// Members that have elements.
#[diagnostic::on_unimplemented(
    message = "rule `each` is for lists, sets and maps, not for `{Self}`",
    label = "has no elements",
    note = "write the rules without `each(…)`"
)]
pub trait List {
    /// What it is a list of.
    #[doc(hidden)]
    type Element;

    /// Its elements.
    #[doc(hidden)]
    fn elements(&self) -> impl Iterator<Item = (Position<'_>, &Self::Element)>;
}

#[diagnostic::do_not_recommend]
impl<T> List for Vec<T> {
    type Element = T;

    fn elements(&self) -> impl Iterator<Item = (Position<'_>, &T)> {
        self.iter().enumerate().map(|(index, element)| (Position::Index(index), element))
    }
}

macro_rules! sets {
    ($($set:ident)*) => {$(
        impl<T> List for $set<T> {
            type Element = T;

            fn elements(&self) -> impl Iterator<Item = (Position<'_>, &T)> {
                self.iter().map(|element| (Position::Anywhere, element))
            }
        }
    )*};
}
sets!(BTreeSet HashSet);

macro_rules! maps {
    ($($map:ident)*) => {$(
        impl<T> List for $map<String, T> {
            type Element = T;

            fn elements(&self) -> impl Iterator<Item = (Position<'_>, &T)> {
                self.iter().map(|(name, value)| (Position::Key(name), value))
            }
        }
    )*};
}
maps!(BTreeMap HashMap);
