//! Members that hold others: lists, sets, and maps from names that the client chooses.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fmt,
    hash::Hash,
    marker::PhantomData,
};

use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{
    Field, Survey,
    field::{Refers, Seed, Shape},
    mismatch::{refuse_others, skip_map, skip_seq},
    report::Scope,
};

/// A collection can always grow; what its elements say moves up one level.
const fn growth(elements: u32) -> u32 {
    1 | (elements << 1)
}

/// What of a field can grow without limit. For generated code.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Growth {
    /// Nothing.
    Bounded,
    /// The value itself.
    Value,
    /// Names in it, and nothing else.
    Names,
    /// Its elements, or theirs.
    Elements,
}

impl Growth {
    /// What is left of the growth of a type under the bounds of its rules.
    #[must_use]
    pub const fn left(growth: u32, bounded: u32) -> Self {
        let left = growth & !bounded;
        match left {
            0 => Self::Bounded,
            _ if left & 1 == 1 => Self::Value,
            _ if left.trailing_zeros() >= NAMES.trailing_zeros() => Self::Names,
            _ => Self::Elements,
        }
    }
}

/// The names in a map can grow too, whatever its values do.
const NAMES: u32 = 1 << 16;

/// A list or a set while it is read.
trait Elements<T>: Default {
    /// Adds one, or says that it is there already.
    fn put(&mut self, element: T) -> bool;
}

impl<T> Elements<T> for Vec<T> {
    fn put(&mut self, element: T) -> bool {
        self.push(element);
        true
    }
}

impl<T: Ord> Elements<T> for BTreeSet<T> {
    fn put(&mut self, element: T) -> bool {
        self.insert(element)
    }
}

impl<T: Eq + Hash> Elements<T> for HashSet<T> {
    fn put(&mut self, element: T) -> bool {
        self.insert(element)
    }
}

impl<T: Field> Field for Vec<T> {
    type Value = Self;
    const GROWTH: u32 = growth(T::GROWTH);
    const SHAPE: Shape = T::SHAPE.many();
    const IS_SECRET: bool = T::IS_SECRET;
    const REFERS: Refers = T::REFERS.hidden();
    const NEEDS_STATE: bool = T::NEEDS_STATE;

    fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        scope: &mut Scope<'_>,
    ) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_any(ElementsVisitor(scope.here(), PhantomData::<(Self, T)>))
    }

    fn value(&self) -> Option<&Self> {
        Some(self)
    }

    fn recheck(&self, scope: &mut Scope<'_>) {
        for (index, element) in self.iter().enumerate() {
            element.recheck(&mut scope.element(index));
        }
    }

    fn survey(survey: &mut Survey) {
        T::survey(survey);
    }
}

macro_rules! sets {
    ($($set:ident: $($bound:ident)+),*) => {$(
        impl<T: Field $(+ $bound)+> Field for $set<T> {
            type Value = Self;
            const GROWTH: u32 = growth(T::GROWTH);
            const IS_SECRET: bool = T::IS_SECRET;
            const REFERS: Refers = T::REFERS.hidden();
            const NEEDS_STATE: bool = T::NEEDS_STATE;

            fn read<'de, D: Deserializer<'de>>(
                deserializer: D,
                scope: &mut Scope<'_>,
            ) -> Result<Option<Self>, D::Error> {
                deserializer.deserialize_any(ElementsVisitor(scope.here(), PhantomData::<(Self, T)>))
            }

            fn value(&self) -> Option<&Self> {
                Some(self)
            }

            fn recheck(&self, scope: &mut Scope<'_>) {
                for element in self {
                    element.recheck(scope);
                }
            }

            fn survey(survey: &mut Survey) {
                T::survey(survey);
            }
        }
    )*};
}
sets!(BTreeSet: Ord, HashSet: Eq Hash);

struct ElementsVisitor<'a, C, T>(Scope<'a>, PhantomData<(C, T)>);

impl<'de, C: Elements<T>, T: Field> Visitor<'de> for ElementsVisitor<'_, C, T> {
    type Value = Option<C>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut elements: A) -> Result<Self::Value, A::Error> {
        if self.0.is_too_deep() {
            skip_seq(elements)?;
            return Ok(None);
        }
        let mut all = Some(C::default());
        for index in 0.. {
            // By what was read and not by what was kept, so that one that is wrong does not let all the others in.
            if self.0.is_beyond(index) || self.0.is_full() {
                skip_seq(elements)?;
                break;
            }
            let mut scope = self.0.element(index);
            let element = elements.next_element_seed(Seed(&mut scope, PhantomData))?;
            match (element, &mut all) {
                (None, _) => break,
                (Some(Some(element)), Some(known)) => {
                    if !known.put(element) {
                        self.0.element(index).refuse("duplicate", "must be given once only");
                    }
                }
                // One bad element spoils them all: no need to keep the others in memory.
                (Some(_), all) => *all = None,
            }
        }
        Ok(all)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        skip_map(members)?;
        self.refuse()
    }

    refuse_others!();
}

impl<C, T> ElementsVisitor<'_, C, T> {
    fn refuse<E>(mut self) -> Result<Option<C>, E> {
        self.0.refuse("type", "must be an array");
        Ok(None)
    }
}

/// A map while it is read.
trait Entries<T>: Default {
    fn has(&self, name: &str) -> bool;
    fn put(&mut self, name: String, value: T);
}

macro_rules! maps {
    ($($map:ident)*) => {$(
        impl<T> Entries<T> for $map<String, T> {
            fn has(&self, name: &str) -> bool {
                self.contains_key(name)
            }

            fn put(&mut self, name: String, value: T) {
                self.insert(name, value);
            }
        }

        impl<T: Field> Field for $map<String, T> {
            type Value = Self;
            const GROWTH: u32 = growth(T::GROWTH) | NAMES;
            const IS_SECRET: bool = T::IS_SECRET;
            const REFERS: Refers = T::REFERS.hidden();
            const NEEDS_STATE: bool = T::NEEDS_STATE;

            fn read<'de, D: Deserializer<'de>>(
                deserializer: D,
                scope: &mut Scope<'_>,
            ) -> Result<Option<Self>, D::Error> {
                deserializer.deserialize_any(EntriesVisitor(scope.here(), PhantomData::<(Self, T)>))
            }

            fn value(&self) -> Option<&Self> {
                Some(self)
            }

            fn recheck(&self, scope: &mut Scope<'_>) {
                for (name, value) in self {
                    value.recheck(&mut scope.entry(name));
                }
            }

            fn survey(survey: &mut Survey) {
                T::survey(survey);
            }
        }
    )*};
}
maps!(BTreeMap HashMap);

struct EntriesVisitor<'a, M, T>(Scope<'a>, PhantomData<(M, T)>);

impl<'de, M: Entries<T>, T: Field> Visitor<'de> for EntriesVisitor<'_, M, T> {
    type Value = Option<M>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Self::Value, A::Error> {
        if self.0.is_too_deep() {
            skip_map(members)?;
            return Ok(None);
        }
        let mut all = Some(M::default());
        let mut read = 0_usize;
        while let Some(name) = members.next_key::<String>()? {
            if self.0.is_beyond(read) || self.0.is_full() {
                members.next_value::<IgnoredAny>()?;
                skip_map(members)?;
                break;
            }
            read = read.saturating_add(1);
            let mut scope = self.0.entry(&name);
            if name.contains('\0') {
                scope.refuse("nul", "must not contain the NUL character");
                members.next_value::<IgnoredAny>()?;
                continue;
            }
            if all.as_ref().is_some_and(|known| known.has(&name)) {
                scope.refuse("duplicate", "must be given once only");
                members.next_value::<IgnoredAny>()?;
                continue;
            }
            let value = members.next_value_seed(Seed(&mut scope, PhantomData))?;
            match (value, &mut all) {
                (Some(value), Some(known)) => known.put(name, value),
                // As with elements: one that is wrong spoils them all.
                (_, all) => *all = None,
            }
        }
        Ok(all)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Self::Value, A::Error> {
        skip_seq(elements)?;
        self.refuse()
    }

    refuse_others!();
}

impl<M, T> EntriesVisitor<'_, M, T> {
    fn refuse<E>(mut self) -> Result<Option<M>, E> {
        self.0.refuse("type", "must be an object");
        Ok(None)
    }
}
