//! Pages of a list, by the id of the row before them.

use serde::Serialize;

use crate::{
    SecureInput,
    error::{Error, Result},
    rows::{Key, key},
};

/// Which page of a list a client asks for.
///
/// ```
/// use secure_api::rows::PageRequest;
///
/// let first = PageRequest::default();
/// assert_eq!(first.limit(), 50);
/// assert_eq!(PageRequest::new(Some(101), None).unwrap_err().status(), 422);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, SecureInput)]
pub struct PageRequest {
    #[validate(range(min = 1, max = 100))]
    limit: Option<u32>,
    #[validate(length(max = 1_000))]
    after: Option<String>,
}

impl PageRequest {
    /// How many rows a page has if the client does not say.
    pub const DEFAULT_LIMIT: u32 = 50;

    /// How many rows a page has at most.
    pub const MAX_LIMIT: u32 = 100;

    /// The page of up to `limit` rows after the one whose [`next`](Page::next) is `after`.
    ///
    /// # Errors
    /// 422 unless the limit is 1 to 100. Whether `after` is a cursor shows when the page is read.
    pub fn new(limit: Option<u32>, after: Option<String>) -> Result<Self> {
        match limit {
            Some(0) | Some(101..) => {
                Err(Error::invalid("#/limit", "range", "the limit must be from 1 to 100"))
            }
            _ => Ok(Self { limit, after }),
        }
    }

    /// How many rows the page has at most.
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.limit.unwrap_or(Self::DEFAULT_LIMIT).clamp(1, Self::MAX_LIMIT)
    }

    /// The id that the page comes after.
    pub(super) fn after<K: Key>(&self) -> Result<Option<K>> {
        let Some(cursor) = &self.after else { return Ok(None) };
        let id = read_cursor(cursor).and_then(|text| key::id_named(&text));
        let refusal = || Error::invalid("#/after", "cursor", "this is not the cursor of a page");
        id.map(Some).ok_or_else(refusal)
    }
}

/// A page of rows, in the order of their ids. As JSON: `{"items": […], "next": "…"}`, without `next` on the last page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// What a client sends as `after` to get the next page; `None` if this is the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The same page of something else, such as what a response shows of a row.
    #[must_use]
    pub fn map<U>(self, show: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(show).collect(), next: self.next }
    }
}

/// A cursor is the last row's id in hexadecimal, so that any id fits into a query string. It is no secret and needs no
/// signature: the page is filtered like any other, whatever id it starts after.
pub(super) fn cursor(id: &impl Key) -> String {
    let digit = |value: u8| char::from(if value < 10 { b'0' + value } else { b'a' + value - 10 });
    let text = id.to_text();
    let mut cursor = String::with_capacity(2 * text.len());
    for byte in text.bytes() {
        cursor.extend([digit(byte >> 4), digit(byte & 15)]);
    }
    cursor
}

fn read_cursor(cursor: &str) -> Option<String> {
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = cursor.as_bytes().as_chunks();
    let bytes = pairs.iter().map(|[high, low]| Some(value(*high)? << 4 | value(*low)?));
    let bytes = bytes.collect::<Option<_>>().filter(|_| rest.is_empty())?;
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_one_to_a_hundred() {
        for limit in [0, 101, u32::MAX] {
            assert_eq!(PageRequest::new(Some(limit), None).unwrap_err().status(), 422);
        }
        assert_eq!(PageRequest::new(Some(1), None).unwrap().limit(), 1);
        assert_eq!(PageRequest::new(Some(100), None).unwrap().limit(), 100);
    }

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let id = "ä/?&\"".to_owned();
        let page = PageRequest::new(None, Some(cursor(&id))).unwrap();
        assert_eq!(page.after::<String>().unwrap(), Some(id));
        for wrong in ["", "7", "zz", "FF", "ff", "30 ", "é0", "2b37"] {
            let page = PageRequest::new(None, Some(wrong.to_owned())).unwrap();
            assert_eq!(page.after::<i64>().unwrap_err().status(), 422, "{wrong}");
        }
    }
}
