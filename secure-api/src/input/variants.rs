//! Enums, tagged as serde tags them. What is wrong with the tag is said at the tag, and an unknown variant is refused.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::de::{
    DeserializeSeed, Deserializer, Error, IgnoredAny, IntoDeserializer as _, MapAccess, SeqAccess,
    Visitor,
    value::{CowStrDeserializer, MapAccessDeserializer},
};

use super::{
    NoMembers,
    buffered::{Budget, Buffered, Keep, Name, Tag},
    mismatch::{refuse_others, skip_map, skip_seq},
    object::read_object,
    report::Scope,
    rules,
};

/// An enum. For generated code.
pub trait Variants: Sized {
    /// The names of the variants, in the order of their positions.
    const NAMES: &'static [&'static str];

    /// The position of the variant of this name.
    fn variant(name: &str) -> Option<usize>;

    /// The variant at a position, if it has no content.
    fn unit(position: usize) -> Option<Self>;

    /// Reads what the variant at a position holds.
    ///
    /// # Errors
    /// The deserializer's, if what it reads is malformed.
    fn read_content<'de, D: Deserializer<'de>>(
        position: usize,
        deserializer: D,
        scope: &mut Scope<'_>,
    ) -> Result<Option<Self>, D::Error>;
}

/// Reads the object of a variant without content, which has no members beside the tag.
///
/// # Errors
/// The deserializer's, if what it reads is malformed.
pub fn read_unit<'de, T: Variants, D: Deserializer<'de>>(
    position: usize,
    deserializer: D,
    scope: &mut Scope<'_>,
) -> Result<Option<T>, D::Error> {
    Ok(read_object::<NoMembers, _>(deserializer, scope)?.and_then(|()| T::unit(position)))
}

/// The position of the variant of this name, which is refused if there is none.
fn named<T: Variants>(name: &str, scope: &mut Scope<'_>) -> Option<usize> {
    let position = T::variant(name);
    if position.is_none() {
        scope.verdict(rules::one_of(&name.to_owned(), T::NAMES));
    }
    position
}

/// Reads an enum whose variant's name is the one member's name, or, without content, a text.
///
/// # Errors
/// The deserializer's, if what it reads is malformed.
pub fn read_external<'de, T: Variants, D: Deserializer<'de>>(
    deserializer: D,
    scope: &mut Scope<'_>,
) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_any(External(scope.here(), PhantomData))
}

struct External<'a, T>(Scope<'a>, PhantomData<T>);

impl<T: Variants> External<'_, T> {
    fn refuse<E>(mut self) -> Result<Option<T>, E> {
        let units = (0..T::NAMES.len()).filter(|position| T::unit(*position).is_some()).count();
        let expected = match units {
            0 => "must be an object with the name of a variant",
            units if units == T::NAMES.len() => "must be a string",
            _ => "must be a string, or an object with the name of a variant",
        };
        self.0.refuse("type", expected);
        Ok(None)
    }
}

impl<'de, T: Variants> Visitor<'de> for External<'_, T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a variant")
    }

    fn visit_str<E: Error>(mut self, name: &str) -> Result<Self::Value, E> {
        let Some(position) = named::<T>(name, &mut self.0) else { return Ok(None) };
        let unit = T::unit(position);
        if unit.is_none() {
            self.0.refuse("type", "must be an object: this variant has content");
        }
        Ok(unit)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Self::Value, A::Error> {
        if self.0.is_too_deep() {
            skip_map(members)?;
            return Ok(None);
        }
        let Some(Name(name)) = members.next_key()? else {
            self.0.refuse("missing", "must have one member, the name of a variant");
            return Ok(None);
        };
        let Some(position) = named::<T>(&name, &mut self.0) else {
            members.next_value::<IgnoredAny>()?;
            skip_map(members)?;
            return Ok(None);
        };
        if T::unit(position).is_some() {
            self.0.refuse("type", "must be a string: this variant has no content");
            members.next_value::<IgnoredAny>()?;
            skip_map(members)?;
            return Ok(None);
        }
        let content = Content::<T> { position, scope: self.0.member(&name), of: PhantomData };
        let whole = members.next_value_seed(content)?;
        let mut is_alone = true;
        while let Some(Name(other)) = members.next_key()? {
            is_alone = false;
            self.0.refuse_unknown(&other);
            members.next_value::<IgnoredAny>()?;
        }
        Ok(whole.filter(|_| is_alone))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Self::Value, A::Error> {
        skip_seq(elements)?;
        self.refuse()
    }

    refuse_others!(but str);
}

/// Reads the content of a variant that is known.
struct Content<'a, T> {
    position: usize,
    scope: Scope<'a>,
    of: PhantomData<T>,
}

impl<'de, T: Variants> DeserializeSeed<'de> for Content<'_, T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(
        mut self,
        deserializer: D,
    ) -> Result<Self::Value, D::Error> {
        T::read_content(self.position, deserializer, &mut self.scope)
    }
}

/// Reads an enum whose variant is said by the member `tag`, beside the members of the variant.
///
/// # Errors
/// The deserializer's, if what it reads is malformed.
pub fn read_internal<'de, T: Variants, D: Deserializer<'de>>(
    deserializer: D,
    scope: &mut Scope<'_>,
    tag: &'static str,
) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_any(Internal { scope: scope.here(), tag, of: PhantomData })
}

struct Internal<'a, T> {
    scope: Scope<'a>,
    tag: &'static str,
    of: PhantomData<T>,
}

impl<T> Internal<'_, T> {
    fn refuse<E>(mut self) -> Result<Option<T>, E> {
        self.scope.refuse("type", "must be an object");
        Ok(None)
    }
}

impl<'de, T: Variants> Visitor<'de> for Internal<'_, T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Self::Value, A::Error> {
        if self.scope.is_too_deep() {
            skip_map(members)?;
            return Ok(None);
        }
        let (mut before, mut budget) = (Vec::new(), Budget::new());
        let position = loop {
            match members.next_key()? {
                None => {
                    self.scope.member(self.tag).refuse("missing", "is required");
                    return Ok(None);
                }
                Some(Name(name)) if name == self.tag => {
                    let Tag(variant) = members.next_value()?;
                    break position::<T>(variant.as_deref(), &mut self.scope.member(self.tag));
                }
                Some(Name(name)) => {
                    before.push((name, members.next_value_seed(Keep(&mut budget))?));
                    if budget.is_spent() {
                        refuse_order(self.tag, &mut self.scope);
                        skip_map(members)?;
                        return Ok(None);
                    }
                }
            }
        };
        let Some(position) = position else {
            skip_map(members)?;
            return Ok(None);
        };
        let mut repeated = false;
        let rest = Rest {
            before: before.into_iter(),
            value: None,
            members,
            tag: self.tag,
            repeated: &mut repeated,
        };
        let whole = T::read_content(position, MapAccessDeserializer::new(rest), &mut self.scope)?;
        if repeated {
            self.scope.member(self.tag).refuse("duplicate", "must be given once only");
        }
        Ok(whole.filter(|_| !repeated))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Self::Value, A::Error> {
        skip_seq(elements)?;
        self.refuse()
    }

    refuse_others!();
}

/// Nobody has to keep all that a client can put before the tag.
fn refuse_order(tag: &'static str, scope: &mut Scope<'_>) {
    scope.member(tag).refuse("order", "must come first: too much stands before it");
}

/// The position of the variant that a tag says.
fn position<T: Variants>(tag: Option<&str>, scope: &mut Scope<'_>) -> Option<usize> {
    match tag {
        Some(name) => named::<T>(name, scope),
        None => {
            scope.refuse("type", "must be a string");
            None
        }
    }
}

/// The members beside a tag: those before it, then those after it.
struct Rest<'a, 'de, A> {
    before: std::vec::IntoIter<(Cow<'de, str>, Buffered)>,
    /// The value whose name was read.
    value: Option<Buffered>,
    members: A,
    tag: &'static str,
    repeated: &'a mut bool,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Rest<'_, 'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        if let Some((name, value)) = self.before.next() {
            self.value = Some(value);
            return seed.deserialize(CowStrDeserializer::new(name)).map(Some);
        }
        while let Some(Name(name)) = self.members.next_key()? {
            if name != self.tag {
                return seed.deserialize(CowStrDeserializer::new(name)).map(Some);
            }
            *self.repeated = true;
            self.members.next_value::<IgnoredAny>()?;
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(value.into_deserializer()),
            None => self.members.next_value_seed(seed),
        }
    }
}

/// Reads an enum of which one member says the variant, and another one is its content.
///
/// # Errors
/// The deserializer's, if what it reads is malformed.
pub fn read_adjacent<'de, T: Variants, D: Deserializer<'de>>(
    deserializer: D,
    scope: &mut Scope<'_>,
    tag: &'static str,
    content: &'static str,
) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_any(Adjacent { scope: scope.here(), tag, content, of: PhantomData })
}

struct Adjacent<'a, T> {
    scope: Scope<'a>,
    tag: &'static str,
    content: &'static str,
    of: PhantomData<T>,
}

/// The content of a variant while the rest of the object is read.
enum Inside<T> {
    Absent,
    /// It came before the tag.
    Before(Buffered),
    Read(Option<T>),
}

impl<T> Adjacent<'_, T> {
    fn refuse<E>(mut self) -> Result<Option<T>, E> {
        self.scope.refuse("type", "must be an object");
        Ok(None)
    }
}

impl<'de, T: Variants> Visitor<'de> for Adjacent<'_, T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Self::Value, A::Error> {
        if self.scope.is_too_deep() {
            skip_map(members)?;
            return Ok(None);
        }
        let before = self.scope.total();
        // The tag, once it is read: a variant, unless it is wrong.
        let mut tag: Option<Option<usize>> = None;
        let mut inside = Inside::Absent;
        while let Some(Name(name)) = members.next_key()? {
            if name == self.tag {
                let Tag(variant) = members.next_value()?;
                let mut scope = self.scope.member(self.tag);
                if tag.is_some() {
                    scope.refuse("duplicate", "must be given once only");
                } else {
                    tag = Some(position::<T>(variant.as_deref(), &mut scope));
                }
            } else if name == self.content {
                let mut scope = self.scope.member(self.content);
                if !matches!(inside, Inside::Absent) {
                    scope.refuse("duplicate", "must be given once only");
                    members.next_value::<IgnoredAny>()?;
                    continue;
                }
                inside = match tag {
                    None => {
                        let mut budget = Budget::new();
                        let content = members.next_value_seed(Keep(&mut budget))?;
                        if budget.is_spent() {
                            refuse_order(self.tag, &mut self.scope);
                            skip_map(members)?;
                            return Ok(None);
                        }
                        Inside::Before(content)
                    }
                    Some(Some(position)) if T::unit(position).is_none() => {
                        let content = Content::<T> { position, scope, of: PhantomData };
                        Inside::Read(members.next_value_seed(content)?)
                    }
                    Some(position) => {
                        if position.is_some() {
                            self.scope.refuse_unknown(self.content);
                        }
                        members.next_value::<IgnoredAny>()?;
                        Inside::Read(None)
                    }
                };
            } else {
                self.scope.refuse_unknown(&name);
                members.next_value::<IgnoredAny>()?;
            }
        }
        let Some(position) = tag else {
            self.scope.member(self.tag).refuse("missing", "is required");
            return Ok(None);
        };
        let Some(position) = position else { return Ok(None) };
        let whole = match (T::unit(position), inside) {
            (Some(unit), Inside::Absent) => Some(unit),
            (Some(_), Inside::Before(_)) => {
                self.scope.refuse_unknown(self.content);
                None
            }
            (None, Inside::Absent) => {
                self.scope.member(self.content).refuse("missing", "is required");
                None
            }
            (None, Inside::Before(content)) => {
                let mut scope = self.scope.member(self.content);
                T::read_content(position, content.into_deserializer(), &mut scope)?
            }
            (_, Inside::Read(whole)) => whole,
        };
        Ok(whole.filter(|_| self.scope.total() == before))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Self::Value, A::Error> {
        skip_seq(elements)?;
        self.refuse()
    }

    refuse_others!();
}
