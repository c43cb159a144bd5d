//! What is wrong with an input, and where. A place is a chain on the stack, written out only when something is wrong.

use std::{borrow::Cow, fmt::Write as _};

use crate::{
    clock::Instant,
    error::{Error, ErrorKind, Failure, Result},
};

/// More failures than this are not listed: the client has enough to repair, and the answer stays small.
const MOST_FAILURES: usize = 100;
/// Unknown members are named by the client, so fewer of them are repeated to it.
const MOST_UNKNOWN: usize = 16;
/// A longer unknown name is cut to this many characters.
const LONGEST_NAME: usize = 64;

/// What a rule says about a value.
pub type Verdict = Result<(), Flaw>;

/// Why a value breaks a rule. Never contains the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    pub(super) code: &'static str,
    pub(super) detail: Cow<'static, str>,
}

impl Flaw {
    pub(super) fn new(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { code, detail: detail.into() }
    }
}

/// Where the input comes from, which decides what text means and what absence means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Values carry their types.
    Json,
    /// Every value is text.
    Query,
    /// Every value is text, and the router chose the names.
    Path,
}

/// What is wrong so far.
#[derive(Debug)]
pub struct Report {
    origin: Origin,
    /// What rules about time compare with: one moment for the whole of an input.
    now: Instant,
    failures: Vec<Failure>,
    total: usize,
    unknown: usize,
}

impl Report {
    pub(super) const fn new(origin: Origin, now: Instant) -> Self {
        Self { origin, now, failures: Vec::new(), total: 0, unknown: 0 }
    }

    /// The value, or all that is wrong with it.
    pub(super) fn conclude<T>(self, value: Option<T>) -> Result<T> {
        match value {
            Some(value) if self.total == 0 => Ok(value),
            _ if self.failures.is_empty() => {
                Err(Error::internal("an input was refused without a reason"))
            }
            _ => Err(Error::new(ErrorKind::Invalid(self.failures))),
        }
    }

    pub(super) fn into_failures(self) -> Vec<Failure> {
        self.failures
    }
}

/// One step of a JSON Pointer.
#[derive(Debug, Clone, Copy)]
enum Segment<'a> {
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
}

impl Place<'_> {
    fn write(&self, pointer: &mut String) {
        if let Some(parent) = self.parent {
            parent.write(pointer);
        }
        match self.segment {
            Segment::Root => pointer.push('#'),
            Segment::Entry(name) | Segment::Key(name) => {
                pointer.push('/');
                cut(name).chars().for_each(|character| escape(character, pointer));
            }
            Segment::Member(name) => {
                pointer.push('/');
                name.chars().for_each(|character| escape(character, pointer));
            }
            Segment::Element(index) => {
                // Writing to a string does not fail.
                let _ = write!(pointer, "/{index}");
            }
        }
    }
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

/// A place in the input together with the report: what reads and checks the value there says what is wrong with it.
#[derive(Debug)]
pub struct Scope<'a> {
    place: Place<'a>,
    report: &'a mut Report,
}

impl<'a> Scope<'a> {
    pub(super) const fn root(report: &'a mut Report) -> Self {
        Self { place: Place { parent: None, segment: Segment::Root }, report }
    }

    /// The member of this name.
    #[inline]
    pub fn member<'b>(&'b mut self, name: &'b str) -> Scope<'b> {
        self.step(Segment::Member(name))
    }

    /// The element at this index.
    #[inline]
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
        Scope { place: Place { parent: Some(&self.place), segment }, report: self.report }
    }

    /// The same place, for a value that takes the scope along.
    pub(super) const fn here(&mut self) -> Scope<'_> {
        Scope { place: self.place, report: self.report }
    }

    /// Whether every value is text that may stand for something else.
    #[inline]
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

    /// Takes note of what a rule says.
    #[inline]
    pub fn verdict(&mut self, verdict: Verdict) {
        if let Err(Flaw { code, detail }) = verdict {
            self.refuse(code, detail);
        }
    }

    pub(super) fn refuse(&mut self, code: &'static str, detail: impl Into<Cow<'static, str>>) {
        self.note(code, detail.into());
    }

    #[cold]
    fn note(&mut self, code: &'static str, detail: Cow<'static, str>) {
        self.report.total = self.report.total.saturating_add(1);
        if self.report.failures.len() < MOST_FAILURES {
            let mut pointer = String::new();
            self.place.write(&mut pointer);
            let detail = match self.place.segment {
                Segment::Key(_) => format!("has a name that {detail}").into(),
                _ => detail,
            };
            self.report.failures.push(Failure { pointer, code, detail });
        }
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
