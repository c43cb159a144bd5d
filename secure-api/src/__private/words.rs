//! Messages that constants put together, because what they name is known to the types alone.

/// A message of the compiler. What does not fit is left out, as a whole.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    bytes: [u8; 1_024],
    length: usize,
}

impl Words {
    pub(super) const NONE: Self = Self { bytes: [0; 1_024], length: 0 };

    /// These texts, one after the other.
    pub(super) const fn of(texts: &[&str]) -> Self {
        Self::NONE.and(texts)
    }

    pub(super) const fn and(mut self, texts: &[&str]) -> Self {
        let mut rest = texts;
        while let [text, others @ ..] = rest {
            self = self.one(text);
            rest = others;
        }
        self
    }

    /// Names, each between `before` and `after`, with commas between them.
    pub(super) const fn list(mut self, before: &[&str], names: &[&str], after: &str) -> Self {
        let mut rest = names;
        let mut comma = "";
        while let [name, others @ ..] = rest {
            self = self.one(comma).and(before).and(&[name, after]);
            (comma, rest) = (", ", others);
        }
        self
    }

    const fn one(mut self, text: &str) -> Self {
        if text.len() <= self.bytes.len() - self.length {
            let (_, free) = self.bytes.split_at_mut(self.length);
            let (place, _) = free.split_at_mut(text.len());
            place.copy_from_slice(text.as_bytes());
            self.length += text.len();
        }
        self
    }

    /// The message.
    #[must_use]
    pub const fn text(&self) -> &str {
        let (written, _) = self.bytes.split_at(self.length);
        match str::from_utf8(written) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}
