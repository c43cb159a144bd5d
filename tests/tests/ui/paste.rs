//! Applies the help of a message to the source that it is about, as a reader would.

use std::ops::Range;

use crate::message::Message;

/// How a help is meant. What is pasted comes out of the message: `code` counts the pieces in backticks.
#[derive(Debug, Clone, Copy)]
pub enum Apply {
    /// In the place of what stands over the carets.
    Replace(usize),
    /// In the place of the entry between commas that the carets stand under.
    Entry(usize),
    /// In the place of that of the attribute's own list, however deep the carets are.
    TopEntry(usize),
    /// In the place of all entries of the attribute's own list that begin with the same word.
    Join(usize),
    /// The entry that the help names is removed.
    Remove(usize),
    /// As one more entry of the attribute above the function that the carets stand in.
    Add(usize),
    /// In the place of the attribute that the carets stand in.
    Attribute(usize),
    /// On a line of its own above the carets.
    Above(usize),
    /// The same above the line that begins with this.
    AboveLine(usize, &'static str),
    /// As the first field of the struct whose name stands over the carets.
    Field(usize),
    /// What rustc itself suggests.
    Suggestion,
}

/// The source with the help pasted. `fill` says what stands in the place of each `…`, or of a name that the reader has to choose.
pub fn paste(message: &Message, source: &str, apply: Apply, fill: &[(&str, &str)]) -> String {
    let code = |which: usize| {
        let mut code = message
            .code
            .get(which)
            .unwrap_or_else(|| panic!("no code {which}: {message:?}"))
            .clone();
        for (blank, word) in fill {
            assert!(code.contains(blank), "`{code}` has no `{blank}`");
            code = code.replacen(blank, word, 1);
        }
        assert!(!code.contains('…'), "`{code}` is not filled in");
        code
    };
    let place = message.place.clone();
    let at = place.start;
    match apply {
        Apply::Replace(which) => replaced(source, place, &code(which)),
        Apply::Entry(which) => replaced(source, entry(source, at), &code(which)),
        Apply::TopEntry(which) => replaced(source, top_entry(source, at), &code(which)),
        Apply::Join(which) => {
            let word = &source[place];
            let list = inside(source, attribute_list(source, at));
            let kept = list.iter().map(|range| source[range.clone()].trim());
            let mut kept: Vec<String> =
                kept.filter(|text| !text.starts_with(word)).map(str::to_owned).collect();
            kept.push(code(which));
            replaced(source, attribute_list(source, at), &kept.join(", "))
        }
        Apply::Remove(which) => {
            let range = entry(source, at);
            let named = &message.code[which];
            let begin = named.split('…').next().unwrap_or_default();
            assert!(source[range.clone()].starts_with(begin), "`{named}` does not stand there");
            let after = &source[range.end..];
            let comma = after.len() - after.trim_start_matches([',', ' ']).len();
            let before = source[..range.start].trim_end_matches([',', ' ']).len();
            match comma {
                0 => replaced(source, before..range.end, ""),
                comma => replaced(source, range.start..range.end + comma, ""),
            }
        }
        Apply::Add(which) => {
            let attribute = source[..at].rfind("#[secure_endpoint").expect("an attribute above");
            let rest = &source[attribute..];
            let after = attribute + "#[secure_endpoint".len();
            if rest["#[secure_endpoint".len()..].starts_with('(') {
                let list = attribute_list(source, after + 1);
                let comma = if source[list.clone()].trim().is_empty() { "" } else { ", " };
                replaced(source, list.end..list.end, &format!("{comma}{}", code(which)))
            } else {
                replaced(source, after..after, &format!("({})", code(which)))
            }
        }
        Apply::Attribute(which) => {
            let begin = source[..at + 2].rfind("#[").expect("an attribute");
            let end = at + source[at..].find("]\n").expect("its end") + 1;
            replaced(source, begin..end, &code(which))
        }
        Apply::Above(which) => above(source, at, &code(which)),
        Apply::AboveLine(which, line) => {
            let found = source.find(&format!("\n    {line}")).map(|at| at + 1);
            let found = found.or_else(|| source.find(&format!("\n{line}")).map(|at| at + 1));
            above(source, found.unwrap_or_else(|| panic!("no line `{line}`")), &code(which))
        }
        Apply::Field(which) => {
            let brace = at + source[at..].find('{').expect("a struct with fields") + 1;
            replaced(source, brace..brace, &format!("\n    {},", code(which)))
        }
        Apply::Suggestion => message.suggested(source),
    }
}

fn replaced(source: &str, range: Range<usize>, code: &str) -> String {
    format!("{}{code}{}", &source[..range.start], &source[range.end..])
}

fn above(source: &str, at: usize, code: &str) -> String {
    let line = source[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let rest = &source[line..];
    let indent = &rest[..rest.len() - rest.trim_start().len()];
    replaced(source, line..line, &format!("{indent}{code}\n"))
}

/// The entry around a place, without the spaces around it.
fn entry(source: &str, at: usize) -> Range<usize> {
    let list = list(source, at);
    let found = inside(source, list).into_iter().find(|range| range.contains(&at));
    found.expect("the place is in an entry")
}

fn top_entry(source: &str, at: usize) -> Range<usize> {
    let list = attribute_list(source, at);
    let found = inside(source, list).into_iter().find(|range| range.contains(&at));
    found.expect("the place is in an entry")
}

/// What stands in the parentheses of the attribute around a place.
fn attribute_list(source: &str, at: usize) -> Range<usize> {
    let list = list(source, at);
    let line = source[..list.start].rfind('\n').map_or(0, |newline| newline + 1);
    let before = source[line..list.start - 1].trim_start();
    let is_attribute = before.strip_prefix("#[").is_some_and(|name| {
        name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | ':'))
    });
    if is_attribute { list } else { attribute_list(source, list.start - 1) }
}

/// What stands in the parentheses around a place.
fn list(source: &str, at: usize) -> Range<usize> {
    let mut open = Vec::new();
    for (position, letter) in outside_of_text(source) {
        match letter {
            '(' => open.push(position + 1),
            ')' => {
                let begin = open.pop().expect("parentheses match");
                if (begin..position).contains(&at) {
                    return begin..position;
                }
            }
            _ => {}
        }
    }
    panic!("no parentheses around byte {at} of:\n{source}")
}

/// The entries of a list.
fn inside(source: &str, list: Range<usize>) -> Vec<Range<usize>> {
    let mut entries = Vec::new();
    let (mut depth, mut begin) = (0_u32, list.start);
    let ends = outside_of_text(source).filter(|(position, _)| list.contains(position));
    for (position, letter) in ends.collect::<Vec<_>>() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                entries.push(begin..position);
                begin = position + 1;
            }
            _ => {}
        }
    }
    entries.push(begin..list.end);
    entries.into_iter().map(|range| trimmed(source, range)).collect()
}

fn trimmed(source: &str, range: Range<usize>) -> Range<usize> {
    let text = &source[range.clone()];
    let begin = range.start + text.len() - text.trim_start().len();
    begin..begin + text.trim().len()
}

/// The letters of a source that are not in quotes.
fn outside_of_text(source: &str) -> impl Iterator<Item = (usize, char)> {
    let mut quoted = false;
    source.char_indices().filter(move |(_, letter)| {
        quoted ^= *letter == '"';
        !quoted && *letter != '"'
    })
}
