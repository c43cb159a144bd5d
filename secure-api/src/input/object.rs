//! Reads an object: what the generated code of every input shares.

use std::{borrow::Cow, collections::HashMap, fmt, marker::PhantomData};

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};
use validator::{ValidationError, ValidationErrors, ValidationErrorsKind};

use super::{
    Field, SecureInput,
    field::Seed,
    mismatch::{refuse_others, skip_seq},
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

/// The members of an object, at the point where the value of one of them follows.
#[derive(Debug)]
pub struct Members<'a, 'b, A> {
    access: &'a mut A,
    scope: &'a mut Scope<'b>,
}

impl<'de, A: MapAccess<'de>> Members<'_, '_, A> {
    pub(super) fn read<T: Field>(self, name: &str, slot: &mut Slot<T>) -> Result<(), A::Error> {
        let mut scope = self.scope.member(name);
        if let Slot::Absent = slot {
            let value = self.access.next_value_seed(Seed(&mut scope, PhantomData))?;
            *slot = value.map_or(Slot::Refused, Slot::Read);
            Ok(())
        } else {
            scope.refuse("duplicate", "must be given once only");
            self.skip()
        }
    }

    /// Passes over a value that no member takes.
    ///
    /// # Errors
    /// The deserializer's, if the value is malformed.
    pub fn skip(self) -> Result<(), A::Error> {
        self.access.next_value::<IgnoredAny>().map(drop)
    }
}

/// Reads an input.
///
/// # Errors
/// The deserializer's, if what it reads is malformed.
pub fn read_object<'de, T: SecureInput, D: Deserializer<'de>>(
    deserializer: D,
    scope: &mut Scope<'_>,
) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_any(ObjectVisitor(scope, PhantomData))
}

struct ObjectVisitor<'a, 'b, T>(&'a mut Scope<'b>, PhantomData<T>);

impl<T> ObjectVisitor<'_, '_, T> {
    fn refuse<E>(self) -> Result<Option<T>, E> {
        self.0.refuse("type", "must be an object");
        Ok(None)
    }
}

impl<'de, T: SecureInput> Visitor<'de> for ObjectVisitor<'_, '_, T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let Self(scope, _) = self;
        let before = scope.total();
        let mut draft = T::draft();
        while let Some(member) = access.next_key_seed(Name::<T>(scope, PhantomData))? {
            let members = Members { access: &mut access, scope };
            match member {
                Some(position) => T::read_member(&mut draft, position, members)?,
                None => members.skip()?,
            }
        }
        let value = T::finish(draft, scope);
        Ok(value.filter(|_| scope.total() == before))
    }

    // Only objects have names, and only names say what a value is for.
    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Self::Value, A::Error> {
        skip_seq(elements)?;
        self.refuse()
    }

    refuse_others!();
}

/// Reads a member's name as the member's position, so that no name is ever copied.
struct Name<'a, 'b, T>(&'a mut Scope<'b>, PhantomData<T>);

impl<'de, T: SecureInput> DeserializeSeed<'de> for Name<'_, '_, T> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<T: SecureInput> Visitor<'_> for Name<'_, '_, T> {
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
pub fn revalidate(check: impl FnOnce(&mut Scope<'_>)) -> Result<(), ValidationErrors> {
    let mut report = Report::new(Origin::Json, SystemClock.now());
    check(&mut Scope::root(&mut report));
    let mut errors: HashMap<Cow<'static, str>, Vec<ValidationError>> = HashMap::new();
    for failure in report.into_failures() {
        let error = ValidationError::new(failure.code).with_message(failure.detail);
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
