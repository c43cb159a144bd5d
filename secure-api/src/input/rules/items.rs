use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    hash::Hash,
};

use crate::input::{Flaw, Verdict};

/// Members that hold others.
#[diagnostic::on_unimplemented(
    message = "rule `items` is for lists, sets and maps, not for `{Self}`",
    label = "holds no items",
    note = "text has `length(min = …, max = …)`"
)]
pub trait Collection {
    /// How many.
    #[doc(hidden)]
    fn count(&self) -> usize;
}

impl<T> Collection for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }
}

impl<T> Collection for BTreeSet<T> {
    fn count(&self) -> usize {
        self.len()
    }
}

impl<T> Collection for HashSet<T> {
    fn count(&self) -> usize {
        self.len()
    }
}

impl<K, T> Collection for BTreeMap<K, T> {
    fn count(&self) -> usize {
        self.len()
    }
}

impl<K, T> Collection for HashMap<K, T> {
    fn count(&self) -> usize {
        self.len()
    }
}

/// `items(min = …, max = …, unique)`: how many a list, set or map holds, and that none of a list's stands twice. `max` is a
/// bound. Sets and maps have everything once, so `unique` is for lists, of what has `Eq` and `Hash`.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Vote {
///     #[validate(items(min = 1, max = 3, unique))]
///     choices: Vec<u32>,
/// }
///
/// assert!(input::read_json::<Vote>(br#"{"choices": [7, 9]}"#).is_ok());
/// assert!(input::read_json::<Vote>(br#"{"choices": [7, 7]}"#).is_err());
/// assert!(input::read_json::<Vote>(br#"{"choices": []}"#).is_err());
/// ```
///
/// # Errors
/// If there are fewer or more.
pub fn items<T: Collection>(value: &T, min: Option<usize>, max: Option<usize>) -> Verdict {
    let count = value.count();
    if min.is_none_or(|min| count >= min) && max.is_none_or(|max| count <= max) {
        return Ok(());
    }
    let detail = match (min, max) {
        (Some(min), Some(max)) => format!("must have {min} to {max} items"),
        (Some(min), None) => format!("must have at least {min} items"),
        (None, Some(max)) => format!("must have at most {max} items"),
        (None, None) => "must have items".to_owned(),
    };
    Err(Flaw::new("items", detail).with("min", min).with("max", max))
}

/// Elements that can be told apart, so that a list can be asked whether one stands in it twice.
#[diagnostic::on_unimplemented(
    message = "elements of type `{Self}` cannot be told apart",
    label = "not `Eq` and `Hash`",
    note = "leave out `unique`, or write `#[derive(PartialEq, Eq, Hash)]` above this type"
)]
pub trait Distinct: Eq + Hash {}

#[diagnostic::do_not_recommend]
impl<T: Eq + Hash> Distinct for T {}

/// The `unique` of [`items`](items()).
///
/// # Errors
/// If an element stands twice.
pub fn unique<T: Distinct>(list: &[T]) -> Verdict {
    let mut known = HashSet::with_capacity(list.len());
    match list.iter().all(|element| known.insert(element)) {
        true => Ok(()),
        false => {
            Err(Flaw::new("items", "must not have the same item twice").with("unique", Some(true)))
        }
    }
}
