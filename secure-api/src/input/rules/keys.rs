use std::collections::{BTreeMap, HashMap};

/// `keys(…)`: a map of which every name is valid by the rules inside, which are those of text. The client chooses the
/// names, so they need a bound as text does. What is wrong points at the member of that name.
///
/// ```
/// use secure_api::{SecureInput, input};
/// use std::collections::BTreeMap;
///
/// #[derive(SecureInput)]
/// struct Labels {
///     #[validate(items(max = 10), keys(slug, length(max = 20)), each(length(max = 50)))]
///     labels: BTreeMap<String, String>,
/// }
///
/// assert!(input::read_json::<Labels>(br#"{"labels": {"cost-center": "4711"}}"#).is_ok());
/// assert!(input::read_json::<Labels>(br#"{"labels": {"Cost Center": "4711"}}"#).is_err());
/// ```
pub fn keys<T: Map>(map: &T, check: impl FnMut(&String)) {
    map.names().for_each(check);
}

/// Members that are maps.
#[diagnostic::on_unimplemented(
    message = "rule `keys` is for maps, not for `{Self}`",
    label = "has no keys",
    note = "elements of a list have `each(…)`"
)]
pub trait Map {
    /// The names.
    #[doc(hidden)]
    fn names(&self) -> impl Iterator<Item = &String>;
}

impl<T> Map for BTreeMap<String, T> {
    fn names(&self) -> impl Iterator<Item = &String> {
        self.keys()
    }
}

impl<T> Map for HashMap<String, T> {
    fn names(&self) -> impl Iterator<Item = &String> {
        self.keys()
    }
}
