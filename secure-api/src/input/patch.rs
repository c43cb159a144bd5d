//! A member that tells absence from null.

use serde::de::Deserializer;

use super::{
    Field, Survey,
    field::{Refers, Shape},
    report::Scope,
    sanitize::Sanitize,
};

/// A member of the body of a PATCH: what the client leaves out stays as it is, what it sends is set.
///
/// A `Patch<String>` is absent or a text; null is refused, with the code `type`. A `Patch<Option<String>>` is absent, null or
/// a text, and null takes the value away (RFC 7396). Rules and sanitizers are about the value inside.
///
/// ```
/// use secure_api::{SecureInput, input::{self, Patch}};
///
/// #[derive(SecureInput)]
/// struct Change {
///     #[input(sanitize(trim))]
///     #[validate(length(min = 1, max = 100))]
///     title: Patch<String>,
///     #[validate(length(max = 2_000))]
///     note: Patch<Option<String>>,
/// }
///
/// let change: Change = input::read_json(br#"{"note": null}"#)?;
/// assert_eq!((change.title, change.note), (Patch::Absent, Patch::Given(None)));
///
/// let refused = input::read_json::<Change>(br#"{"title": null}"#);
/// assert_eq!(refused.err().map(|error| error.status()), Some(422));
/// # Ok::<(), secure_api::Error>(())
/// ```
///
/// With `#[input(update = Document)]`, a `Patch<V>` changes a column that holds a `V`, nullable or not. A new row has no
/// columns to leave alone, so with `#[input(create = Document)]` it does not compile.
///
/// It is for members. An element of a list or a map is never absent, so a `Vec<Patch<T>>` only ever holds `Given`, like what is
/// inside an `Option<Patch<T>>`, which is `None` where the member is absent. Neither says more than without the `Patch`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Patch<T> {
    /// The client did not send it.
    #[default]
    Absent,
    /// The client sent this.
    Given(T),
}

impl<T> Patch<T> {
    /// The same of a reference.
    pub const fn as_ref(&self) -> Patch<&T> {
        match self {
            Self::Absent => Patch::Absent,
            Self::Given(value) => Patch::Given(value),
        }
    }

    /// What the client sent, if it did.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Absent => None,
            Self::Given(value) => Some(value),
        }
    }

    /// Whether the client did not send it.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// The same of something else.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Absent => Patch::Absent,
            Self::Given(value) => Patch::Given(change(value)),
        }
    }
}

impl<T: Field> Field for Patch<T> {
    type Value = T::Value;
    const GROWTH: u32 = T::GROWTH;
    const SHAPE: Shape = T::SHAPE;
    const IS_SECRET: bool = T::IS_SECRET;
    const REFERS: Refers = T::REFERS;
    const NEEDS_STATE: bool = T::NEEDS_STATE;

    fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        scope: &mut Scope<'_>,
    ) -> Result<Option<Self>, D::Error> {
        Ok(T::read(deserializer, scope)?.map(Self::Given))
    }

    fn absent(_: &mut Scope<'_>) -> Option<Self> {
        Some(Self::Absent)
    }

    fn null() -> Option<Self> {
        T::null().map(Self::Given)
    }

    fn value(&self) -> Option<&Self::Value> {
        self.as_ref().into_option().and_then(T::value)
    }

    fn recheck(&self, scope: &mut Scope<'_>) {
        if let Self::Given(value) = self {
            value.recheck(scope);
        }
    }

    fn survey(survey: &mut Survey) {
        T::survey(survey);
    }
}

#[diagnostic::do_not_recommend]
impl<T: Sanitize> Sanitize for Patch<T> {
    fn texts(&mut self, change: fn(&mut String)) {
        if let Self::Given(value) = self {
            value.texts(change);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SecureInput, input};

    #[derive(Debug, PartialEq, SecureInput)]
    struct Change {
        #[input(sanitize(trim))]
        #[validate(length(min = 1, max = 3))]
        text: Patch<String>,
        #[validate(range(max = 9))]
        nullable: Patch<Option<u8>>,
        #[validate(items(max = 2))]
        list: Patch<Vec<u8>>,
        #[validate(items(max = 2))]
        elements: Option<Vec<Patch<u8>>>,
        inside: Option<Patch<u8>>,
    }

    const NOTHING: Change = Change {
        text: Patch::Absent,
        nullable: Patch::Absent,
        list: Patch::Absent,
        elements: None,
        inside: None,
    };

    fn pointers(json: &str) -> Vec<String> {
        let error = input::read_json::<Change>(json.as_bytes()).unwrap_err();
        let crate::error::ErrorKind::Invalid(failures) = error.kind() else { panic!("{error}") };
        failures.iter().map(|failure| format!("{} {}", failure.pointer, failure.code)).collect()
    }

    #[test]
    fn absence_is_not_null() {
        assert_eq!(input::read_json::<Change>(b"{}").unwrap(), NOTHING);
        let given =
            br#"{"text": " abc ", "nullable": null, "list": [], "elements": [1], "inside": 2}"#;
        let expected = Change {
            text: Patch::Given("abc".to_owned()),
            nullable: Patch::Given(None),
            list: Patch::Given(Vec::new()),
            elements: Some(vec![Patch::Given(1)]),
            inside: Some(Patch::Given(2)),
        };
        assert_eq!(input::read_json::<Change>(given).unwrap(), expected);
        // Where nothing takes null, null takes nothing away.
        assert_eq!(input::read_json::<Change>(br#"{"inside": null}"#).unwrap(), NOTHING);
        assert_eq!(
            pointers(r#"{"text": null, "list": null, "elements": [null]}"#),
            ["#/text type", "#/list type", "#/elements/0 type"]
        );
    }

    #[test]
    fn rules_are_about_what_is_inside() {
        let json = r#"{"text": " ", "nullable": 10, "list": [1, 2, 3]}"#;
        assert_eq!(pointers(json), ["#/text length", "#/nullable range", "#/list items"]);
        assert_eq!(pointers(r#"{"text": "a", "text": "b"}"#), ["#/text duplicate"]);
    }

    #[test]
    fn it_is_used_like_an_option() {
        let patch = Patch::Given("a".to_owned());
        assert_eq!(patch.as_ref().map(String::len).into_option(), Some(1));
        assert!(!patch.is_absent() && Patch::<u8>::default().is_absent());
        assert_eq!(Patch::<u8>::Absent.map(u64::from).into_option(), None);
    }
}
