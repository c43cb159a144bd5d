//! What is wrong with a request, in the client's language.

use std::{borrow::Cow, fmt, sync::Arc};

use axum::http::{HeaderMap, HeaderValue, header};

use crate::error::Failure;

/// What a client is told in place of a failure's own detail: see [`SecurityBuilder::translate`](crate::SecurityBuilder::translate).
///
/// ```
/// use secure_api::Translation;
///
/// let german = Translation::new("ist erforderlich").in_language("de");
/// assert_eq!(german.detail, "ist erforderlich");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Translation {
    /// The sentence.
    pub detail: Cow<'static, str>,
    /// Its language, which `Content-Language` says then: a tag such as `de` or `pt-BR` (RFC 5646).
    pub language: Option<Cow<'static, str>>,
}

impl Translation {
    /// A sentence in a language that the answer does not name.
    #[must_use]
    pub fn new(detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: detail.into(), language: None }
    }

    /// The same in this language.
    #[must_use]
    pub fn in_language(self, tag: impl Into<Cow<'static, str>>) -> Self {
        Self { language: Some(tag.into()), ..self }
    }
}

/// The application's function that translates.
#[derive(Clone)]
pub(crate) struct Translator(Arc<Function>);

type Function = dyn Fn(&Failure, Option<&str>) -> Option<Translation> + Send + Sync;

impl Translator {
    pub(crate) fn new(
        function: impl Fn(&Failure, Option<&str>) -> Option<Translation> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(function))
    }

    /// Puts failures into other words, and says in the header fields in which language they are now, and that they could be in
    /// another.
    pub(crate) fn translate(
        &self,
        failures: &mut [Failure],
        languages: Option<&str>,
        headers: &mut HeaderMap,
    ) {
        let mut tags: Vec<Cow<'static, str>> = Vec::new();
        for failure in failures {
            let Some(translation) = (self.0)(failure, languages) else { continue };
            failure.detail = translation.detail;
            let tag = translation.language.filter(|tag| is_tag(tag) && !tags.contains(tag));
            tags.extend(tag);
        }
        if let (false, Ok(tags)) = (tags.is_empty(), HeaderValue::try_from(tags.join(", "))) {
            headers.insert(header::CONTENT_LANGUAGE, tags);
        }
        headers.append(header::VARY, HeaderValue::from_name(header::ACCEPT_LANGUAGE));
    }
}

impl fmt::Debug for Translator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Translator")
    }
}

/// Whether it can be a language tag (RFC 5646, section 2.1). A function may hand on what the client sent.
fn is_tag(tag: &str) -> bool {
    let is_subtag = |subtag: &str| {
        (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    tag.len() <= LONGEST_TAG && tag.split('-').all(is_subtag)
}

/// No tag that is in use is longer.
const LONGEST_TAG: usize = 35;

/// What the client asks for, as it is sent. A list may stand on several lines, and means the same on one (RFC 9110, section 5.3).
pub(crate) fn accepted(headers: &HeaderMap) -> Option<Box<str>> {
    let lines = headers.get_all(header::ACCEPT_LANGUAGE).iter();
    let lines: Vec<&str> = lines.map(|line| line.to_str().ok()).collect::<Option<_>>()?;
    (!lines.is_empty()).then(|| lines.join(", ").into_boxed_str())
}
