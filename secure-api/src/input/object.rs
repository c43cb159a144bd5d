//! Reads an object, and an array that stands for a tuple: what the generated code of every input shares.

use std::{borrow::Cow, collections::HashMap, fmt, marker::PhantomData};

use serde::de::{
    Deserialize as _, DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny,
    MapAccess, SeqAccess, Visitor,
};
use validator::{ValidationError, ValidationErrors, ValidationErrorsKind};

use super::{
    Field,
    mismatch::{refuse_others, skip_map, skip_seq},
    report::{Origin, Report, Scope},
};
use crate::clock::{Clock as _, SystemClock};

/// A member of an input while the others are read.
#[derive(Debug)]
pub enum Slot<T> {
    /// Not read yet.
    Absent,
    /// Read, and wrong: the report says why.
    Refused,
    /// Read.
    Read(T),
}

impl<T> Slot<T> {
    /// What was read, or what stands for a member that is not there.
    #[inline]
    pub(super) fn or_else(self, absent: impl FnOnce() -> Option<T>) -> Option<T> {
        match self {
            Self::Absent => absent(),
            Self::Refused => None,
            Self::Read(value) => Some(value),
        }
    }
}

/// What has members: a struct, or a variant of an enum. Those of a tuple are named by their positions.
pub trait Members {
    /// The members as far as they are read.
    type Draft;
    /// What they make up.
    type Whole;

    /// How many there are.
    const COUNT: usize;

    /// No member read yet.
    fn draft() -> Self::Draft;

    /// The position of the member of this name.
    fn member(name: &str) -> Option<usize>;

    /// Reads the member at a position.
    ///
    /// # Errors
    /// The deserializer's, if what it reads is malformed.
    fn read_member<'de, D: Deserializer<'de>>(
        draft: &mut Self::Draft,
        position: usize,
        deserializer: D,
        scope: &mut Scope<'_>,
    ) -> Result<(), D::Error>;

    /// Sanitizes, checks the rules of every member, and builds the whole if nothing is missing.
    fn finish(draft: Self::Draft, scope: &mut Scope<'_>) -> Option<Self::Whole>;

    /// Checks the rules about the whole. Asked only if every member is right.
    fn check_whole(_: &Self::Whole, _: &mut Scope<'_>) {}
}

/// What an object without any member is read as.
#[derive(Debug)]
pub enum NoMembers {}

impl Members for NoMembers {
    type Draft = ();
    type Whole = ();

    const COUNT: usize = 0;

    fn draft() {}

    fn member(_: &str) -> Option<usize> {
        None
    }

    fn read_member<'de, D: Deserializer<'de>>(
        (): &mut (),
        _: usize,
        deserializer: D,
        _: &mut Scope<'_>,
    ) -> Result<(), D::Error> {
        skip(deserializer)
    }

    fn finish((): (), _: &mut Scope<'_>) -> Option<()> {
        Some(())
    }
}

/// Passes over a value that no member takes.
///
/// # Errors
/// The deserializer's, if the value is malformed.
pub fn skip<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    IgnoredAny::deserialize(deserializer).map(drop)
}

/// Reads an object.
///
/// # Errors
/// The deserializer's, if what it reads is malformed.
pub fn read_object<'de, T: Members, D: Deserializer<'de>>(
    deserializer: D,
    scope: &mut Scope<'_>,
) -> Result<Option<T::Whole>, D::Error> {
    deserializer.deserialize_any(ObjectVisitor::<T>(scope, PhantomData))
}

/// Reads an array whose elements are the members, in their order.
///
/// # Errors
/// The deserializer's, if what it reads is malformed.
pub fn read_tuple<'de, T: Members, D: Deserializer<'de>>(
    deserializer: D,
    scope: &mut Scope<'_>,
) -> Result<Option<T::Whole>, D::Error> {
    deserializer.deserialize_any(TupleVisitor::<T>(scope, PhantomData))
}

/// The whole, if nothing was said since, and nothing is said of the whole.
pub fn conclude<W>(
    whole: Option<W>,
    before: usize,
    scope: &mut Scope<'_>,
    check: impl FnOnce(&W, &mut Scope<'_>),
) -> Option<W> {
    let whole = whole.filter(|_| scope.total() == before)?;
    check(&whole, scope);
    (scope.total() == before).then_some(whole)
}

struct ObjectVisitor<'a, 'b, T>(&'a mut Scope<'b>, PhantomData<T>);

impl<T: Members> ObjectVisitor<'_, '_, T> {
    fn refuse<E>(self) -> Result<Option<T::Whole>, E> {
        self.0.refuse("type", "must be an object");
        Ok(None)
    }
}

impl<'de, T: Members> Visitor<'de> for ObjectVisitor<'_, '_, T> {
    type Value = Option<T::Whole>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let Self(scope, _) = self;
        if scope.is_too_deep_for(size_of::<T::Draft>()) {
            skip_map(access)?;
            return Ok(None);
        }
        let before = scope.total();
        let mut draft = T::draft();
        while let Some(member) = access.next_key_seed(Name::<T>(scope, PhantomData))? {
            match member {
                Some(position) => {
                    access.next_value_seed(Member::<T> { draft: &mut draft, position, scope })?;
                }
                None => drop(access.next_value::<IgnoredAny>()?),
            }
        }
        let whole = T::finish(draft, scope);
        Ok(conclude(whole, before, scope, T::check_whole))
    }

    // Only objects have names, and only names say what a value is for.
    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Self::Value, A::Error> {
        skip_seq(elements)?;
        self.refuse()
    }

    refuse_others!();
}

struct TupleVisitor<'a, 'b, T>(&'a mut Scope<'b>, PhantomData<T>);

impl<T: Members> TupleVisitor<'_, '_, T> {
    fn refuse<E>(self) -> Result<Option<T::Whole>, E> {
        self.0.refuse("type", "must be an array");
        Ok(None)
    }
}

impl<'de, T: Members> Visitor<'de> for TupleVisitor<'_, '_, T> {
    type Value = Option<T::Whole>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let Self(scope, _) = self;
        if scope.is_too_deep_for(size_of::<T::Draft>()) {
            skip_seq(access)?;
            return Ok(None);
        }
        let before = scope.total();
        let mut draft = T::draft();
        let mut position = 0;
        while position < T::COUNT {
            let draft = &mut draft;
            if access.next_element_seed(Member::<T> { draft, position, scope })?.is_none() {
                break;
            }
            position += 1;
        }
        if position == T::COUNT && access.next_element::<IgnoredAny>()?.is_some() {
            scope.element(position).refuse("unknown", "is one element too many");
            skip_seq(access)?;
        }
        let whole = T::finish(draft, scope);
        Ok(conclude(whole, before, scope, T::check_whole))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        skip_map(members)?;
        self.refuse()
    }

    refuse_others!();
}

/// Reads the value of one member into the draft.
struct Member<'a, 'b, T: Members> {
    draft: &'a mut T::Draft,
    position: usize,
    scope: &'a mut Scope<'b>,
}

impl<'de, T: Members> DeserializeSeed<'de> for Member<'_, '_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        T::read_member(self.draft, self.position, deserializer, self.scope)
    }
}
/// Reads a member's name as the member's position, so that no name is ever copied.
struct Name<'a, 'b, T>(&'a mut Scope<'b>, PhantomData<T>);

impl<'de, T: Members> DeserializeSeed<'de> for Name<'_, '_, T> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<T: Members> Visitor<'_> for Name<'_, '_, T> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        let position = T::member(name);
        if position.is_none() {
            self.0.refuse_unknown(name);
        }
        Ok(position)
    }
}

/// Checks the rules of a value that is there already, in the form of `validator`. Its map is keyed by JSON Pointer.
///
/// # Errors
/// All that is wrong with the value.
pub fn revalidate<T: Field>(value: &T) -> Result<(), ValidationErrors> {
    let mut report = Report::new(Origin::Json, SystemClock.now());
    value.recheck(&mut Scope::root(&mut report));
    let mut errors: HashMap<Cow<'static, str>, Vec<ValidationError>> = HashMap::new();
    for failure in report.into_failures() {
        let mut error = ValidationError::new(failure.code).with_message(failure.detail);
        error.params.extend(failure.params);
        errors.entry(failure.pointer.into()).or_default().push(error);
    }
    match errors.is_empty() {
        true => Ok(()),
        false => Err(ValidationErrors(
            errors
                .into_iter()
                .map(|(pointer, errors)| (pointer, ValidationErrorsKind::Field(errors)))
                .collect(),
        )),
    }
}

/// Tells at compile time whether a type is also `Deserialize`, which would be a way around its rules.
#[derive(Debug)]
pub struct Probe<T>(PhantomData<T>);

/// The answer for types that are not.
pub trait NotDeserialize {
    /// Whether the type is `Deserialize`.
    const IS_DESERIALIZE: bool = false;
}

impl<T> NotDeserialize for Probe<T> {}

// An inherent constant is found before a trait's, where its bounds hold.
impl<T: DeserializeOwned> Probe<T> {
    /// Whether the type is `Deserialize`.
    pub const IS_DESERIALIZE: bool = true;
}
