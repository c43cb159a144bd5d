//! Decides the access rule. Nobody outside this folder can make a [`Grant`].

mod evaluate;
mod grant;
mod roles;

pub use grant::{Grant, Reach};
pub use roles::{RoleSet, Roles};

pub(crate) use evaluate::authorize;
