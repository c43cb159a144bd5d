//! Compile errors. All that a macro has to say goes through here: collected, then reported in one build.
//!
//! A message is lowercase, without a full stop, names the item, and is followed by one line of help with code to paste.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::Error;

/// Mistakes found so far. Each is one message; checks that do not depend on each other all get to speak.
#[derive(Default)]
pub struct Mistakes(Option<Error>);

impl Mistakes {
    /// Adds a message that points at `tokens`.
    pub fn at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.add(Error::new_spanned(tokens, message));
    }

    /// Adds a message that points at `span`.
    pub fn at_span(&mut self, span: Span, message: impl Display) {
        self.add(Error::new(span, message));
    }

    /// Adds a message with one line of help, which should paste and compile.
    pub fn help(&mut self, tokens: impl ToTokens, message: impl Display, help: impl Display) {
        self.at(tokens, format_args!("{message}\nhelp: {help}"));
    }

    /// Adds an error that was made elsewhere.
    pub fn add(&mut self, error: Error) {
        match &mut self.0 {
            Some(all) => all.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// Keeps a value, or the error in its place.
    pub fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.add(error)).ok()
    }

    /// Keeps what darling read of `#[attribute(…)]`, or what it found wrong, in our words.
    pub fn read<T>(&mut self, attribute: &str, result: darling::Result<T>) -> Option<T> {
        let errors = match result {
            Ok(value) => return Some(value),
            Err(errors) => errors.flatten(),
        };
        for error in errors {
            self.at_span(error.span(), reworded(attribute, &error.to_string()));
        }
        None
    }

    /// Whether nothing was said so far.
    pub const fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// `compile_error!` for each mistake; nothing where there is none.
    pub fn into_tokens(self) -> TokenStream {
        self.0.map(Error::into_compile_error).unwrap_or_default()
    }
}

/// The known word nearest to a misspelt one, if any is near.
pub fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), *candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

/// The same for a text, whose help has its quotes.
pub fn unknown_text(what: &str, text: &str, known: &[&str]) -> String {
    match nearest(text, known) {
        Some(near) => format!("unknown {what} `{text}`\nhelp: did you mean `\"{near}\"`?"),
        None => {
            format!("unknown {what} `{text}`\nhelp: known are `\"{}\"`", known.join("\"`, `\""))
        }
    }
}

/// The message for a word that is not known: with the nearest known one, else with all of them.
pub fn unknown(what: &str, word: &str, known: &[&str]) -> String {
    match nearest(word, known) {
        Some(near) => format!("unknown {what} `{word}`\nhelp: did you mean `{near}`?"),
        None => format!("unknown {what} `{word}`\nhelp: known are `{}`", known.join("`, `")),
    }
}

/// The kind of a darling error is private to it, so its text is what there is to go by.
fn reworded(attribute: &str, text: &str) -> String {
    if let Some(unknown) = text.strip_prefix("Unknown field: ") {
        return match unknown.split_once(". Did you mean ") {
            Some((word, near)) => {
                format!("unknown option of `{attribute}` {word}\nhelp: did you mean {near}")
            }
            None => format!(
                "unknown option of `{attribute}` {}",
                unknown.replacen(". Available values: ", "\nhelp: known are ", 1)
            ),
        };
    }
    match text.strip_prefix("Duplicate field ") {
        Some(word) => format!("{word} stands here twice\nhelp: keep one of them"),
        // Behind its own words darling says in which entry that was, which the place of the message does as well.
        None => match text.rsplit_once(" at ") {
            Some((words, entry)) if !entry.contains(' ') => words.to_owned(),
            _ => text.to_owned(),
        },
    }
}
