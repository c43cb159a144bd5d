//! What migrations say of a column, against the type of its field. The macro reads them, the compiler asks here: it alone sees
//! through aliases.

use uuid::Uuid;

use crate::rows::{Key, Ref, Resource, ValueType};

/// What a field puts into its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// `String`.
    Text,
    /// `bool`.
    Boolean,
    /// `i16`.
    I16,
    /// `i32`.
    I32,
    /// `i64`.
    I64,
    /// `f32`.
    F32,
    /// `f64`.
    F64,
    /// `Uuid`.
    Uuid,
    /// `Vec<u8>`.
    Bytes,
    /// A type that this library does not know. It is not judged.
    Other,
}

/// What a column of SQLite stores, by its declared type: the affinity, which decides what becomes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SqliteType {
    /// Whole numbers, and `true` and `false`.
    Integer,
    /// Numbers, whole ones too, which are read back as such.
    Real,
    /// Text.
    Text,
    /// Bytes.
    Blob,
    /// Numbers; text that looks like a number becomes one.
    Numeric,
    /// No type, or one that SQLite does not know. It is not judged.
    Unknown,
}

/// What a column of PostgreSQL stores, by its declared type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostgresType {
    /// `SMALLINT`.
    Int2,
    /// `INTEGER`.
    Int4,
    /// `BIGINT`.
    Int8,
    /// `REAL`.
    Float4,
    /// `DOUBLE PRECISION`.
    Float8,
    /// `BOOLEAN`.
    Boolean,
    /// `TEXT`, `VARCHAR` and the like.
    Text,
    /// `UUID`.
    Uuid,
    /// `BYTEA`.
    Bytes,
    /// Another type of PostgreSQL's own, for which there are types in sqlx.
    BuiltIn,
    /// No type of PostgreSQL: the migration is for another database.
    NotThere,
    /// A type that PostgreSQL does not have by itself, such as an enum or a domain. It is not judged.
    Unknown,
}

impl Stored {
    /// Whether it can say a moment: a time, or its text.
    #[must_use]
    pub const fn may_be_time(self) -> bool {
        matches!(self, Self::Text | Self::Other)
    }
}

impl SqliteType {
    /// Whether values go in and come back as they were.
    const fn takes(self, value: Stored) -> bool {
        use Stored::{Boolean, Bytes, F32, F64, I16, I32, I64, Other, Text, Uuid};
        match (self, value) {
            (Self::Unknown, _) | (_, Other) => true,
            (Self::Integer | Self::Numeric, value) => matches!(value, Boolean | I16 | I32 | I64),
            (Self::Real, value) => matches!(value, F32 | F64),
            // Bytes are read from text, but a UUID is 16 bytes there and never its text.
            (Self::Text, value) => matches!(value, Text | Bytes),
            (Self::Blob, value) => matches!(value, Bytes | Uuid),
        }
    }
}

impl PostgresType {
    /// Whether sqlx writes and reads these values as this type. No integer is read as another one.
    const fn takes(self, value: Stored) -> bool {
        match (self, value) {
            (Self::Unknown, _)
            | (_, Stored::Other)
            | (Self::Int2, Stored::I16)
            | (Self::Int4, Stored::I32)
            | (Self::Int8, Stored::I64)
            | (Self::Float4, Stored::F32)
            | (Self::Float8, Stored::F64)
            | (Self::Boolean, Stored::Boolean)
            | (Self::Text, Stored::Text)
            | (Self::Uuid, Stored::Uuid)
            | (Self::Bytes, Stored::Bytes) => true,
            (
                Self::Int2
                | Self::Int4
                | Self::Int8
                | Self::Float4
                | Self::Float8
                | Self::Boolean
                | Self::Text
                | Self::Uuid
                | Self::Bytes
                | Self::BuiltIn
                | Self::NotThere,
                _,
            ) => false,
        }
    }
}

/// A column on one database: what it stores, and whether that may be NULL.
#[derive(Debug, Clone, Copy)]
pub struct DeclaredAs<T> {
    /// What it stores.
    pub stores: T,
    /// Whether it may hold NULL.
    pub nullable: bool,
}

/// A column as migrations declare it, on each database that they may be for. For generated code.
///
/// Where they may be for both, and the program is built for both, fitting one of them is enough: a migration is written for one, and
/// which one that is says `#[resource(database = "…")]`.
#[derive(Debug, Clone, Copy)]
pub struct Declared {
    /// On SQLite.
    pub sqlite: Option<DeclaredAs<SqliteType>>,
    /// On PostgreSQL.
    pub postgres: Option<DeclaredAs<PostgresType>>,
}

impl Declared {
    /// Whether a field with such values fits it.
    #[must_use]
    pub const fn takes(&self, value: Stored) -> bool {
        let built = self.for_built();
        matches!(built.sqlite, Some(column) if column.stores.takes(value))
            || matches!(built.postgres, Some(column) if column.stores.takes(value))
    }

    /// Whether such values are compared with those of the column: integers are whatever their widths.
    #[must_use]
    pub const fn compares(&self, value: Stored) -> bool {
        use Stored::{I16, I32, I64};
        match value {
            I16 | I32 | I64 => self.takes(I16) || self.takes(I32) || self.takes(I64),
            value => self.takes(value),
        }
    }

    /// Whether every value is one for a field that is an `Option`, or is not.
    ///
    /// An `Option` of a column that is NOT NULL is harmless: a row always has a value, and an input that leaves it out lets the column's
    /// default stand, or is refused by the database.
    #[must_use]
    pub const fn is_read_by(&self, optional: bool) -> bool {
        let built = self.for_built();
        optional
            || matches!(built.sqlite, Some(column) if !column.nullable)
            || matches!(built.postgres, Some(column) if !column.nullable)
    }

    /// Without a database that the program is not built for, unless no other one is left.
    const fn for_built(&self) -> Self {
        match (self.sqlite, self.postgres) {
            (Some(_), Some(_)) if cfg!(feature = "sqlite") && !cfg!(feature = "postgres") => {
                Self { sqlite: self.sqlite, postgres: None }
            }
            (Some(_), Some(_)) if cfg!(feature = "postgres") && !cfg!(feature = "sqlite") => {
                Self { sqlite: None, postgres: self.postgres }
            }
            _ => *self,
        }
    }
}

macro_rules! stored {
    ($($type:ty: $stored:ident;)*) => {$(
        impl ValueType<$type> {
            /// What it puts into a column.
            pub const STORED: Stored = Stored::$stored;
        }

        impl ValueType<Option<$type>> {
            /// What it puts into a column, if it is not NULL.
            pub const STORED: Stored = Stored::$stored;
        }
    )*};
}

stored! {
    String: Text;
    bool: Boolean;
    i16: I16;
    i32: I32;
    i64: I64;
    f32: F32;
    f64: F64;
    Uuid: Uuid;
    Vec<u8>: Bytes;
}

impl<T: Resource<Id: Key>> ValueType<Ref<T>> {
    /// What the id that it refers to puts into a column.
    pub const STORED: Stored = T::Id::STORED;
}

impl<T: Resource<Id: Key>> ValueType<Option<Ref<T>>> {
    /// What the id that it refers to puts into a column, if it is not NULL.
    pub const STORED: Stored = T::Id::STORED;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::Otherwise as _;

    const fn declared(
        sqlite: Option<(SqliteType, bool)>,
        postgres: Option<(PostgresType, bool)>,
    ) -> Declared {
        Declared {
            sqlite: match sqlite {
                Some((stores, nullable)) => Some(DeclaredAs { stores, nullable }),
                None => None,
            },
            postgres: match postgres {
                Some((stores, nullable)) => Some(DeclaredAs { stores, nullable }),
                None => None,
            },
        }
    }

    #[test]
    fn what_a_field_stores_is_seen_through_aliases() {
        type Maybe<V> = Option<V>;
        type Bytes = Vec<u8>;
        /// Named like a type that it is not.
        struct Uuid;
        assert_eq!(ValueType::<Maybe<Bytes>>::STORED, Stored::Bytes);
        assert_eq!(ValueType::<uuid::Uuid>::STORED, Stored::Uuid);
        assert_eq!(ValueType::<Uuid>::STORED, Stored::Other);
        assert_eq!(ValueType::<Vec<String>>::STORED, Stored::Other);
    }

    #[test]
    fn text_that_looks_like_a_number_is_none_in_a_numeric_column() {
        assert!(!SqliteType::Numeric.takes(Stored::Text));
        assert!(!SqliteType::Text.takes(Stored::Uuid));
        assert!(!SqliteType::Real.takes(Stored::I64));
        assert!(!SqliteType::Integer.takes(Stored::F64));
        assert!(SqliteType::Text.takes(Stored::Other) && SqliteType::Unknown.takes(Stored::Uuid));
    }

    #[test]
    fn integers_of_postgres_have_a_width() {
        assert!(PostgresType::Int4.takes(Stored::I32));
        assert!(!PostgresType::Int4.takes(Stored::I64));
        assert!(!PostgresType::Int8.takes(Stored::I32));
        assert!(!PostgresType::BuiltIn.takes(Stored::Text));
        assert!(PostgresType::Unknown.takes(Stored::Text));
    }

    #[test]
    fn integers_are_compared_whatever_their_width() {
        let column = declared(None, Some((PostgresType::Int4, true)));
        assert!(column.compares(Stored::I64) && column.compares(Stored::I16));
        assert!(!column.compares(Stored::Text) && !column.compares(Stored::F64));
        let column = declared(Some((SqliteType::Text, true)), None);
        assert!(!column.compares(Stored::I64) && column.compares(Stored::Text));
    }

    #[test]
    fn only_an_option_reads_null() {
        for column in [
            declared(Some((SqliteType::Text, true)), None),
            declared(None, Some((PostgresType::Text, true))),
            declared(Some((SqliteType::Text, true)), Some((PostgresType::Text, true))),
        ] {
            assert!(column.is_read_by(true));
            assert!(!column.is_read_by(false));
        }
        let key = declared(Some((SqliteType::Text, true)), Some((PostgresType::Text, false)));
        assert_eq!(key.is_read_by(false), cfg!(feature = "postgres") || !cfg!(feature = "sqlite"));
    }

    #[test]
    fn migrations_for_a_database_that_is_not_built_are_judged_by_it() {
        let column = declared(None, Some((PostgresType::Int4, true)));
        assert!(!column.takes(Stored::I64) && !column.is_read_by(false));
        // What one database does not have is no excuse before the other.
        let column =
            declared(Some((SqliteType::Blob, false)), Some((PostgresType::NotThere, false)));
        assert!(!column.takes(Stored::I64) && column.takes(Stored::Other));
        let column = declared(Some((SqliteType::Integer, true)), None);
        assert!(column.takes(Stored::I64) && !column.takes(Stored::Text));
    }
}
