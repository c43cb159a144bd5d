//! What a member of an input may be.

use std::{fmt, marker::PhantomData};

use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer as _, Visitor};

use super::{
    Slot, Survey,
    object::skip,
    report::{Scope, Step},
};

/// A type that a member of an input may have: text, a number, `bool`, `char`, `Uuid`, [`Secret<String>`](crate::Secret), bytes
/// (`axum::body::Bytes`, read from base64), any JSON (`serde_json::Value`), another input, or an `Option` of these, a `Vec`, a set
/// (`BTreeSet`, `HashSet`) or a map from `String` (`BTreeMap`, `HashMap`).
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
    note = "use `String`, a number, `bool`, `char`, `Uuid`, `Secret<String>`, `Bytes`, a JSON `Value`, an `Option`, a `Vec`, a set or a map of these, or write `#[derive(SecureInput)]` above this type; `#[input(plain)]` reads a foreign type that is one value"
)]
pub trait Field: Sized + Send + Sync + 'static {
    /// What the rules look at: the value itself, or the one inside an `Option`.
    #[doc(hidden)]
    type Value;

    /// What can grow without limit: bit 0 for the value, bit 1 for its elements, bit 2 for theirs, bits 16 and
    /// on for the names in maps at the same depths.
    #[doc(hidden)]
    const GROWTH: u32 = 0;

    /// What it is read from, which decides where it can come from.
    #[doc(hidden)]
    const SHAPE: Shape = Shape::Other;

    /// Whether it holds a secret, of which no message says anything.
    #[doc(hidden)]
    const IS_SECRET: bool = false;

    /// Whether it names a row of another resource, or holds what does. What stands for it in a column has to be seen as a reference too.
    #[doc(hidden)]
    const REFERS: Refers = Refers::No;

    /// Whether it has rules that need the application's state.
    #[doc(hidden)]
    const NEEDS_STATE: bool = false;

    /// What constants ask about it, at once: naming it once is less to compile.
    #[doc(hidden)]
    const ABOUT: AboutField = AboutField {
        growth: Self::GROWTH,
        shape: Self::SHAPE,
        is_secret: Self::IS_SECRET,
        refers: Self::REFERS,
        needs_state: Self::NEEDS_STATE,
        survey: Self::survey,
    };

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

    /// What the rules look at in a member, if it is there.
    #[doc(hidden)]
    #[inline]
    fn looked_at(member: Option<&Self>) -> Option<&Self::Value> {
        member.and_then(Self::value)
    }

    /// Reads a member into its slot; the second one of the same name is refused. `bounds` say how many elements are kept.
    ///
    /// # Errors
    /// The deserializer's, if the value is malformed.
    #[doc(hidden)]
    fn read_into<'de, D: Deserializer<'de>>(
        slot: &mut Slot<Self>,
        deserializer: D,
        scope: &mut Scope<'_>,
        step: Step,
        bounds: &'static [u64],
    ) -> Result<(), D::Error> {
        read_at(slot, deserializer, scope.go(step).within(bounds))
    }

    /// What was read of a member, if that is right or the member may be absent.
    #[doc(hidden)]
    #[inline]
    fn take(slot: Slot<Self>, scope: &mut Scope<'_>, step: Step) -> Option<Self> {
        slot.or_else(|| Self::absent(&mut scope.go(step)))
    }

    /// Takes note of what stands in it.
    #[doc(hidden)]
    fn survey(_: &mut Survey) {}

    /// Checks the rules of a nested input again.
    #[doc(hidden)]
    fn recheck(&self, _scope: &mut Scope<'_>) {}
}

/// Reads a member that stands at `scope` into its slot, unless the source has spoilt it, or it was read before.
pub(super) fn read_at<'de, T: Field, D: Deserializer<'de>>(
    slot: &mut Slot<T>,
    deserializer: D,
    mut scope: Scope<'_>,
) -> Result<(), D::Error> {
    if let Slot::Absent = slot {
        if !scope.is_spoilt() {
            *slot = T::read(deserializer, &mut scope)?.map_or(Slot::Refused, Slot::Read);
            return Ok(());
        }
        *slot = Slot::Refused;
    } else {
        scope.refuse("duplicate", "must be given once only");
    }
    skip(deserializer)
}

/// What constants of generated code ask about the type of a field.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct AboutField {
    /// [`Field::GROWTH`].
    pub growth: u32,
    /// [`Field::SHAPE`].
    pub shape: Shape,
    /// [`Field::IS_SECRET`].
    pub is_secret: bool,
    /// [`Field::REFERS`].
    pub refers: Refers,
    /// [`Field::NEEDS_STATE`].
    pub needs_state: bool,
    /// [`Field::survey`].
    pub survey: fn(&mut Survey),
}

/// Whether a field names a row of another resource.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refers {
    /// It does not.
    No,
    /// It does, and the statement that writes it knows.
    Openly,
    /// It does, behind a type that hides it from the statement.
    Hidden,
}

impl Refers {
    /// That of a type around it.
    #[must_use]
    pub const fn hidden(self) -> Self {
        match self {
            Self::No => Self::No,
            Self::Openly | Self::Hidden => Self::Hidden,
        }
    }

    /// Whether a statement would not know of it.
    #[must_use]
    pub const fn is_hidden(self) -> bool {
        matches!(self, Self::Hidden)
    }
}

/// What a field is read from.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A text, or what a text can stand for: a number, a truth value.
    Text,
    /// The content of a file.
    File,
    /// A list of texts.
    Texts,
    /// A list of files.
    Files,
    /// An object.
    Object,
    /// Whatever JSON can say.
    Other,
}

impl Shape {
    /// That of a list.
    pub(super) const fn many(self) -> Self {
        match self {
            Self::Text => Self::Texts,
            Self::File => Self::Files,
            _ => Self::Other,
        }
    }

    /// Whether it fits into a query, a form, a path or a header field.
    #[must_use]
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Text)
    }

    /// Whether it is a file, or a list of files.
    #[must_use]
    pub const fn is_file(self) -> bool {
        matches!(self, Self::File | Self::Files)
    }

    /// Whether it is a list that parts of one name make up.
    #[must_use]
    pub const fn is_list(self) -> bool {
        matches!(self, Self::Texts | Self::Files)
    }
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
    const SHAPE: Shape = T::SHAPE;
    const IS_SECRET: bool = T::IS_SECRET;
    const REFERS: Refers = T::REFERS;
    const NEEDS_STATE: bool = T::NEEDS_STATE;

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

    fn survey(survey: &mut Survey) {
        T::survey(survey);
    }
}

impl<T: Field> Field for Box<T> {
    type Value = T::Value;
    const GROWTH: u32 = T::GROWTH;
    const SHAPE: Shape = T::SHAPE;
    const IS_SECRET: bool = T::IS_SECRET;
    const REFERS: Refers = T::REFERS.hidden();
    const NEEDS_STATE: bool = T::NEEDS_STATE;

    fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        scope: &mut Scope<'_>,
    ) -> Result<Option<Self>, D::Error> {
        Ok(T::read(deserializer, scope)?.map(Self::new))
    }

    fn absent(scope: &mut Scope<'_>) -> Option<Self> {
        T::absent(scope).map(Self::new)
    }

    fn null() -> Option<Self> {
        T::null().map(Self::new)
    }

    fn value(&self) -> Option<&Self::Value> {
        T::value(self)
    }

    fn recheck(&self, scope: &mut Scope<'_>) {
        T::recheck(self, scope);
    }

    fn survey(survey: &mut Survey) {
        T::survey(survey);
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
