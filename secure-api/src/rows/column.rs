//! Columns as constants with a type, so that an input that names one wrongly does not compile.

use std::{fmt, marker::PhantomData};

use crate::{
    policy::Holds,
    rows::{AssignedTo, Assignment, InsertedInto, Keep, Ref, Referent, Resource, Stored},
};

/// A column of the resource `R` that holds a `V`. `K` says what it is: [`Id`], [`Owner`], [`Tenant`] or [`Plain`].
///
/// `#[derive(Resource)]` writes one for each field:
///
/// ```
/// # use secure_api::rows::{Owner, Resource};
/// #[derive(secure_api::Resource, sqlx::FromRow)]
/// #[resource(table = "notes")]
/// struct Note {
///     #[resource(id)]
///     id: i64,
///     #[resource(owner)]
///     owner_id: String,
///     text: Option<String>,
/// }
///
/// assert_eq!(Note::COLUMNS.text.name(), "text");
/// assert!(Note::COLUMNS.text.is_nullable());
/// ```
pub struct Column<R, V, K> {
    name: &'static str,
    nullable: bool,
    of: PhantomData<Of<R, V, K>>,
}

/// Holds nothing, so that a column is `Send` and `Sync` whatever it is of.
type Of<R, V, K> = fn() -> (R, V, K);

impl<R, V, K> Column<R, V, K> {
    /// For generated code. A name that the resource does not list is refused when a statement is made of it.
    #[must_use]
    pub const fn new(name: &'static str, nullable: bool) -> Self {
        Self { name, nullable, of: PhantomData }
    }

    /// The column's name in the table.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Whether it may hold NULL: its type is an `Option`.
    #[must_use]
    pub const fn is_nullable(&self) -> bool {
        self.nullable
    }
}

impl<R, V, K> fmt::Debug for Column<R, V, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Column").field(&self.name).finish()
    }
}

/// Marks the id column. The library sets it, or the database.
#[derive(Debug)]
pub struct Id;

/// Marks the owner column. The library sets it, to the principal.
#[derive(Debug)]
pub struct Owner;

/// Marks the tenant column. The library sets it, to the tenant that the caller's credentials prove.
#[derive(Debug)]
pub struct Tenant;

/// Marks the columns that inputs set.
#[derive(Debug)]
pub struct Plain;

/// What an input may set: [`Plain`] columns.
#[diagnostic::on_unimplemented(
    message = "an input cannot set the id, the owner or the tenant of a row",
    label = "the library sets this column",
    note = "remove the field: the owner is the caller, the tenant is the caller's, and the id is generated or stands in the path"
)]
pub trait SetByInput {}

#[diagnostic::do_not_recommend]
impl SetByInput for Plain {}

/// The name of a column that an input sets.
#[must_use]
pub const fn input_column<R, V, K: SetByInput>(column: &Column<R, V, K>) -> &'static str {
    column.name
}

/// The name of a column that an input for new rows sets from a field of type `F`. For generated code, which writes
/// `inserted_column::<Field, _, _, _>(&<Document as Resource>::COLUMNS.title)`.
#[must_use]
pub const fn inserted_column<F: InsertedInto<V>, R, V, K: SetByInput>(
    column: &Column<R, V, K>,
) -> &'static str {
    column.name
}

/// How an input for changes sets a column from a field of type `F`. For generated code, which writes
/// `assigned_column::<Field, _, _, _>(&<Document as Resource>::COLUMNS.title)`.
#[must_use]
pub const fn assigned_column<F: AssignedTo<V>, R, V, K: SetByInput>(
    column: &Column<R, V, K>,
) -> Assignment {
    column.assigned::<F>()
}

impl<R, V, K> Column<R, V, K> {
    /// Who may set it is for the caller to ask.
    pub(crate) const fn assigned<F: AssignedTo<V>>(&self) -> Assignment {
        let keep = match (F::KEEP, self.nullable) {
            // NULL is a value here, so that it cannot stand for "unchanged".
            (Keep::IfNull, true) => Keep::IfAbsent,
            (keep, _) => keep,
        };
        Assignment { column: self.name, keep }
    }
}

/// The first of the columns that an insert requires, see [`Resource::REQUIRED`](crate::Resource::REQUIRED), that an input
/// does not give.
///
/// ```
/// use secure_api::rows::missing;
///
/// const _: () = assert!(missing(&["title"], &["title", "content"]).is_none());
/// assert_eq!(missing(&["title", "content"], &["content"]), Some("title"));
/// ```
#[must_use]
pub const fn missing<'a>(required: &[&'a str], given: &[&str]) -> Option<&'a str> {
    let mut rest = required;
    while let [first, others @ ..] = rest {
        if !contains(given, first) {
            return Some(first);
        }
        rest = others;
    }
    None
}

/// Whether an input gives every column that an insert requires. For constant assertions:
///
/// ```
/// use secure_api::rows::covers;
///
/// const _: () = assert!(covers(&["title"], &["title", "content"]), "the input does not give every required column");
/// ```
#[must_use]
pub const fn covers(required: &[&str], given: &[&str]) -> bool {
    missing(required, given).is_none()
}

const fn contains(names: &[&str], name: &str) -> bool {
    let mut rest = names;
    while let [first, others @ ..] = rest {
        if same(first.as_bytes(), name.as_bytes()) {
            return true;
        }
        rest = others;
    }
    false
}

/// `==` on text is not constant yet.
const fn same(mut a: &[u8], mut b: &[u8]) -> bool {
    while let ([x, a_rest @ ..], [y, b_rest @ ..]) = (a, b) {
        if *x != *y {
            return false;
        }
        (a, b) = (a_rest, b_rest);
    }
    a.is_empty() && b.is_empty()
}

/// The plain columns that an insert has to give. For generated code.
#[derive(Debug)]
pub struct Required<const N: usize> {
    names: [&'static str; N],
    count: usize,
}

impl<const N: usize> Required<N> {
    /// Of the plain columns and whether each is nullable, those that are not.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "both indices stay below N, and the compiler evaluates it"
    )]
    pub const fn new(columns: [(&'static str, bool); N]) -> Self {
        let mut names = [""; N];
        let mut count = 0;
        let mut index = 0;
        while index < N {
            let (name, nullable) = columns[index];
            if !nullable {
                names[count] = name;
                count += 1;
            }
            index += 1;
        }
        Self { names, count }
    }

    /// Their names.
    #[must_use]
    pub const fn list(&self) -> &[&'static str] {
        self.names.split_at(self.count).0
    }
}

/// Tells whether a type is an `Option`, what kind of literal it is compared with, and what it refers to, through aliases too:
/// `ValueType::<T>::NULLABLE` finds the constant of `ValueType<Option<T>>` before that of [`Otherwise`], which every type has.
/// For generated code, which names concrete types.
#[derive(Debug)]
pub struct ValueType<V>(PhantomData<V>);

impl<V> ValueType<Option<V>> {
    /// Columns of this type may hold NULL.
    pub const NULLABLE: bool = true;
}

/// What [`ValueType`] falls back on.
pub trait Otherwise {
    /// Columns of this type hold no NULL.
    const NULLABLE: bool = false;
    /// Columns of this type hold what the application defines.
    const HOLDS: Holds = Holds::Other;
    /// What such a type puts into a column is not known here.
    const STORED: Stored = Stored::Other;
    /// Columns of this type refer to nothing.
    const REFERS_TO: Option<Referent> = None;
}

impl<V> Otherwise for ValueType<V> {}

impl<T: Resource> ValueType<Ref<T>> {
    /// Columns of this type hold ids of these rows.
    pub const REFERS_TO: Option<Referent> = Some(Referent::of::<T>());
}

impl<T: Resource> ValueType<Option<Ref<T>>> {
    /// Columns of this type hold ids of these rows, or NULL.
    pub const REFERS_TO: Option<Referent> = Some(Referent::of::<T>());
}

macro_rules! holds {
    ($($type:ty: $holds:expr, $text:literal;)*) => {$(
        impl ValueType<$type> {
            #[doc = concat!("Columns of this type hold ", $text, ".")]
            pub const HOLDS: Holds = $holds;
        }

        impl ValueType<Option<$type>> {
            #[doc = concat!("Columns of this type hold ", $text, ", or NULL.")]
            pub const HOLDS: Holds = $holds;
        }
    )*};
}

holds! {
    String: Holds::Text, "text";
    i64: Holds::Integer, "whole numbers";
    i32: Holds::Integer, "whole numbers";
    i16: Holds::Integer, "whole numbers";
    bool: Holds::Boolean, "`true` and `false`";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_nullable_through_aliases() {
        type Maybe = Option<String>;
        const MAYBE: bool = ValueType::<Maybe>::NULLABLE;
        const TEXT: bool = ValueType::<String>::NULLABLE;
        const LIST: Required<3> = Required::new([("a", TEXT), ("b", MAYBE), ("c", TEXT)]);
        assert_eq!(LIST.list(), ["a", "c"]);
        assert_eq!(Required::<0>::new([]).list(), [""; 0]);
    }

    #[test]
    fn what_a_column_holds_is_seen_through_aliases() {
        type Flag = bool;
        type Maybe<V> = Option<V>;
        /// Named like a type that it is not.
        struct String;
        assert_eq!(ValueType::<std::string::String>::HOLDS, Holds::Text);
        assert_eq!(ValueType::<Maybe<std::string::String>>::HOLDS, Holds::Text);
        assert_eq!(ValueType::<Option<i16>>::HOLDS, Holds::Integer);
        assert_eq!(ValueType::<i32>::HOLDS, Holds::Integer);
        assert_eq!(ValueType::<i64>::HOLDS, Holds::Integer);
        assert_eq!(ValueType::<Flag>::HOLDS, Holds::Boolean);
        assert_eq!(ValueType::<Maybe<Flag>>::HOLDS, Holds::Boolean);
        assert_eq!(ValueType::<String>::HOLDS, Holds::Other);
        assert_eq!(ValueType::<Option<String>>::HOLDS, Holds::Other);
        assert_eq!(ValueType::<Option<Option<bool>>>::HOLDS, Holds::Other);
        assert_eq!(ValueType::<uuid::Uuid>::HOLDS, Holds::Other);
    }

    #[test]
    fn a_prefix_is_not_the_name() {
        assert!(!covers(&["title"], &["titl", "titles", ""]));
        assert!(covers(&[], &[]));
    }
}
