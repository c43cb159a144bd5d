//! What `#[derive(Resource)]` asks of the types of fields. Each bound stands once, so that a wrong type is one message.

use crate::rows::Counted;

/// How often a row was changed, as its column says.
#[must_use]
pub fn version<V: Counted>(version: &V) -> i64 {
    (*version).into()
}

/// The type of another owner column of a resource: that of the first.
#[diagnostic::on_unimplemented(
    message = "the owner columns of a resource are of one type, and `{Self}` is not `{First}`",
    label = "another type than that of the first owner column",
    note = "each is compared with the same caller: give all of them the same type"
)]
pub trait OwnedLike<First> {}

#[diagnostic::do_not_recommend]
impl<V> OwnedLike<V> for V {}

/// Whether two owner columns are compared with one caller. For a constant.
pub const fn owned_alike<First, Other: OwnedLike<First>>() {}
