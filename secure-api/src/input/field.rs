//! What a member of an input may be.

use std::{fmt, marker::PhantomData};

use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer as _, MapAccess, Visitor};

use super::{Members, Slot, report::Scope};

/// A type that a member of an input may have: text, a number, `bool`, `char`, `Uuid`, another input, or
/// an `Option` of these, a `Vec`, a set (`BTreeSet`, `HashSet`) or a map from `String` (`BTreeMap`, `HashMap`).
///
/// ```
/// use secure_api::{SecureInput, input};
/// use uuid::Uuid;
///
/// #[derive(SecureInput)]
/// struct Line {
///     product: Uuid,
///     #[validate(range(min = 1, max = 99))]
///     count: u8,
/// }
///
/// #[derive(SecureInput)]
/// struct Order {
///     #[validate(length(min = 1, max = 20))]
///     lines: Vec<Line>,
///     #[validate(length(max = 500))]
///     note: Option<String>,
/// }
///
/// let error = input::read_json::<Order>(br#"{"lines": []}"#).err();
/// assert_eq!(error.map(|error| error.status()), Some(422));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a member of an input",
    label = "nothing says how to read and check this",
    note = "use `String`, a number, `bool`, `char`, `Uuid`, an `Option`, a `Vec`, a set or a map of these, or write `#[derive(SecureInput)]` above this type"
)]
pub trait Field: Sized {
    /// What the rules look at: the value itself, or the one inside an `Option`.
    #[doc(hidden)]
    type Value;

    /// What can grow without limit: bit 0 for the value, bit 1 for its elements, bit 2 for theirs, bits 16 and
    /// on for the names in maps at the same depths.
    #[doc(hidden)]
    const GROWTH: u32 = 0;

    /// Whether it can be read from the text of a query or a path.
    #[doc(hidden)]
    const TEXT: bool = false;

    /// Reads it. What is wrong with a well-formed value goes to the report, and reading goes on.
    ///
    /// # Errors
    /// The deserializer's, if what it reads is malformed.
    #[doc(hidden)]
    fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        scope: &mut Scope<'_>,
    ) -> Result<Option<Self>, D::Error>;

    /// The value of a member that is not there.
    #[doc(hidden)]
    fn absent(scope: &mut Scope<'_>) -> Option<Self> {
        scope.refuse("missing", "is required");
        None
    }

    /// The value that null stands for, if it stands for one.
    #[doc(hidden)]
    #[must_use]
    fn null() -> Option<Self> {
        None
    }

    /// What the rules look at, if it is there.
    #[doc(hidden)]
    fn value(&self) -> Option<&Self::Value>;

    /// Reads a member into its slot; the second one of the same name is refused.
    ///
    /// # Errors
    /// The deserializer's, if the value is malformed.
    #[doc(hidden)]
    fn read_into<'de, A: MapAccess<'de>>(
        slot: &mut Slot<Self>,
        name: &str,
        members: Members<'_, '_, A>,
    ) -> Result<(), A::Error> {
        members.read(name, slot)
    }

    /// What was read of a member, if that is right or the member may be absent.
    #[doc(hidden)]
    fn take(slot: Slot<Self>, name: &str, scope: &mut Scope<'_>) -> Option<Self> {
        match slot {
            Slot::Absent => Self::absent(&mut scope.member(name)),
            Slot::Refused => None,
            Slot::Read(value) => Some(value),
        }
    }

    /// Checks the rules of a nested input again.
    #[doc(hidden)]
    fn recheck(&self, _scope: &mut Scope<'_>) {}
}

/// Reads a field from a place where serde wants a seed.
pub(super) struct Seed<'a, 'b, T>(pub(super) &'a mut Scope<'b>, pub(super) PhantomData<T>);

impl<'de, T: Field> DeserializeSeed<'de> for Seed<'_, '_, T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        T::read(deserializer, self.0)
    }
}

impl<T: Field> Field for Option<T> {
    type Value = T::Value;
    const GROWTH: u32 = T::GROWTH;
    const TEXT: bool = T::TEXT;

    fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        scope: &mut Scope<'_>,
    ) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_option(OptionVisitor(scope, PhantomData))
    }

    fn absent(_: &mut Scope<'_>) -> Option<Self> {
        Some(None)
    }

    // In an `Option<Option<T>>`, absence is the outer `None` and null the inner one.
    fn null() -> Option<Self> {
        Some(T::null())
    }

    fn value(&self) -> Option<&Self::Value> {
        self.as_ref().and_then(T::value)
    }

    fn recheck(&self, scope: &mut Scope<'_>) {
        if let Some(value) = self {
            value.recheck(scope);
        }
    }
}

struct OptionVisitor<'a, 'b, T>(&'a mut Scope<'b>, PhantomData<T>);

impl<'de, T: Field> Visitor<'de> for OptionVisitor<'_, '_, T> {
    type Value = Option<Option<T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Option::<T>::null())
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Option::<T>::null())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Ok(T::read(deserializer, self.0)?.map(Some))
    }

    // The text of a query or a path has no null, so it comes without `visit_some`.
    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(T::read(text.into_deserializer(), self.0)?.map(Some))
    }
}
