use std::{collections::HashSet, sync::LazyLock};

use ammonia::{Builder, UrlRelative};

use super::Sanitize;

/// What is left of HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// No elements.
    Text,
    /// Simple formatting.
    Basic,
}

/// What simple formatting is. `a` keeps its `href`.
const BASIC: [&str; 15] = [
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "em",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "u",
    "ul",
];

static TEXT: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder.generic_attributes(HashSet::new()).strip_comments(true);
    builder
});

static FORMATTED: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(BASIC))
        .tag_attributes([("a", HashSet::from(["href"]))].into())
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow ugc"))
        .strip_comments(true);
    builder
});

/// `html(text)` or `html(basic)`: makes HTML harmless by reading it as browsers do and writing what is allowed anew (ASVS V1.3.1). `text`
/// allows no elements. `basic` allows `a b blockquote br code em i li ol p pre s strong u ul`, no attributes but the `href`
/// of an `a` with an absolute `http`, `https` or `mailto` URL, and says on every link that it is not followed. What
/// stands in `script` and `style` goes, what stands in other elements stays.
///
/// A text with more than 500 tags, or with a tag of more than 4 KiB, is not looked at as HTML: all of it is escaped, and shown as it is written.
///
/// What comes out is HTML in both, so `&` and `<` are `&amp;` and `&lt;`. Text that is shown as text needs no sanitizer but
/// escaping where it is shown. Needs the feature `html`. Write it last: other sanitizers could put together again what it took apart.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Comment {
///     #[input(sanitize(html(basic)))]
///     #[validate(length(min = 1, max = 2000))]
///     body: String,
/// }
///
/// let json = br#"{"body": "<b onclick=evil()>Hi</b><script>evil()</script>"}"#;
/// assert_eq!(input::read_json::<Comment>(json)?.body, "<b>Hi</b>");
/// assert!(input::read_json::<Comment>(br#"{"body": "<script>evil()</script>"}"#).is_err()); // nothing is left
/// # Ok::<(), secure_api::Error>(())
/// ```
pub fn html<T: Sanitize>(value: &mut T, markup: Markup) {
    match markup {
        Markup::Text => value.texts(|text| *text = clean(&TEXT, text)),
        Markup::Basic => value.texts(|text| *text = clean(&FORMATTED, text)),
    }
}

/// So many elements, and so many bytes in one tag, are looked at as HTML. What the parser does with elements that are open, and with the
/// attributes of one tag, takes the square of their number.
const MOST_TAGS: usize = 500;
const LONGEST_TAG: usize = 4096;

fn clean(builder: &Builder<'_>, text: &str) -> String {
    let mut tags = text.split('<').skip(1);
    let is_long = |tag: &str| tag.find('>').unwrap_or(tag.len()) > LONGEST_TAG;
    match text.matches('<').count() > MOST_TAGS || tags.any(is_long) {
        true => ammonia::clean_text(text),
        false => builder.clean(text).to_string(),
    }
}
