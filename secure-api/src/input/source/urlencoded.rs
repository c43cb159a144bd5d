//! `application/x-www-form-urlencoded`, which queries and forms share.

use std::borrow::Cow;

use crate::{
    error::{Error, Result},
    input::malformed,
};

/// So many pairs are looked at. Nothing else bounds their number, and an input has a few dozen members at most; who sends more is
/// after the time that each takes.
const MOST_PAIRS: usize = 1_000;

/// A name and a value, decoded.
pub(super) type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// The pairs of a text, as browsers write them. `what` names it in messages.
pub(super) fn pairs<'a>(what: &str, text: &'a [u8]) -> Result<impl Iterator<Item = Pair<'a>>> {
    for (index, (name, value)) in form_urlencoded::parse(text).enumerate() {
        if index >= MOST_PAIRS {
            return Err(Error::bad_request(format!("the {what} has more than {MOST_PAIRS} pairs")));
        }
        // Bytes that are not UTF-8 come out as U+FFFD, which would be another value than the client sent.
        let is_text = |text: &str| !text.contains(char::REPLACEMENT_CHARACTER);
        if !is_text(&name) || !is_text(&value) {
            return Err(malformed::pair(Some(&*name).filter(|name| is_text(name))));
        }
    }
    Ok(form_urlencoded::parse(text))
}
