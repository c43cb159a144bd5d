//! What a body says it is.

use axum::http::{HeaderMap, HeaderValue, header};

/// A media type with its parameters.
#[derive(Debug, Clone, Copy)]
pub(super) struct ContentType<'a>(&'a str);

/// The content type, if there is exactly one: of two, a proxy may have gone by the other.
pub(super) fn only_type(headers: &HeaderMap) -> Option<ContentType<'_>> {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    match (types.next(), types.next()) {
        (Some(only), None) => ContentType::read(only),
        _ => None,
    }
}

impl<'a> ContentType<'a> {
    #[cfg(feature = "multipart")]
    pub(super) const fn of(text: &'a str) -> Self {
        Self(text)
    }

    pub(super) fn read(field: &'a HeaderValue) -> Option<Self> {
        field.to_str().ok().map(Self)
    }

    /// All of it.
    #[cfg(feature = "multipart")]
    pub(super) const fn text(self) -> &'a str {
        self.0
    }

    /// Whether a parameter is there once. In quotes there could be what looks like a parameter; then it counts as one, so that nobody
    /// reads another than this.
    #[cfg(feature = "multipart")]
    pub(super) fn has_once(self, name: &str) -> bool {
        let is_it = |parameter: &&str| {
            parameter.split('=').next().is_some_and(|found| found.trim().eq_ignore_ascii_case(name))
        };
        self.0.split(';').skip(1).filter(is_it).count() == 1
    }

    /// `type/subtype`.
    pub(super) fn essence(self) -> &'a str {
        self.0.split(';').next().unwrap_or_default().trim()
    }

    pub(super) fn is(self, essence: &str) -> bool {
        self.essence().eq_ignore_ascii_case(essence)
    }

    /// Whether no parameter says that the text is in another encoding than UTF-8, of which ASCII is a part.
    pub(super) fn is_utf8(self) -> bool {
        self.0.split(';').skip(1).all(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let value = value.trim().trim_matches('"');
            let is_fine =
                ["utf-8", "us-ascii"].iter().any(|known| value.eq_ignore_ascii_case(known));
            is_fine || !name.trim().eq_ignore_ascii_case("charset")
        })
    }
}
