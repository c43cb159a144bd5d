//! What the databases make of the types that columns are declared with.

use crate::resource::migrations::schema::{Dialect, Name};

/// What SQLite stores in such a column, by the rules of its affinities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SqliteType {
    Integer,
    Real,
    Text,
    Blob,
    Numeric,
    Unknown,
}

/// What PostgreSQL stores in such a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PostgresType {
    Int2,
    Int4,
    Int8,
    Float4,
    Float8,
    Boolean,
    Text,
    Uuid,
    Bytes,
    BuiltIn,
    NotThere,
    Unknown,
}

/// A declared type in lower case, without what stands in parentheses: `varchar(10)` is `varchar`.
fn word(declared: &str) -> String {
    let mut depth = 0_u32;
    let mut word = String::new();
    for letter in declared.to_lowercase().chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            letter if depth == 0 => word.push(letter),
            _ => {}
        }
    }
    let words: Vec<_> = word.split_whitespace().collect();
    words.join(" ")
}

impl SqliteType {
    pub(super) fn of(declared: &str) -> Self {
        let word = word(declared);
        let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
        // Moments, JSON and UUIDs have no affinity that keeps them, but a program that writes and reads them itself may.
        let is_own = [
            "date",
            "time",
            "datetime",
            "timestamp",
            "timestamptz",
            "json",
            "jsonb",
            "uuid",
            "any",
        ];
        match word.as_str() {
            "" => Self::Unknown,
            word if is_own.contains(&word) => Self::Unknown,
            "bool" | "boolean" => Self::Integer,
            _ if has(&["int"]) => Self::Integer,
            _ if has(&["char", "clob", "text"]) => Self::Text,
            _ if has(&["blob"]) => Self::Blob,
            _ if has(&["real", "floa", "doub"]) => Self::Real,
            _ => Self::Numeric,
        }
    }

    /// The Rust type to write.
    pub(super) const fn rust(self) -> Option<&'static str> {
        match self {
            Self::Integer => Some("i64"),
            Self::Real => Some("f64"),
            Self::Text => Some("String"),
            Self::Blob => Some("Vec<u8>"),
            Self::Numeric | Self::Unknown => None,
        }
    }
}

impl PostgresType {
    pub(super) fn of(declared: &str) -> Self {
        // `pg_catalog.int4` is `int4`.
        let word = word(declared);
        match word.strip_prefix("pg_catalog.").unwrap_or(&word) {
            "smallint" | "int2" | "smallserial" | "serial2" => Self::Int2,
            "integer" | "int" | "int4" | "serial" | "serial4" => Self::Int4,
            "bigint" | "int8" | "bigserial" | "serial8" => Self::Int8,
            "real" | "float4" => Self::Float4,
            "float" if is_single(declared) => Self::Float4,
            "double precision" | "float8" | "float" => Self::Float8,
            "boolean" | "bool" => Self::Boolean,
            "text" | "varchar" | "character varying" | "char varying" | "char" | "character"
            | "bpchar" | "citext" | "name" => Self::Text,
            "uuid" => Self::Uuid,
            "bytea" => Self::Bytes,
            "numeric" | "decimal" | "dec" | "date" | "time" | "timetz" | "timestamp"
            | "timestamptz" | "interval" | "json" | "jsonb" | "inet" | "cidr" | "macaddr"
            | "bit" | "varbit" | "bit varying" | "xml" | "money" | "tsvector" | "point" | "oid"
            | "regclass" => Self::BuiltIn,
            "blob" | "clob" | "datetime" | "double" | "mediumint" | "nvarchar" | "string"
            | "tinyint" => Self::NotThere,
            word if word.ends_with(']')
                || word.starts_with("time ")
                || word.starts_with("timestamp ") =>
            {
                Self::BuiltIn
            }
            _ => Self::Unknown,
        }
    }

    /// The Rust type to write.
    pub(super) const fn rust(self) -> Option<&'static str> {
        match self {
            Self::Int2 => Some("i16"),
            Self::Int4 => Some("i32"),
            Self::Int8 => Some("i64"),
            Self::Float4 => Some("f32"),
            Self::Float8 => Some("f64"),
            Self::Boolean => Some("bool"),
            Self::Text => Some("String"),
            Self::Uuid => Some("Uuid"),
            Self::Bytes => Some("Vec<u8>"),
            Self::BuiltIn | Self::NotThere | Self::Unknown => None,
        }
    }
}

/// Whether such a column says a moment: on PostgreSQL with its zone, on SQLite as text or as seconds.
pub(super) fn is_time(dialect: Dialect, declared: &str) -> bool {
    match dialect {
        Dialect::Sqlite => !matches!(
            (SqliteType::of(declared), word(declared).as_str()),
            (SqliteType::Blob, _) | (_, "bool" | "boolean" | "json" | "jsonb" | "uuid")
        ),
        Dialect::Postgres => match PostgresType::of(declared) {
            PostgresType::Unknown => true,
            _ => matches!(
                word(declared).trim_start_matches("pg_catalog."),
                "timestamptz" | "timestamp with time zone"
            ),
        },
    }
}

/// Text that PostgreSQL compares without regard to the case of letters.
pub(super) fn is_citext(declared: &str) -> bool {
    word(declared).rsplit('.').next() == Some("citext")
}

/// Whether texts under this collation are equal only if they are the same. SQLite knows one such by itself, and what a program registers may be anything
/// by any name. Those that PostgreSQL has by itself sort in many ways, but tell all apart; what `CREATE COLLATION` makes may do otherwise.
pub(super) fn tells_apart(dialect: Dialect, Name { schema, name }: &Name) -> bool {
    let lower = name.to_lowercase();
    if dialect == Dialect::Sqlite {
        return lower == "binary";
    }
    let is_of_a_locale = || {
        let name = name.split(['.', '@']).next().unwrap_or_default();
        name.split_once('_').is_some_and(|(language, country)| {
            matches!(language.len(), 2 | 3)
                && language.bytes().all(|letter| letter.is_ascii_lowercase())
                && country.len() == 2
                && country.bytes().all(|letter| letter.is_ascii_uppercase())
        })
    };
    let is_built_in = matches!(
        lower.as_str(),
        "c" | "posix" | "default" | "ucs_basic" | "unicode" | "pg_c_utf8" | "pg_unicode_fast"
    );
    schema.as_ref().is_none_or(|schema| schema == "pg_catalog")
        && (is_built_in || lower.starts_with("c.") || lower.ends_with("-x-icu") || is_of_a_locale())
}

/// `float(24)` and less has four bytes.
fn is_single(declared: &str) -> bool {
    let digits: String = declared.chars().filter(char::is_ascii_digit).collect();
    digits.parse::<u32>().is_ok_and(|bits| bits <= 24)
}

/// A column of PostgreSQL that fills itself, and so is NOT NULL.
pub(super) fn is_serial(declared: &str) -> bool {
    matches!(
        word(declared).as_str(),
        "serial" | "bigserial" | "smallserial" | "serial2" | "serial4" | "serial8"
    )
}
