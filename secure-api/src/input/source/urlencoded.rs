//! `application/x-www-form-urlencoded`, which queries and forms share.

use std::borrow::Cow;

use percent_encoding::percent_decode;

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
        // Bytes that are not UTF-8 come out as U+FFFD, which would be another value than the client sent, if it did not send that.
        if [&name, &value].iter().any(|text| text.contains(char::REPLACEMENT_CHARACTER)) {
            utf8(text, index)?;
        }
    }
    Ok(form_urlencoded::parse(text))
}

/// Whether the pair at this position is UTF-8 as it was sent.
fn utf8(text: &[u8], index: usize) -> Result<()> {
    let mut pairs = text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    let mut halves = pairs.nth(index).unwrap_or_default().splitn(2, |byte| *byte == b'=');
    let name = percent_decode(halves.next().unwrap_or_default()).decode_utf8();
    let value = percent_decode(halves.next().unwrap_or_default()).decode_utf8();
    match (name, value) {
        (Ok(_), Ok(_)) => Ok(()),
        (name, _) => Err(malformed::pair(name.ok().as_deref())),
    }
}
