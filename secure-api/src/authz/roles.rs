//! Role sets: what a principal holds, with everything that its roles include.

use crate::policy::{RoleClause, RoleTable};

/// An enum of roles, with a declared hierarchy. Derive it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a roles type",
    label = "no roles",
    note = "write `#[derive(Roles)]` above an enum of unit variants, and `#[role(includes(…))]` on a role that holds others"
)]
pub trait Roles: 'static {
    /// The roles and what each includes.
    const TABLE: &'static RoleTable;

    /// This role's place in the table.
    fn index(&self) -> u8;
}

/// The roles that a principal holds, those included by them among them. They belong to one roles type.
#[derive(Debug, Clone, Copy)]
pub struct RoleSet {
    table: Option<&'static RoleTable>,
    holds: u64,
    /// Whether what is not among them is known not to be held: the credentials name roles, and all names are known.
    is_complete: bool,
}

impl RoleSet {
    /// No role that is known of.
    pub const EMPTY: Self = Self { table: None, holds: 0, is_complete: false };

    /// The roles that go by these names, and all that they include. An unknown name grants nothing.
    pub(crate) fn from_names<'a>(
        table: &'static RoleTable,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let none = Self { table: Some(table), holds: 0, is_complete: true };
        names.into_iter().fold(none, |roles, name| {
            match table.roles.iter().find(|role| role.name == name) {
                Some(role) => Self { holds: roles.holds | role.holds, ..roles },
                None => Self { is_complete: false, ..roles },
            }
        })
    }

    /// Whether the role is among them; `None` where the credentials name no roles, or one that is not known, which may be any. They
    /// say nothing of a role of another roles type.
    #[must_use]
    pub fn has(&self, role: RoleClause) -> Option<bool> {
        match self.holds(role) {
            true => Some(true),
            false => (self.is_complete && self.is_of_type(role)).then_some(false),
        }
    }

    /// Whether the role is among them. A role of another roles type never is.
    #[must_use]
    pub fn holds(&self, role: RoleClause) -> bool {
        self.is_of_type(role)
            && u32::from(role.index) < u64::BITS
            && self.holds & (1 << role.index) != 0
    }

    fn is_of_type(&self, role: RoleClause) -> bool {
        self.table.is_some_and(|table| (table.type_id)() == (role.table.type_id)())
    }
}
