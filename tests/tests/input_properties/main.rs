//! What holds of every input: valid ones come back as they were, and each thing that is wrong is reported once, at its place.
//!
//! An input is described by its members. A member has values that are valid and, for each of its rules, values that break
//! this rule and no other.

mod collections;
mod scalars;
mod texts;

use std::{collections::BTreeSet, fmt::Debug, fs, mem::discriminant, path::Path};

use proptest::{
    prelude::*,
    sample::{Index, select},
    strategy::Union,
    string::string_regex,
};
use secure_api::{Error, SecureInput, clock::Instant, error::ErrorKind, input};
use serde::Serialize;
use serde_json::{Map, Value, json};

use collections::Collections;
use scalars::Scalars;
use texts::Texts;

/// When the inputs are judged: 2026-01-01T00:00:00Z.
const NOW: Instant = Instant::from_unix_seconds(1_767_225_600);

trait Described: input::SecureInput + Serialize + Debug + PartialEq {
    fn members() -> Vec<Member>;
}

/// A member of an input, by its name for clients.
struct Member {
    name: &'static str,
    is_optional: bool,
    valid: BoxedStrategy<Value>,
    breaks: Vec<Break>,
}

/// How to break a rule of a member.
struct Break {
    rule: &'static str,
    /// What the report says then: the rule's name, unless others stand inside it.
    code: &'static str,
    /// Where that points, below the member, and the value of the member.
    broken: BoxedStrategy<(String, Value)>,
}

impl Member {
    fn new<T: Serialize + Debug>(
        name: &'static str,
        valid: impl Strategy<Value = T> + 'static,
    ) -> Self {
        let valid = valid.prop_map(|value| json!(value)).boxed();
        Self { name, is_optional: false, valid, breaks: Vec::new() }
    }

    fn optional(self) -> Self {
        let valid = prop_oneof![1 => Just(Value::Null), 3 => self.valid].boxed();
        Self { is_optional: true, valid, ..self }
    }

    fn breaks<T: Serialize + Debug>(
        self,
        rule: &'static str,
        broken: impl Strategy<Value = T> + 'static,
    ) -> Self {
        self.breaks_inside(rule, rule, broken.prop_map(|value| (String::new(), value)))
    }

    fn breaks_inside<T: Serialize + Debug>(
        mut self,
        rule: &'static str,
        code: &'static str,
        broken: impl Strategy<Value = (String, T)> + 'static,
    ) -> Self {
        let broken = broken.prop_map(|(place, value)| (place, json!(value))).boxed();
        self.breaks.push(Break { rule, code, broken });
        self
    }
}

/// Text that matches one of these patterns as a whole.
fn matching<const N: usize>(patterns: [&str; N]) -> impl Strategy<Value = String> + use<N> {
    Union::new(patterns.map(|pattern| string_regex(pattern).unwrap()))
}

type Object = Vec<(&'static str, Value)>;

/// Valid objects, whose members stand in any order.
fn objects(members: &[Member]) -> impl Strategy<Value = Object> + use<> {
    let names: Vec<_> = members.iter().map(|member| member.name).collect();
    let values: Vec<_> = members.iter().map(|member| member.valid.clone()).collect();
    values.prop_map(move |values| names.iter().copied().zip(values).collect()).prop_shuffle()
}

/// The text of an object, in which a member may stand twice.
fn text(object: &[(&str, Value)]) -> String {
    let members = object.iter().map(|(name, value)| format!("{}:{value}", json!(name)));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// The text of an object in which a member has another value.
fn text_with(object: &Object, name: &str, value: &Value) -> String {
    let mut object = object.clone();
    for (member, old) in &mut object {
        if *member == name {
            old.clone_from(value);
        }
    }
    text(&object)
}

fn read<T: input::SecureInput>(text: &str) -> Result<T, Error> {
    input::read_json_at(text.as_bytes(), NOW)
}

/// `pointer code` of each failure.
fn failures<T: input::SecureInput + Debug>(text: &str) -> Vec<String> {
    match read::<T>(text).map_err(|error| error.kind().clone()) {
        Err(ErrorKind::Invalid(failures)) => {
            failures.iter().map(|failure| format!("{} {}", failure.pointer, failure.code)).collect()
        }
        outcome => vec![format!("{outcome:?}")],
    }
}

/// Each member and each rule has so many cases, so that there are thousands in all.
fn a_few() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) }
}

fn comes_back<T: Described>() {
    proptest!(a_few(), |(object in objects(&T::members()))| {
        let read: T = read(&text(&object)).unwrap();
        let members = object.into_iter().map(|(name, value)| (name.to_owned(), value));
        let object: Map<_, _> = members.collect();
        prop_assert_eq!(serde_json::to_value(&read).unwrap(), Value::Object(object));
    });
}

fn comes_back_from_a_query<T: Described>() {
    // In a query, U+FFFD stands for bytes that are not UTF-8.
    let objects = objects(&T::members())
        .prop_filter("U+FFFD", |object| !text(object).contains(char::REPLACEMENT_CHARACTER));
    proptest!(a_few(), |(object in objects)| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &object {
            match value {
                Value::Null => &mut query,
                Value::String(text) => query.append_pair(name, text),
                value => query.append_pair(name, &value.to_string()),
            };
        }
        let from_query: T = input::read_query_at(&query.finish(), NOW).unwrap();
        prop_assert_eq!(from_query, read(&text(&object)).unwrap());
    });
}

fn each_broken_rule_is_reported_alone<T: Described>() {
    let members = T::members();
    for Member { name, breaks, .. } in &members {
        for Break { rule, code, broken } in breaks {
            proptest!(a_few(), |(object in objects(&members), (place, value) in broken)| {
                let failures = failures::<T>(&text_with(&object, name, &value));
                let expected = format!("#/{name}{place} {code}");
                prop_assert_eq!(failures, [expected], "`{}`: {}", rule, value);
            });
        }
    }
}

fn unknown_and_duplicate_members_are_reported_alone<T: Described>() {
    let members = T::members();
    proptest!(a_few(), |(object in objects(&members), name in "[a-z]{1,9}", place: Index)| {
        let name = format!("other_{name}");
        let mut unknown: Vec<(&str, Value)> = object;
        unknown.insert(place.index(unknown.len() + 1), (&name, json!({ "deep": [1] })));
        prop_assert_eq!(failures::<T>(&text(&unknown)), [format!("#/{name} unknown")]);
    });
    proptest!(a_few(), |(mut object in objects(&members), place: Index)| {
        let twice = place.get(&object).clone();
        let expected = format!("#/{} duplicate", twice.0);
        object.push(twice);
        prop_assert_eq!(failures::<T>(&text(&object)), [expected]);
    });
}

fn missing_members_and_wrong_types_are_reported_alone<T: Described>() {
    let members = T::members();
    let values = vec![json!(true), json!(1), json!("a"), json!([]), json!({})];
    for Member { name, is_optional, valid, .. } in &members {
        proptest!(a_few(), |(object in objects(&members), valid in valid, other in select(values.clone()))| {
            if !valid.is_null() && discriminant(&other) != discriminant(&valid) {
                let failures = failures::<T>(&text_with(&object, name, &other));
                prop_assert_eq!(failures, [format!("#/{name} type")], "{}", other);
            }
        });
        proptest!(a_few(), |(mut object in objects(&members))| {
            object.retain(|(member, _)| member != name);
            match is_optional {
                true => prop_assert!(read::<T>(&text(&object)).is_ok()),
                false => prop_assert_eq!(failures::<T>(&text(&object)), [format!("#/{name} missing")]),
            }
        });
    }
}

macro_rules! properties {
    ($($property:ident: $($input:ident)+;)+) => {$(
        #[test]
        fn $property() {
            $(super::$property::<$input>();)+
        }
    )+};
}

mod of_every_input {
    use super::{Collections, Scalars, Texts};

    properties! {
        comes_back: Texts Scalars Collections;
        comes_back_from_a_query: Texts Scalars;
        each_broken_rule_is_reported_alone: Texts Scalars Collections;
        unknown_and_duplicate_members_are_reported_alone: Texts Scalars Collections;
        missing_members_and_wrong_types_are_reported_alone: Texts Scalars Collections;
    }
}

/// The one rule about two members, which no member alone can break.
#[test]
fn must_match() {
    #[derive(SecureInput, Debug)]
    struct Repeated {
        #[validate(length(max = 20))]
        text: String,
        #[validate(must_match(other = text), length(max = 20))]
        again: String,
    }
    proptest!(a_few(), |(text in r"\PC{0,20}", other in r"\PC{0,20}")| {
        let object = |again: &str| json!({ "text": text, "again": again }).to_string();
        let read: Repeated = read(&object(&text)).unwrap();
        prop_assert_eq!((&read.text, &read.again), (&text, &text));
        prop_assume!(other != text);
        prop_assert_eq!(failures::<Repeated>(&object(&other)), ["#/again must_match"]);
    });
}

/// A rule that is added has to be broken here as well.
#[test]
fn every_rule_is_broken() {
    let members = [Texts::members(), Scalars::members(), Collections::members()];
    let breaks = members.iter().flatten().flat_map(|member| &member.breaks);
    let mut broken: BTreeSet<_> = breaks.map(|broken| broken.rule.to_owned()).collect();
    broken.insert("must_match".to_owned());
    // As `custom`, but for the place and the state: `input_shapes` has tests of both.
    broken.extend(["schema", "async_custom"].map(str::to_owned));
    // Files come in parts and not in JSON; tests of the attacks on them are in `attack::uploads`.
    broken.insert("file".to_owned());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../secure-api/src/input/rules");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut rules: BTreeSet<_> =
        files.map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    rules.remove("mod");
    assert_eq!(broken, rules);
}
