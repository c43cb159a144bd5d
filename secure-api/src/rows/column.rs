//! Columns as constants with a type, so that an input that names one wrongly does not compile.

use std::{fmt, marker::PhantomData};

use secrecy::{SecretBox, zeroize::Zeroize};

use crate::{
    constant::contains,
    policy::Holds,
    rows::{AssignedTo, Assignment, InsertedInto, Keep, Key, Ref, Referent, Resource, Stored},
};

/// A column of the resource `R` that holds a `V`. `K` says what it is: [`Id`], [`IdPart`], [`Owner`], [`Tenant`], [`Version`],
/// [`SoftDelete`], [`ReadOnly`], [`Generated`] or [`Plain`]; within [`Filtered`] and [`Sorted`] where a search may use it.
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
    value: fn(&R) -> &V,
    kind: PhantomData<fn() -> K>,
}

impl<R, V, K> Column<R, V, K> {
    /// For generated code. A name that the resource does not list is refused when a statement is made of it.
    #[must_use]
    pub const fn new(name: &'static str, nullable: bool, value: fn(&R) -> &V) -> Self {
        Self { name, nullable, value, kind: PhantomData }
    }

    /// What a row holds in it.
    #[must_use]
    pub fn value<'r>(&self, row: &'r R) -> &'r V {
        (self.value)(row)
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

/// Marks a column of an id of several. Inputs give it in a new row, unless it is an owner or the tenant; then it stays.
#[derive(Debug)]
pub struct IdPart;

/// Marks the owner columns. The library sets them, to the principal.
#[derive(Debug)]
pub struct Owner;

/// Marks the tenant column. The library sets it, to the tenant that the caller's credentials prove.
#[derive(Debug)]
pub struct Tenant;

/// Marks the column that counts changes. The library sets it.
#[derive(Debug)]
pub struct Version;

/// Marks the column that says when a row was deleted. The library sets it.
#[derive(Debug)]
pub struct SoftDelete;

/// Marks columns that no input sets.
#[derive(Debug)]
pub struct ReadOnly;

/// Marks columns that the database makes.
#[derive(Debug)]
pub struct Generated;

/// Marks the columns that inputs set.
#[derive(Debug)]
pub struct Plain;

/// A column of the kind `K` that a search may compare.
#[derive(Debug)]
pub struct Filtered<K>(PhantomData<K>);

/// A column of the kind `K` that a search may be in the order of.
#[derive(Debug)]
pub struct Sorted<K>(PhantomData<K>);

/// What an input for new rows may set: [`Plain`] columns, and those of an id of several.
#[diagnostic::on_unimplemented(
    message = "an input cannot set this column",
    label = "the library or the database sets this column",
    note = "remove the field: the owner is the caller, the tenant is the caller's, the id is generated or stands in the path, and what is `read_only` or `generated` is not the client's to say"
)]
pub trait SetByInput {}

/// What an input for changes may set: [`Plain`] columns.
#[diagnostic::on_unimplemented(
    message = "an input cannot change this column",
    label = "the library or the database sets this column",
    note = "remove the field: the owner is the caller, the tenant is the caller's, the id stands in the path and stays, and what is `read_only` or `generated` is not the client's to say"
)]
pub trait ChangedByInput {}

/// A kind of column that a search may compare.
#[diagnostic::on_unimplemented(
    message = "a search cannot compare this column",
    label = "not declared for filters",
    note = "write `#[resource(filter)]` above its field in the resource, if whoever reaches a row may read the column"
)]
pub trait Filterable {}

/// A kind of column that a search may be in the order of.
#[diagnostic::on_unimplemented(
    message = "a search cannot be in the order of this column",
    label = "not declared for sorting",
    note = "write `#[resource(sort)]` above its field in the resource, if whoever reaches a row may read the column"
)]
pub trait Sortable {}

/// The type of a column that counts changes: `i64` or `i32`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the version of a resource",
    label = "not a type that counts",
    note = "it is `i64` or `i32`, never an `Option`: make the column NOT NULL"
)]
pub trait Counted: Copy + Into<i64> {}

#[diagnostic::do_not_recommend]
impl Counted for i64 {}
#[diagnostic::do_not_recommend]
impl Counted for i32 {}

macro_rules! kinds {
    ($($of:ident: $($kind:ty),*;)*) => {$($(
        #[diagnostic::do_not_recommend]
        impl $of for $kind {}
    )*)*};
}

kinds! {
    SetByInput: Plain, IdPart;
    ChangedByInput: Plain;
}

#[diagnostic::do_not_recommend]
impl<K: SetByInput> SetByInput for Filtered<K> {}
#[diagnostic::do_not_recommend]
impl<K: SetByInput> SetByInput for Sorted<K> {}
#[diagnostic::do_not_recommend]
impl<K: ChangedByInput> ChangedByInput for Filtered<K> {}
#[diagnostic::do_not_recommend]
impl<K: ChangedByInput> ChangedByInput for Sorted<K> {}
#[diagnostic::do_not_recommend]
impl<K> Filterable for Filtered<K> {}
#[diagnostic::do_not_recommend]
impl<K> Sortable for Sorted<K> {}
// Both stand in one order: what is filtered may be sorted as well.
#[diagnostic::do_not_recommend]
impl<K> Sortable for Filtered<Sorted<K>> {}

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
pub const fn assigned_column<F: AssignedTo<V>, R, V, K: ChangedByInput>(
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
    /// Columns of this type are shown to whoever reaches a row.
    const IS_SHOWN: bool = true;
    /// Columns of this type refer to nothing.
    const REFERS_TO: Option<Referent> = None;
}

impl<V> Otherwise for ValueType<V> {}

impl<S: Zeroize + ?Sized> ValueType<SecretBox<S>> {
    /// Columns of this type are secrets.
    pub const IS_SHOWN: bool = false;
}

impl<S: Zeroize + ?Sized> ValueType<Option<SecretBox<S>>> {
    /// Columns of this type are secrets, or NULL.
    pub const IS_SHOWN: bool = false;
}

impl<T: Resource<Id: Key>> ValueType<Ref<T>> {
    /// Columns of this type hold ids of these rows.
    pub const REFERS_TO: Option<Referent> = Some(Referent::of::<T>());
}

impl<T: Resource<Id: Key>> ValueType<Option<Ref<T>>> {
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
    fn secrets_are_seen_through_aliases() {
        type Maybe<V> = Option<V>;
        type Text = secrecy::SecretString;
        const SHOWN: [bool; 4] = [
            ValueType::<Text>::IS_SHOWN,
            ValueType::<Maybe<SecretBox<String>>>::IS_SHOWN,
            ValueType::<String>::IS_SHOWN,
            ValueType::<Maybe<i64>>::IS_SHOWN,
        ];
        assert_eq!(SHOWN, [false, false, true, true]);
    }

    #[test]
    fn a_prefix_is_not_the_name() {
        assert!(!covers(&["title"], &["titl", "titles", ""]));
        assert!(covers(&[], &[]));
    }
}
