//! Members that are files.

use std::fmt;

use axum::body::Bytes;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{
    Field,
    field::Shape,
    mismatch::{refuse_others, skip_map, skip_seq},
    report::Scope,
    rules,
};

/// What the deserializer of a part is asked for, so that it hands out a file. None that reads a client's text knows the word.
pub(super) const FILE: &str = "$secure_api::file";

/// Longer names of files are cut to this many characters, which is what most file systems take.
const LONGEST_NAME: usize = 255;

/// A file that was sent in a body of `multipart/form-data`. The rule [`file`](super::rules::file()) says how large it may be, and of
/// which types.
///
/// ```
/// use secure_api::{input::{Multipart, Upload}, prelude::*};
///
/// #[derive(SecureInput)]
/// struct NewAvatar {
///     #[validate(length(max = 80))]
///     caption: String,
///     #[validate(file(max = "2MiB", types("image/png", "image/jpeg")))]
///     picture: Upload,
/// }
///
/// #[secure_endpoint(authenticated, body = "3MiB")]
/// async fn set_avatar(Valid(Multipart(new)): Valid<Multipart<NewAvatar>>) -> String {
///     format!("{} of {} bytes", new.picture.media_type(), new.picture.size())
/// }
/// ```
///
/// It is no member of anything that comes as JSON, in a query or in header fields.
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    content: Bytes,
    media_type: &'static str,
    claimed_name: Option<String>,
}

impl Upload {
    /// A file, by its content and what the client calls it.
    pub(super) fn new(content: Bytes, claimed_name: &str) -> Self {
        let media_type = rules::media_type(&content);
        Self { content, media_type, claimed_name: label(claimed_name) }
    }

    /// What it contains.
    #[must_use]
    pub const fn content(&self) -> &Bytes {
        &self.content
    }

    /// What its first bytes say it is, never what the client claims. Text has no such bytes, so it is `text/plain`, where the rule
    /// says `text/csv` too.
    #[must_use]
    pub const fn media_type(&self) -> &'static str {
        self.media_type
    }

    /// How many bytes it has.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.content.len()
    }

    /// What the client calls it: a label for people. **Never a path**, nor a part of one, and what stands behind its last dot says nothing
    /// about the content. The last component alone is left of it, without control characters, at most 255 characters; nothing, if
    /// that is nothing.
    #[must_use]
    pub fn claimed_name(&self) -> Option<&str> {
        self.claimed_name.as_deref()
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("media_type", &self.media_type)
            .field("size", &self.size())
            .field("claimed_name", &self.claimed_name)
            .finish_non_exhaustive()
    }
}

/// What is left of a client's name for a file.
fn label(claimed: &str) -> Option<String> {
    let last = claimed.rsplit(['/', '\\', ':', '\0']).next().unwrap_or_default();
    let readable: String = last.chars().filter(|character| !is_invisible(*character)).collect();
    let label: String = readable.trim().chars().take(LONGEST_NAME).collect();
    let label = label.trim_end();
    (!matches!(label, "" | "." | "..")).then(|| label.to_owned())
}

/// Control characters, and those that turn the direction of what follows: `gpj.exe` can look like `exe.jpg`.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

impl Field for Upload {
    type Value = Self;
    const GROWTH: u32 = 1;
    const SHAPE: Shape = Shape::File;

    fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        scope: &mut Scope<'_>,
    ) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_newtype_struct(FILE, UploadVisitor(scope.here()))
    }

    fn value(&self) -> Option<&Self> {
        Some(self)
    }
}

struct UploadVisitor<'a>(Scope<'a>);

impl UploadVisitor<'_> {
    fn refuse<E>(mut self) -> Result<Option<Upload>, E> {
        self.0.refuse("type", "must be a file");
        Ok(None)
    }
}

impl<'de> Visitor<'de> for UploadVisitor<'_> {
    type Value = Option<Upload>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a file")
    }

    // Where a file was put; JSON has no such numbers, and where they come from somebody else, no file was put.
    fn visit_u128<E: Error>(mut self, position: u128) -> Result<Self::Value, E> {
        match usize::try_from(position).ok().and_then(|position| self.0.take_file(position)) {
            Some(file) => Ok(Some(file)),
            None => self.refuse(),
        }
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_ignored_any(IgnoredAny)?;
        self.refuse()
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        skip_map(members)?;
        self.refuse()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Self::Value, A::Error> {
        skip_seq(elements)?;
        self.refuse()
    }

    refuse_others!();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_of_a_name() {
        for (claimed, left) in [
            ("photo.png", Some("photo.png")),
            ("../../etc/passwd", Some("passwd")),
            (r"..\..\boot.ini", Some("boot.ini")),
            (r"C:\x", Some("x")),
            ("C:x", Some("x")),
            ("photo.png:stream", Some("stream")),
            ("a/", None),
            ("", None),
            (".", None),
            ("..", None),
            ("a/..", None),
            (" .. ", None),
            ("a\0b", Some("b")),
            ("\r\nSet-Cookie", Some("Set-Cookie")),
            ("photo\u{202e}gnp.exe", Some("photognp.exe")),
            ("\u{200f}", None),
            ("  naïve résumé.pdf ", Some("naïve résumé.pdf")),
        ] {
            assert_eq!(label(claimed).as_deref(), left, "{claimed:?}");
        }
        let long = "ü".repeat(300);
        assert_eq!(label(&long).map(|label| label.chars().count()), Some(LONGEST_NAME));
    }

    #[test]
    fn the_content_is_not_printed() {
        let upload = Upload::new(Bytes::from_static(b"secret text"), "a.txt");
        assert!(!format!("{upload:?}").contains("secret"));
    }
}
