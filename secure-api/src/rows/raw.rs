//! What a column holds, as the database has it.
//!
//! A cursor keeps the values of its row as they are stored, and not as the resource's types read them: what a type writes again need not be what was
//! read (SQLite's `CURRENT_TIMESTAMP` is another text than the one that a time is written as), and then a page would leave rows out.

use serde::{Deserialize, Serialize};

#[cfg(any(feature = "sqlite", feature = "postgres"))]
use crate::rows::{database::Fetched, failure, values::Arguments};
use crate::{
    error::{Error, Result},
    rows::{Row, Values},
};

/// A value of a column that is not NULL. The names are short because clients carry them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum RawValue {
    /// SQLite: a whole number.
    #[serde(rename = "i")]
    Integer(i64),
    /// SQLite: the bits of a float, because JSON has no infinity.
    #[serde(rename = "r")]
    Real(u64),
    /// SQLite: text.
    #[serde(rename = "t")]
    Text(String),
    /// SQLite: bytes, as base64url.
    #[serde(rename = "b")]
    Bytes(String),
    /// PostgreSQL: the object id of the type, and the binary form, which is text.
    #[serde(rename = "p")]
    TypedText(u32, String),
    /// PostgreSQL: the object id of the type, and the binary form, as base64url.
    #[serde(rename = "q")]
    Typed(u32, String),
}

impl Row {
    /// What a column holds.
    pub(super) fn raw(&self, column: usize) -> Result<RawValue> {
        match &self.0 {
            #[cfg(feature = "sqlite")]
            Fetched::Sqlite(row) => sqlite::raw(row, column).map_err(failure::read),
            #[cfg(feature = "postgres")]
            Fetched::Postgres(row) => postgres::raw(row, column).map_err(failure::read),
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            crate::rows::database::Fetched::None => {
                Err(Error::internal(format!("column {column} was read without a database")))
            }
        }
    }
}

impl RawValue {
    /// How many characters of a cursor it takes, about.
    pub(super) const fn length(&self) -> usize {
        match self {
            Self::Integer(_) | Self::Real(_) => 8,
            Self::Text(text)
            | Self::Bytes(text)
            | Self::TypedText(_, text)
            | Self::Typed(_, text) => text.len(),
        }
    }

    /// Adds it to a statement's values, as it was read.
    ///
    /// # Errors
    /// If it was read from another database.
    pub(super) fn bind(&self, values: &mut Values) -> Result<()> {
        match &mut values.0 {
            #[cfg(feature = "sqlite")]
            Arguments::Sqlite(arguments) => sqlite::bind(self, arguments),
            #[cfg(feature = "postgres")]
            Arguments::Postgres(arguments) => postgres::bind(self, arguments),
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            crate::rows::values::Arguments::None => None,
        }
        .ok_or_else(|| Error::internal("a value was read from another database"))
    }
}

#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod text {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

    pub(super) fn of(bytes: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(bytes)
    }

    pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
        URL_SAFE_NO_PAD.decode(text).ok()
    }
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use sqlx::{
        Arguments as _, Decode, Error, Row as _, Sqlite, TypeInfo as _, Value as _, ValueRef as _,
        error::BoxDynError,
        sqlite::{SqliteArguments, SqliteRow, SqliteValueRef},
    };

    use super::{RawValue, text};

    fn decode<'r, T: Decode<'r, Sqlite>>(value: SqliteValueRef<'r>) -> Result<T, BoxDynError> {
        T::decode(value)
    }

    pub(super) fn raw(row: &SqliteRow, column: usize) -> Result<RawValue, Error> {
        // A copy, because SQLite's value may be read as one type only.
        let value = row.try_get_raw(column)?.to_owned();
        let (class, value) = (value.type_info().name().to_owned(), value.as_ref());
        match class.as_str() {
            "INTEGER" => decode(value).map(RawValue::Integer),
            "REAL" => decode(value).map(|float: f64| RawValue::Real(float.to_bits())),
            "TEXT" => decode(value).map(RawValue::Text),
            "BLOB" => decode(value).map(|bytes: Vec<u8>| RawValue::Bytes(text::of(&bytes))),
            class => Err(format!("a column holds {class}, which has no place in an order").into()),
        }
        .map_err(Error::Decode)
    }

    pub(super) fn bind(value: &RawValue, arguments: &mut SqliteArguments) -> Option<()> {
        match value {
            RawValue::Integer(integer) => arguments.add(*integer),
            RawValue::Real(bits) => arguments.add(f64::from_bits(*bits)),
            RawValue::Text(text) => arguments.add(text.clone()),
            RawValue::Bytes(text) => arguments.add(text::bytes(text)?),
            RawValue::TypedText(..) | RawValue::Typed(..) => return None,
        }
        .ok()
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use sqlx::{
        Arguments as _, Encode, Error, Postgres, Row as _, Type, ValueRef as _,
        encode::IsNull,
        error::BoxDynError,
        postgres::{PgArgumentBuffer, PgArguments, PgRow, PgTypeInfo, PgValueFormat, types::Oid},
    };

    use super::{RawValue, text};

    /// A value in its binary form.
    struct Binary {
        of: PgTypeInfo,
        bytes: Vec<u8>,
    }

    impl Type<Postgres> for Binary {
        /// Never asked: each one says what it is.
        fn type_info() -> PgTypeInfo {
            PgTypeInfo::with_name("unknown")
        }
    }

    impl Encode<'_, Postgres> for Binary {
        fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
            buffer.extend_from_slice(&self.bytes);
            Ok(IsNull::No)
        }

        fn produces(&self) -> Option<PgTypeInfo> {
            Some(self.of.clone())
        }
    }

    pub(super) fn raw(row: &PgRow, column: usize) -> Result<RawValue, Error> {
        let value = row.try_get_raw(column)?;
        let odd = |what: &str| Error::Decode(format!("a column holds {what}").into());
        if value.is_null() || !matches!(value.format(), PgValueFormat::Binary) {
            return Err(odd("what has no place in an order"));
        }
        let oid = value.type_info().oid().ok_or_else(|| odd("a type without an object id"))?;
        let bytes = value.as_bytes().map_err(Error::Decode)?;
        let readable = str::from_utf8(bytes).ok().filter(|text| !text.contains(char::is_control));
        Ok(match readable {
            Some(text) => RawValue::TypedText(oid.0, text.to_owned()),
            None => RawValue::Typed(oid.0, text::of(bytes)),
        })
    }

    pub(super) fn bind(value: &RawValue, arguments: &mut PgArguments) -> Option<()> {
        let (oid, bytes) = match value {
            RawValue::TypedText(oid, text) => (*oid, text.clone().into_bytes()),
            RawValue::Typed(oid, text) => (*oid, text::bytes(text)?),
            _ => return None,
        };
        arguments.add(Binary { of: PgTypeInfo::with_oid(Oid(oid)), bytes }).ok()
    }
}
