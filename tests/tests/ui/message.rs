//! A message as a `.stderr` file holds it: where it points, and the code that it says to write.

use std::ops::Range;

/// The first message of a file.
#[derive(Debug)]
pub struct Message {
    /// The bytes of the source that stand over the carets.
    pub place: Range<usize>,
    /// The code in backticks of the help, or of the notes where there is no help of ours.
    pub code: Vec<String>,
    /// The lines of rustc's own suggestion.
    suggestion: Vec<Change>,
}

/// What rustc suggests for one line.
#[derive(Debug)]
enum Change {
    Replace(usize, String),
    Insert(usize, String),
}

impl Message {
    pub fn read(stderr: &str, source: &str) -> Self {
        let first = stderr.split("\n\n").next().unwrap_or_default();
        let lines: Vec<&str> = first.lines().collect();
        Self { place: place(&lines, source), code: code(&lines), suggestion: suggestion(&lines) }
    }

    /// The source with rustc's suggestion.
    pub fn suggested(&self, source: &str) -> String {
        assert!(!self.suggestion.is_empty(), "nothing is suggested");
        let mut lines: Vec<&str> = source.lines().collect();
        for change in self.suggestion.iter().rev() {
            match change {
                Change::Replace(number, line) => lines[number - 1] = line,
                Change::Insert(number, line) => lines.insert(number - 1, line),
            }
        }
        lines.join("\n") + "\n"
    }
}

/// `--> ui/case.rs:3:19`, and the carets under that line.
fn place(lines: &[&str], source: &str) -> Range<usize> {
    let arrow = lines.iter().position(|line| line.trim_start().starts_with("-->"));
    let arrow = arrow.expect("a message says where");
    let mut parts = lines[arrow].rsplit(':').map(|part| part.parse::<usize>().expect("a number"));
    let (column, number) = (parts.next().expect("a column"), parts.next().expect("a line"));
    let shown = lines[arrow..].iter().position(|line| is_source(line, number));
    let carets = lines[arrow + shown.expect("the line is shown") + 1];
    let width = carets.chars().skip_while(|c| *c != '^').take_while(|c| *c == '^').count();
    let before: usize = source.lines().take(number - 1).map(|line| line.len() + 1).sum();
    let line = source.lines().nth(number - 1).expect("the line is there");
    let byte = |column: usize| line.chars().take(column).map(char::len_utf8).sum::<usize>();
    before + byte(column - 1)..before + byte(column - 1 + width)
}

fn is_source(line: &str, number: usize) -> bool {
    line.split_once('|').is_some_and(|(before, _)| before.trim() == number.to_string())
}

fn code(lines: &[&str]) -> Vec<String> {
    let head = lines.iter().take_while(|line| !line.trim_start().starts_with("-->"));
    let help = head.filter_map(|line| line.trim_start().strip_prefix("help: "));
    let help: Vec<&str> = help.collect();
    let notes = lines.iter().filter_map(|line| line.trim_start().strip_prefix("= note: "));
    let texts = if help.is_empty() { notes.collect() } else { help };
    let inside = |text: &str| -> Vec<String> {
        text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    };
    texts.into_iter().flat_map(inside).collect()
}

/// The lines after `help: …`: `7 - old` with `7 + new`, `4 + inserted`, or `7 | new` with `+` under what is new.
fn suggestion(lines: &[&str]) -> Vec<Change> {
    let mut lines = lines.iter().skip_while(|line| !line.starts_with("help: ")).peekable();
    let mut changes = Vec::new();
    let mut removed = None;
    while let Some(line) = lines.next() {
        if let Some((number, _)) = numbered(line, " - ") {
            removed = Some(number);
        } else if let Some((number, text)) = numbered(line, " + ") {
            let text = text.to_owned();
            let is_replaced = removed.take() == Some(number);
            changes.push(if is_replaced {
                Change::Replace(number, text)
            } else {
                Change::Insert(number, text)
            });
        } else if let Some((number, text)) = numbered(line, " | ")
            && lines.peek().is_some_and(|below| is_underlined(below))
        {
            changes.push(Change::Replace(number, text.to_owned()));
        }
    }
    changes
}

fn numbered<'a>(line: &'a str, sign: &str) -> Option<(usize, &'a str)> {
    let (number, text) = line.split_once(sign)?;
    Some((number.trim().parse().ok()?, text))
}

fn is_underlined(line: &str) -> bool {
    line.split_once('|').is_some_and(|(before, marks)| {
        before.trim().is_empty()
            && marks.contains(['+', '~'])
            && marks.chars().all(|mark| matches!(mark, '+' | '~' | ' '))
    })
}
