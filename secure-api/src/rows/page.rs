//! Pages of a list, by the id of the row before them.

use serde::Serialize;

use crate::{
    SecureInput,
    error::{Error, Result},
    rows::RowId,
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
    pub(super) fn after<I: RowId>(&self) -> Result<Option<I>> {
        let Some(cursor) = &self.after else { return Ok(None) };
        let texts: Option<Vec<_>> = cursor.split('.').map(read_cursor).collect();
        let id = texts.and_then(|texts| {
            let texts: Vec<_> = texts.iter().map(String::as_str).collect();
            I::named(&texts)
        });
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
pub(super) fn cursor(id: &impl RowId) -> String {
    let hexadecimal = |text: &String| text.bytes().map(|byte| format!("{byte:02x}")).collect();
    id.texts().iter().map(hexadecimal).collect::<Vec<String>>().join(".")
}

fn read_cursor(cursor: &str) -> Option<String> {
    if !cursor.len().is_multiple_of(2)
        || !cursor.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    {
        return None;
    }
    let bytes: Option<Vec<u8>> = (0..cursor.len())
        .step_by(2)
        .map(|start| u8::from_str_radix(cursor.get(start..start + 2)?, 16).ok())
        .collect();
    String::from_utf8(bytes?).ok()
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
