//! Pages of a list, by the row before them.

use serde::Serialize;

use crate::{
    SecureInput,
    error::{Error, Result},
};

/// How long a cursor can be. What a URI may have by default is 8 KiB.
pub(super) const MOST_BYTES: usize = 6_000;

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
    #[validate(length(max = 6_000))]
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

    /// The cursor of the row that the page comes after.
    pub(super) fn after(&self) -> Option<&str> {
        self.after.as_deref()
    }
}

/// A page of rows, in the order of the search. As JSON: `{"items": […], "next": "…"}`, without `next` on the last page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// What a client sends as `after` to get the next page; `None` if this is the last one. It is good for the same search by the same principal at
    /// the same endpoint, and expires; see [`cursor_lifetime`](crate::SecurityBuilder::cursor_lifetime).
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
}
