//! What is wrong with an input, and where. A place is a chain on the stack, written out only when something is wrong.

use std::{borrow::Cow, fmt::Write as _};

use serde_json::Value;

use crate::{
    clock::Instant,
    error::{Error, ErrorKind, Failure, Params, Result},
};

/// Objects and arrays may nest this deep.
pub(super) const MAX_DEPTH: u16 = 32;

/// Drafts that are being read at a time take so many bytes at most, the outermost aside: an input that contains itself is read on the stack,
/// and a few hundred bytes of a body must not fill it.
const MAX_WEIGHT: usize = 24 * 1024;

/// More failures than this are not listed: the client has enough to repair, and the answer stays small.
const MOST_FAILURES: usize = 100;
/// Unknown members are named by the client, so fewer of them are repeated to it.
const MOST_UNKNOWN: usize = 16;
/// Where the client chooses names, pointers can be long: after this many bytes of them no further failure is listed.
const MOST_POINTERS: usize = 32 * 1024;
/// A longer unknown name is cut to this many characters.
const LONGEST_NAME: usize = 64;

/// What a rule says about a value.
pub type Verdict = Result<(), Flaw>;

/// Why a value breaks a rule. Never contains the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw(Box<Said>);

/// Behind a pointer, so that a rule which has nothing to say returns no more than that.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    code: &'static str,
    detail: Cow<'static, str>,
    params: Params,
}

impl Flaw {
    #[cold]
    pub(super) fn new(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Said { code, detail: detail.into(), params: Params::new() }))
    }

    #[cfg(all(test, feature = "multipart"))]
    pub(super) fn code(&self) -> &'static str {
        self.0.code
    }

    /// The same at a place.
    pub(super) fn at(self, pointer: String) -> Failure {
        let Said { code, detail, params } = *self.0;
        Failure { pointer, code, detail, params }
    }

    /// With an argument of the rule, if it states it.
    pub(super) fn with(
        mut self,
        name: impl Into<Cow<'static, str>>,
        argument: Option<impl Into<Value>>,
    ) -> Self {
        if let Some(argument) = argument {
            self.0.params.insert(name.into(), argument.into());
        }
        self
    }
}

/// What a rule says, in the words and under the code that the application gave it. What the rule asks for stays.
///
/// # Errors
/// The verdict's.
pub fn reworded(
    verdict: Verdict,
    code: Option<&'static str>,
    message: Option<&'static str>,
) -> Verdict {
    verdict.map_err(|mut flaw| {
        flaw.0.code = code.unwrap_or(flaw.0.code);
        if let Some(message) = message {
            flaw.0.detail = Cow::Borrowed(message);
        }
        flaw
    })
}

/// Where the input comes from, which decides what text means and what absence means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Values carry their types.
    Json,
    /// Every value is text: queries, forms, header fields, the parts of a multipart body.
    Text,
    /// Every value is text, and the router chose the names.
    Path,
}

/// A member whose raw value was refused before anything could read it: it is too large, or no text.
#[derive(Debug)]
pub(super) struct Spoilt {
    pub(super) member: &'static str,
    /// Which one of a list it is.
    pub(super) element: Option<usize>,
    pub(super) flaw: Flaw,
}

/// What is wrong so far.
#[derive(Debug)]
pub struct Report {
    /// What the source refused, until its turn comes in the order of the input.
    pub(super) spoilt: Vec<Spoilt>,
    /// What the source has read of files. Text and numbers of the client cannot name one: see [`Upload`](super::Upload).
    #[cfg(feature = "multipart")]
    pub(super) files: Vec<Option<super::Upload>>,
    origin: Origin,
    /// What rules about time compare with: one moment for the whole of an input.
    now: Instant,
    failures: Vec<Failure>,
    total: usize,
    unknown: usize,
    /// How many bytes of pointers are listed.
    pointers: usize,
}

impl Report {
    pub(super) const fn new(origin: Origin, now: Instant) -> Self {
        Self {
            spoilt: Vec::new(),
            #[cfg(feature = "multipart")]
            files: Vec::new(),
            origin,
            now,
            failures: Vec::new(),
            total: 0,
            unknown: 0,
            pointers: 0,
        }
    }

    /// The value, or all that is wrong with it.
    pub(super) fn conclude<T>(self, value: Option<T>) -> Result<T> {
        self.into_result(value.is_some())?;
        value.ok_or_else(without_reason)
    }

    /// The refusal of a value with which something is wrong, or that is not there: apart, because it is the same for values of every type.
    pub(super) fn into_result(mut self, is_there: bool) -> Result<()> {
        // Of a value that nobody has asked for, the refusal stands all the same.
        while let Some(Spoilt { member, .. }) = self.spoilt.first() {
            let member = *member;
            Scope::root(&mut self).member(member).is_spoilt();
        }
        match self.failures.is_empty() {
            _ if is_there && self.total == 0 => Ok(()),
            true => Err(without_reason()),
            false => Err(Error::new(ErrorKind::Invalid(self.failures))),
        }
    }

    /// The place of the whole input.
    pub const fn whole(&mut self) -> Scope<'_> {
        Scope::root(self)
    }

    pub(super) fn into_failures(self) -> Vec<Failure> {
        self.failures
    }
}

#[cold]
fn without_reason() -> Error {
    Error::internal("an input was refused without a reason")
}

/// One step of a JSON Pointer.
#[derive(Debug, Clone, Copy)]
pub(super) enum Segment<'a> {
    Root,
    Member(&'a str),
    Element(usize),
    /// A member that the client named; it may be as long as the client likes.
    Entry(&'a str),
    /// The name itself of such a member.
    Key(&'a str),
}

/// Where an element stands in what it is an element of.
#[derive(Debug, Clone, Copy)]
pub enum Position<'a> {
    /// In a list.
    Index(usize),
    /// In a map.
    Key(&'a str),
    /// In a set, which has no order.
    Anywhere,
}

/// A place in the input.
#[derive(Debug, Clone, Copy)]
struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    segment: Segment<'a>,
    /// How many objects and arrays are around it.
    depth: u16,
    /// How many bytes the drafts of those around it take, the outermost aside.
    weight: usize,
}

impl Place<'_> {
    fn write(&self, pointer: &mut String) {
        if let Some(parent) = self.parent {
            parent.write(pointer);
        }
        self.segment.write(pointer);
    }
}

/// The pointer of what stands below these steps.
pub(super) fn pointer<'a>(steps: impl Iterator<Item = Segment<'a>>) -> String {
    let mut pointer = String::new();
    // What is deeper is no input anyway, and the names are the client's.
    let steps = steps.take(usize::from(MAX_DEPTH));
    std::iter::once(Segment::Root).chain(steps).for_each(|step| step.write(&mut pointer));
    pointer
}

impl Segment<'_> {
    fn write(self, pointer: &mut String) {
        match self {
            Self::Root => pointer.push('#'),
            Self::Entry(name) | Self::Key(name) => {
                pointer.push('/');
                cut(name).chars().for_each(|character| escape(character, pointer));
            }
            Self::Member(name) => {
                pointer.push('/');
                name.chars().for_each(|character| escape(character, pointer));
            }
            Self::Element(index) => {
                // Writing to a string does not fail.
                let _ = write!(pointer, "/{index}");
            }
        }
    }
}

/// The JSON Pointer of a member of an input.
pub(crate) fn pointer_to(member: &str) -> String {
    let root = Place { parent: None, segment: Segment::Root, depth: 0, weight: 0 };
    let member =
        Place { parent: Some(&root), segment: Segment::Member(member), depth: 1, weight: 0 };
    let mut pointer = String::new();
    member.write(&mut pointer);
    pointer
}

/// As much of a client's name as is repeated to it.
fn cut(name: &str) -> &str {
    let end = name.char_indices().nth(LONGEST_NAME).map_or(name.len(), |(end, _)| end);
    name.get(..end).unwrap_or_default()
}

/// A JSON Pointer escapes `~` and `/` (RFC 6901, section 3); its fragment form percent-encodes what a fragment cannot
/// hold (RFC 3986, section 3.5).
fn escape(character: char, pointer: &mut String) {
    match character {
        '~' => pointer.push_str("~0"),
        '/' => pointer.push_str("~1"),
        'a'..='z' | 'A'..='Z' | '0'..='9' => pointer.push(character),
        '-' | '.' | '_' | '!' | '$' | '&' | '\'' | '(' | ')' | '*' | '+' | ',' | ';' | '='
        | ':' | '@' | '?' => pointer.push(character),
        _ => {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(pointer, "%{byte:02X}");
            }
        }
    }
}

/// The way from an input to one of its members. Taken only where there is something to say.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    /// The value stands in the place of the input.
    Here,
    /// The member of this name.
    Member(&'static str),
    /// The element at this index.
    Element(usize),
}

/// A place in the input together with the report: what reads and checks the value there says what is wrong with it.
#[derive(Debug)]
pub struct Scope<'a> {
    place: Place<'a>,
    report: &'a mut Report,
    /// How many elements are kept here, then in each element, and so on.
    bounds: &'static [u64],
}

impl<'a> Scope<'a> {
    pub(super) const fn root(report: &'a mut Report) -> Self {
        let place = Place { parent: None, segment: Segment::Root, depth: 0, weight: 0 };
        Self { place, report, bounds: &[] }
    }

    /// The member of this name.
    #[inline]
    pub fn member<'b>(&'b mut self, name: &'b str) -> Scope<'b> {
        // What bounds a list says nothing of what its elements are made of.
        self.step(Segment::Member(name)).within(&[])
    }

    /// The element at this index.
    pub fn element(&mut self, index: usize) -> Scope<'_> {
        self.step(Segment::Element(index))
    }

    /// The member of this name in a map, whose names are the client's.
    pub(super) const fn entry<'b>(&'b mut self, name: &'b str) -> Scope<'b> {
        self.step(Segment::Entry(name))
    }

    /// The name itself of such a member.
    pub fn key<'b>(&'b mut self, name: &'b str) -> Scope<'b> {
        self.step(Segment::Key(name))
    }

    /// The place that the step leads to.
    #[inline]
    pub fn go(&mut self, step: Step) -> Scope<'_> {
        match step {
            Step::Here => self.here(),
            Step::Member(name) => self.member(name),
            Step::Element(index) => self.element(index),
        }
    }

    /// The element at this position.
    pub fn at<'b>(&'b mut self, position: Position<'b>) -> Scope<'b> {
        match position {
            Position::Index(index) => self.step(Segment::Element(index)),
            Position::Key(name) => self.entry(name),
            Position::Anywhere => self.here(),
        }
    }

    #[inline]
    const fn step<'b>(&'b mut self, segment: Segment<'b>) -> Scope<'b> {
        let depth = self.place.depth.saturating_add(1);
        let place = Place { parent: Some(&self.place), segment, depth, weight: self.place.weight };
        let bounds = match self.bounds {
            [_, bounds @ ..] => bounds,
            [] => &[],
        };
        Scope { place, report: self.report, bounds }
    }

    /// The same place, for a value that takes the scope along.
    pub const fn here(&mut self) -> Scope<'_> {
        Scope { place: self.place, report: self.report, bounds: self.bounds }
    }

    /// The same place, where no more than so many elements are kept, then in each element, and so on. What is beyond is read and
    /// forgotten: one more than that is enough for the rule to refuse it.
    #[must_use]
    #[inline]
    pub const fn within(self, bounds: &'static [u64]) -> Self {
        Self { bounds, ..self }
    }

    /// The bounds here, for a value that has one for the whole of it.
    pub(super) const fn bounds(&self) -> &'static [u64] {
        self.bounds
    }

    /// Whether the source has found something wrong with any member.
    #[inline]
    pub(super) const fn has_spoilt(&self) -> bool {
        !self.report.spoilt.is_empty()
    }

    /// Says what the source has found wrong with this member, and whether it has.
    #[inline]
    pub(super) fn is_spoilt(&mut self) -> bool {
        self.has_spoilt() && self.say_spoilt()
    }

    fn say_spoilt(&mut self) -> bool {
        let (Segment::Member(name), 1) = (self.place.segment, self.place.depth) else {
            return false;
        };
        let flaws: Vec<_> =
            self.report.spoilt.extract_if(.., |spoilt| spoilt.member == name).collect();
        let is_spoilt = !flaws.is_empty();
        for Spoilt { element, flaw, .. } in flaws {
            match element {
                Some(index) => self.element(index).verdict(Err(flaw)),
                None => self.verdict(Err(flaw)),
            }
        }
        is_spoilt
    }

    /// The file that the source has put at this position.
    #[cfg(feature = "multipart")]
    pub(super) fn take_file(&mut self, position: usize) -> Option<super::Upload> {
        self.report.files.get_mut(position).and_then(Option::take)
    }

    /// Whether one more element than the bound is there already.
    pub(super) fn is_beyond(&self, count: usize) -> bool {
        self.bounds
            .first()
            .is_some_and(|most| u64::try_from(count).is_ok_and(|count| count > *most))
    }

    /// Whether so much is wrong that nothing more is listed.
    #[inline]
    pub(super) const fn is_full(&self) -> bool {
        self.report.total >= MOST_FAILURES
    }

    /// The same as [`is_too_deep`](Self::is_too_deep) for what has a draft of so many bytes.
    #[inline]
    pub(super) fn is_too_deep_for(&mut self, draft: usize) -> bool {
        if self.place.depth > 0 {
            self.place.weight = self.place.weight.saturating_add(draft);
        }
        self.is_too_deep()
    }

    /// Refuses an object or array that too many others are around.
    #[inline]
    pub(super) fn is_too_deep(&mut self) -> bool {
        let is_too_deep = self.place.depth >= MAX_DEPTH || self.place.weight > MAX_WEIGHT;
        if is_too_deep {
            let flaw = Flaw::new("depth", "is nested too deeply");
            self.verdict(Err(flaw.with("max", Some(MAX_DEPTH))));
        }
        is_too_deep
    }

    /// Whether every value is text that may stand for something else.
    pub(super) fn is_text(&self) -> bool {
        self.report.origin != Origin::Json
    }

    /// The moment at which the input is judged.
    #[must_use]
    pub const fn now(&self) -> Instant {
        self.report.now
    }

    /// How much is wrong so far, in the whole of the input.
    #[must_use]
    pub const fn total(&self) -> usize {
        self.report.total
    }

    /// Takes note of what a rule says of the value to which the step leads, which is made only where it says something.
    #[inline]
    pub fn say(&mut self, step: Step, verdict: Verdict) {
        if let Err(flaw) = verdict {
            self.go(step).note(flaw);
        }
    }

    /// The same of the element at this position.
    #[inline]
    pub fn say_at(&mut self, position: Position<'_>, verdict: Verdict) {
        if let Err(flaw) = verdict {
            self.at(position).note(flaw);
        }
    }

    /// The same of this name in a map.
    #[inline]
    pub fn say_of_key(&mut self, name: &str, verdict: Verdict) {
        if let Err(flaw) = verdict {
            self.key(name).note(flaw);
        }
    }

    /// Takes note of what a rule says.
    #[inline]
    pub fn verdict(&mut self, verdict: Verdict) {
        if let Err(flaw) = verdict {
            self.note(flaw);
        }
    }

    #[cold]
    fn note(&mut self, flaw: Flaw) {
        self.report.total = self.report.total.saturating_add(1);
        let is_full = self.report.failures.len() >= MOST_FAILURES;
        if !is_full && self.report.pointers < MOST_POINTERS {
            let mut pointer = String::new();
            self.place.write(&mut pointer);
            self.report.pointers = self.report.pointers.saturating_add(pointer.len());
            let mut failure = flaw.at(pointer);
            if let Segment::Key(_) = self.place.segment {
                failure.detail = format!("has a name that {}", failure.detail).into();
            }
            self.report.failures.push(failure);
        }
    }

    pub(crate) fn refuse(&mut self, code: &'static str, detail: impl Into<Cow<'static, str>>) {
        self.verdict(Err(Flaw::new(code, detail)));
    }

    pub(super) fn refuse_unknown(&mut self, name: &str) {
        if self.report.origin == Origin::Path {
            return; // the router names the captures, and other arguments read theirs
        }
        self.report.unknown = self.report.unknown.saturating_add(1);
        if self.report.unknown > MOST_UNKNOWN {
            self.report.total = self.report.total.saturating_add(1);
            return;
        }
        self.entry(name).refuse("unknown", "is not a known member");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_are_escaped() {
        let mut report = Report::new(Origin::Json, Instant::from_unix_seconds(0));
        let mut root = Scope::root(&mut report);
        root.member("a/b~c").element(3).member("ü %\"").refuse("x", "y");
        assert_eq!(report.failures[0].pointer, "#/a~1b~0c/3/%C3%BC%20%25%22");
    }

    #[test]
    fn failures_are_counted_past_the_cap() {
        let mut report = Report::new(Origin::Json, Instant::from_unix_seconds(0));
        let mut root = Scope::root(&mut report);
        (0..500).for_each(|index| root.element(index).refuse("x", "y"));
        assert_eq!((report.failures.len(), report.total), (MOST_FAILURES, 500));
        assert!(report.conclude(Some(())).is_err());
    }
}
