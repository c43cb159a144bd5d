//! A member that tells absence from null.

use serde::de::Deserializer;

use super::{Field, OptOuts, field::Shape, report::Scope, sanitize::Sanitize};

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

    fn opt_outs(list: &mut OptOuts) {
        T::opt_outs(list);
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
