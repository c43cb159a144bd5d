//! Members that are any JSON, read as strictly as everything else.

use std::{fmt, io};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::{
    Field,
    mismatch::{skip_map, skip_seq},
    report::{Flaw, Scope},
    rules::{Count, Measured},
    scalar::without_nul,
};

impl Field for Value {
    type Value = Self;
    const GROWTH: u32 = 1;

    fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        scope: &mut Scope<'_>,
    ) -> Result<Option<Self>, D::Error> {
        Node { scope: scope.here(), kept: &mut 0 }.deserialize(deserializer)
    }

    fn value(&self) -> Option<&Self> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl Measured for Value {
    const UNIT: &'static str = "bytes of JSON";

    fn count(&self) -> Count {
        let mut counter = Counter(0);
        // A value that could not be written is as long as can be.
        let is_written = serde_json::to_writer(&mut counter, self).is_ok();
        Count::of_bytes(if is_written { counter.0 } else { usize::MAX })
    }
}

/// Counts what is written to it.
struct Counter(usize);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads a value, or one inside it. What is wrong in it spoils the whole.
///
/// The bound of a field is one of bytes of its JSON, so what is kept is charged with the least that it takes there; beyond the bound nothing
/// more is, and what was cut off is still too long for the rule.
struct Node<'a, 'b> {
    scope: Scope<'a>,
    /// How many bytes the JSON of what was kept so far has at least, in the whole of the field.
    kept: &'b mut usize,
}

impl Node<'_, '_> {
    fn keep<E>(mut self, value: impl Into<Value>, least: usize) -> Result<Option<Value>, E> {
        self.charge(least);
        Ok(Some(value.into()))
    }

    const fn charge(&mut self, least: usize) {
        *self.kept = self.kept.saturating_add(least);
    }

    fn is_full(&self) -> bool {
        self.scope.is_beyond(*self.kept)
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_, '_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_, '_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        self.keep(value, 1)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        self.keep(value, 1)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        self.keep(value, 1)
    }

    fn visit_f64<E: Error>(mut self, value: f64) -> Result<Self::Value, E> {
        match Number::from_f64(value) {
            Some(number) => self.keep(number, 1),
            None => {
                self.scope.refuse("type", "must be a number that fits");
                Ok(None)
            }
        }
    }

    fn visit_str<E: Error>(mut self, text: &str) -> Result<Self::Value, E> {
        match without_nul(text) {
            Ok(text) => self.keep(text, text.len().saturating_add(2)),
            Err(flaw) => {
                self.scope.verdict(Err(flaw));
                Ok(None)
            }
        }
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        self.keep(Value::Null, 4)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut elements: A) -> Result<Self::Value, A::Error> {
        if self.scope.is_too_deep() {
            skip_seq(elements)?;
            return Ok(None);
        }
        self.charge(2);
        let bounds = self.scope.bounds();
        let mut all = Some(Vec::new());
        for index in 0.. {
            if self.is_full() {
                skip_seq(elements)?;
                break;
            }
            let scope = self.scope.element(index).within(bounds);
            let node = Node { scope, kept: self.kept };
            match (elements.next_element_seed(node)?, &mut all) {
                (None, _) => break,
                (Some(Some(element)), Some(all)) => all.push(element),
                (Some(_), all) => *all = None,
            }
        }
        Ok(all.map(Value::Array))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Self::Value, A::Error> {
        if self.scope.is_too_deep() {
            skip_map(members)?;
            return Ok(None);
        }
        self.charge(2);
        let bounds = self.scope.bounds();
        let mut all = Some(Map::new());
        while let Some(name) = members.next_key::<String>()? {
            if self.is_full() {
                members.next_value::<IgnoredAny>()?;
                skip_map(members)?;
                break;
            }
            self.charge(name.len().saturating_add(3));
            let mut scope = self.scope.entry(&name).within(bounds);
            let is_known = all.as_ref().is_some_and(|all| all.contains_key(&name));
            let verdict = match is_known {
                true => Err(Flaw::new("duplicate", "must be given once only")),
                false => without_nul(&name).map(drop),
            };
            if verdict.is_err() {
                scope.verdict(verdict);
                members.next_value::<IgnoredAny>()?;
                all = None;
                continue;
            }
            match (members.next_value_seed(Node { scope, kept: self.kept })?, &mut all) {
                (Some(value), Some(all)) => drop(all.insert(name, value)),
                (_, all) => *all = None,
            }
        }
        Ok(all.map(Value::Object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Instant,
        input::{
            report::{Origin, Report},
            rules::length,
        },
    };

    fn nodes(value: &Value) -> usize {
        match value {
            Value::Array(elements) => 1 + elements.iter().map(nodes).sum::<usize>(),
            Value::Object(members) => 1 + members.values().map(nodes).sum::<usize>(),
            _ => 1,
        }
    }

    /// What is read under a bound of so many bytes.
    fn read(text: &str, bounds: &'static [u64]) -> Value {
        let mut report = Report::new(Origin::Json, Instant::from_unix_seconds(0));
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let mut scope = Scope::root(&mut report).within(bounds);
        let read = <Value as Field>::read(&mut deserializer, &mut scope).unwrap();
        deserializer.end().unwrap();
        read.unwrap()
    }

    #[test]
    fn no_more_is_kept_than_the_bound_and_that_is_still_too_long() {
        let flat = format!("[{}]", vec!["0"; 100_000].join(","));
        let deep = format!("[{}]", vec!["[[],{\"a\":[0,0]}]"; 20_000].join(","));
        let members: Vec<_> = (0..50_000).map(|name| format!("\"{name}\":[]")).collect();
        let wide = format!("{{{}}}", members.join(","));
        for text in [flat, deep, wide] {
            for (most, bounds) in [(0, &[0]), (1, &[1]), (7, &[7]), (1000, &[1000])] {
                let kept = read(&text, bounds);
                assert!(nodes(&kept) <= most + 1, "{} of {most}", nodes(&kept));
                let most = u64::try_from(most).unwrap();
                assert!(length(&kept, None, Some(most), None).is_err());
                assert!(length(&kept, None, None, Some(most)).is_err());
            }
        }
    }

    #[test]
    fn what_fits_is_kept_whole() {
        for text in ["[0,[1,{\"a\":2}]]", "[[[[]]]]", "{\"a\":{\"b\":{}}}", "[0,0,0,0,0,0,0,0]"] {
            let kept = read(text, &[17]);
            assert_eq!(kept.to_string(), text);
            assert!(length(&kept, None, Some(17), None).is_ok());
        }
    }
}
