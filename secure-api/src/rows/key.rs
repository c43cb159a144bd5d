//! Ids, owners and tenants: read from text that a client or a token sent, and only if they say exactly that text.

use std::fmt::{self, Write as _};

use uuid::Uuid;

use crate::{
    error::{Error, Result},
    rows::{AnyDatabase, Bind, Ref, Resource, Stored, ValueType, Values},
};

mod sealed {
    /// Nobody outside can name it, so no other type says of itself that a text is its own.
    #[derive(Debug)]
    pub struct Library;
}

/// The type of an id column: `Uuid`, `i64`, `i32` or `String`, or a type of your own that is read from text.
///
/// An id from a path is the row's id only if it says the same text again: `007` is not `7`, and an upper-case UUID is not
/// the lower-case one. Otherwise one row would have several addresses. What does not parse does not exist: 404.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the id of a resource",
    label = "not an id type",
    note = "the id is `Uuid`, `i64`, `i32` or `String`, never an `Option`"
)]
pub trait Key: Clone + Send + Sync + 'static {
    /// What it puts into a column, which is compared with the migrations of a table that refers to it.
    const STORED: Stored = Stored::Other;

    /// Reads it from text; `None` if this is no such key.
    fn parse(text: &str) -> Option<Self>;

    /// The text that names it.
    fn to_text(&self) -> String;

    /// Whether this is [`to_text`](Key::to_text), compared without allocating where the library knows the type.
    #[doc(hidden)]
    fn is_named(&self, text: &str, _: sealed::Library) -> bool {
        self.to_text() == text
    }

    /// The id of a new row, from the system's randomness; `None`, always, where the database assigns it.
    fn generate() -> Option<Self>;

    /// Adds it to a statement's values.
    ///
    /// # Errors
    /// If it cannot be a value of this database.
    fn bind(self, values: &mut Values) -> Result<()>;
}

/// The type of an owner or tenant column: `Uuid`, `i64`, `i32` or `String`, or a type of your own that is read from what the
/// credentials say.
///
/// A principal owns the rows whose owner is its subject, to the letter, and is of the tenant that its credentials name, to the
/// letter. A subject that is no such key owns nothing; a tenant that is none has no rows.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the owner or the tenant of a resource",
    label = "not a type of owners and tenants",
    note = "they are `Uuid`, `i64`, `i32` or `String`; an `Option` would let rows have none: make the column NOT NULL"
)]
pub trait OwnerKey: Clone + Send + Sync + 'static {
    /// Reads it from a principal's subject, or from its tenant; `None` if this is no such key.
    fn parse(subject: &str) -> Option<Self>;

    /// The text that it was read from.
    fn to_text(&self) -> String;

    /// Whether this is [`to_text`](OwnerKey::to_text), compared without allocating where the library knows the type.
    #[doc(hidden)]
    fn is_named(&self, text: &str, _: sealed::Library) -> bool {
        self.to_text() == text
    }

    /// Adds it to a statement's values.
    ///
    /// # Errors
    /// If it cannot be a value of this database.
    fn bind(self, values: &mut Values) -> Result<()>;

    /// Adds NULL to a statement's values, as a value of this type: nobody, with whom no comparison is true. It stands for a
    /// caller that can own no rows of a resource that a [`Ref`](crate::Ref) names.
    ///
    /// # Errors
    /// If it cannot be a value of this database.
    fn bind_nobody(values: &mut Values) -> Result<()>;
}

/// The id of a row: a [`Key`], or up to four of them as a tuple.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the id of a resource",
    label = "not an id type",
    note = "the id is `Uuid`, `i64`, `i32` or `String`, never an `Option`"
)]
pub trait RowId: Clone + Send + Sync + Sized + 'static {
    /// Reads it from texts, one for each column, if they say exactly these texts again.
    fn named(texts: &[&str]) -> Option<Self>;

    /// The texts that name it.
    fn texts(&self) -> Vec<String>;

    /// A new one, where the library generates it; the database or the input does otherwise.
    fn generate() -> Option<Self>;

    /// Adds the value of one of its columns to a statement's values.
    ///
    /// # Errors
    /// If it cannot be a value of this database, or there is no such column.
    fn bind(&self, column: usize, values: &mut Values) -> Result<()>;
}

#[diagnostic::do_not_recommend]
impl<K: Key> RowId for K {
    fn named(texts: &[&str]) -> Option<Self> {
        match texts {
            [text] => key_named(text),
            _ => None,
        }
    }

    fn texts(&self) -> Vec<String> {
        vec![self.to_text()]
    }

    fn generate() -> Option<Self> {
        K::generate()
    }

    fn bind(&self, column: usize, values: &mut Values) -> Result<()> {
        match column {
            0 => Key::bind(self.clone(), values),
            _ => Err(no_such_column()),
        }
    }
}

macro_rules! ids {
    ($($key:ident $position:tt),*) => {
        #[diagnostic::do_not_recommend]
        impl<$($key: Key),*> RowId for ($($key,)*) {
            fn named(texts: &[&str]) -> Option<Self> {
                let mut texts = texts.iter();
                let id = ($(key_named::<$key>(texts.next()?)?,)*);
                texts.next().is_none().then_some(id)
            }

            fn texts(&self) -> Vec<String> {
                vec![$(self.$position.to_text()),*]
            }

            // A row that is named by several columns is so by what they mean.
            fn generate() -> Option<Self> {
                None
            }

            fn bind(&self, column: usize, values: &mut Values) -> Result<()> {
                match column {
                    $($position => Key::bind(self.$position.clone(), values),)*
                    _ => Err(no_such_column()),
                }
            }
        }
    };
}
ids!(A 0, B 1);
ids!(A 0, B 1, C 2);
ids!(A 0, B 1, C 2, D 3);

fn no_such_column() -> Error {
    Error::internal("an id has fewer columns than its statement")
}

/// The key that this text names, to the letter.
pub(super) fn key_named<K: Key>(text: &str) -> Option<K> {
    K::parse(text).filter(|key| key.is_named(text, sealed::Library))
}

/// The owner or the tenant that this text names, to the letter.
pub(super) fn owner_named<K: OwnerKey>(text: &str) -> Option<K> {
    K::parse(text).filter(|key| key.is_named(text, sealed::Library))
}

/// Whether a value is written as exactly this text.
pub(super) fn is_written(value: &impl fmt::Display, text: &str) -> bool {
    struct Rest<'a>(&'a str);

    impl fmt::Write for Rest<'_> {
        fn write_str(&mut self, part: &str) -> fmt::Result {
            self.0 = self.0.strip_prefix(part).ok_or(fmt::Error)?;
            Ok(())
        }
    }

    let mut rest = Rest(text);
    write!(rest, "{value}").is_ok() && rest.0.is_empty()
}

/// The owner or tenant type of a resource that has no such column. Nobody is one.
#[derive(Debug, Clone, Copy)]
pub enum NoOwner {}

#[diagnostic::do_not_recommend]
impl OwnerKey for NoOwner {
    fn parse(_: &str) -> Option<Self> {
        None
    }

    fn to_text(&self) -> String {
        match *self {}
    }

    fn bind(self, _: &mut Values) -> Result<()> {
        match self {}
    }

    fn bind_nobody(_: &mut Values) -> Result<()> {
        Err(Error::internal(
            "a resource without such a column was asked for its owner or its tenant",
        ))
    }
}

macro_rules! keys {
    ($($type:ty: $parse:expr, $generate:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Key for $type {
            const STORED: Stored = ValueType::<$type>::STORED;

            fn parse(text: &str) -> Option<Self> {
                $parse(text)
            }

            fn to_text(&self) -> String {
                self.to_string()
            }

            fn is_named(&self, text: &str, _: sealed::Library) -> bool {
                is_written(self, text)
            }

            fn generate() -> Option<Self> {
                $generate
            }

            fn bind(self, values: &mut Values) -> Result<()> {
                Bind::<AnyDatabase>::push_to(self, values)
            }
        }

        #[diagnostic::do_not_recommend]
        impl OwnerKey for $type {
            fn parse(subject: &str) -> Option<Self> {
                $parse(subject)
            }

            fn to_text(&self) -> String {
                self.to_string()
            }

            fn is_named(&self, text: &str, _: sealed::Library) -> bool {
                is_written(self, text)
            }

            fn bind(self, values: &mut Values) -> Result<()> {
                Bind::<AnyDatabase>::push_to(self, values)
            }

            fn bind_nobody(values: &mut Values) -> Result<()> {
                Bind::<AnyDatabase>::push_to(None::<Self>, values)
            }
        }
    )*};
}

keys! {
    Uuid: |text: &str| text.parse().ok(), Some(Self::new_v4());
    i64: |text: &str| text.parse().ok(), None;
    i32: |text: &str| text.parse().ok(), None;
    String: text_key, None;
}

/// A part of an id of several columns may refer to a row, as the project of a membership does.
#[diagnostic::do_not_recommend]
impl<T: Resource<Id: Key>> Key for Ref<T> {
    const STORED: Stored = T::Id::STORED;

    fn parse(text: &str) -> Option<Self> {
        key_named(text).map(Self::new)
    }

    fn to_text(&self) -> String {
        self.id().to_text()
    }

    fn is_named(&self, text: &str, library: sealed::Library) -> bool {
        self.id().is_named(text, library)
    }

    // There is no row of that name yet.
    fn generate() -> Option<Self> {
        None
    }

    fn bind(self, values: &mut Values) -> Result<()> {
        self.into_id().bind(values)
    }
}

/// No text column holds NUL on PostgreSQL, and the empty text names nobody.
fn text_key(text: &str) -> Option<String> {
    (!text.is_empty() && !text.contains('\0')).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_named_by_its_own_text_only() {
        let id = Uuid::new_v4();
        assert_eq!(key_named(&id.to_string()), Some(id));
        assert_eq!(key_named::<Uuid>(&id.to_string().to_uppercase()), None);
        assert_eq!(key_named::<Uuid>(&id.simple().to_string()), None);
        assert_eq!(key_named::<Uuid>(&format!("{{{id}}}")), None);
        assert_eq!(key_named(i64::MAX.to_string().as_str()), Some(i64::MAX));
        for text in ["", "+7", "007", " 7", "7 ", "-0", "1e3", "9223372036854775808", "٧"] {
            assert_eq!(key_named::<i64>(text), None, "{text}");
        }
        assert_eq!(key_named::<i32>("2147483648"), None);
        assert_eq!(key_named::<String>("a\0b"), None);
        assert_eq!(key_named::<String>(""), None);
    }

    #[test]
    fn a_value_is_written_as_one_text() {
        assert!(is_written(&71, "71") && is_written(&-7, "-7") && is_written(&"", ""));
        for text in ["", "7", "711", "1", "-71", "071", "71 "] {
            assert!(!is_written(&71, text), "{text}");
        }
        let id = Uuid::new_v4();
        let text = id.to_string();
        assert!(is_written(&id, &text));
        for (start, end) in [(0, 35), (1, 36), (0, 0)] {
            assert!(!is_written(&id, text.get(start..end).unwrap()));
        }
        assert!(!is_written(&id, &format!("{text}0")));
    }

    #[test]
    fn nobody_owns_what_has_no_owner() {
        assert!(owner_named::<NoOwner>("alice").is_none());
        assert!(owner_named::<i64>("alice").is_none());
        assert!(owner_named::<Uuid>("").is_none());
    }
}
