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
    /// Those of which it is open whether they are held, unless they are.
    open: u64,
    /// Whether what is not among them is known not to be held: the credentials name roles, and all names are known.
    is_complete: bool,
}

impl RoleSet {
    /// No role that is known of.
    pub const EMPTY: Self = Self { table: None, holds: 0, open: 0, is_complete: false };

    /// The roles that go by these names, and all that they include. An unknown name grants nothing.
    pub(crate) fn from_names<'a>(
        table: &'static RoleTable,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let none = Self { table: Some(table), holds: 0, open: 0, is_complete: true };
        names.into_iter().fold(none, |roles, name| {
            match table.roles.iter().find(|role| role.name == name) {
                Some(role) => Self { holds: roles.holds | role.holds, ..roles },
                None => Self { is_complete: false, ..roles },
            }
        })
    }

    /// The same, where it is open whether these others are held as well.
    pub(crate) fn leaving_open(self, others: Self) -> Self {
        Self {
            open: self.open | others.holds | others.open,
            is_complete: self.is_complete && others.is_complete,
            ..self
        }
    }

    /// Whether the role is among them; `None` where the credentials name no roles, or one that is not known, which may be any. They
    /// say nothing of a role of another roles type.
    #[must_use]
    pub fn has(&self, role: RoleClause) -> Option<bool> {
        match self.holds(role) {
            true => Some(true),
            false => self.lacks(role).then_some(false),
        }
    }

    /// Whether the role is among them. A role of another roles type never is.
    #[must_use]
    pub fn holds(&self, role: RoleClause) -> bool {
        self.is_of_type(role) && is_in(self.holds, role)
    }

    fn lacks(&self, role: RoleClause) -> bool {
        self.is_complete && self.is_of_type(role) && !is_in(self.open, role)
    }

    fn is_of_type(&self, role: RoleClause) -> bool {
        self.table.is_some_and(|table| (table.type_id)() == (role.table.type_id)())
    }
}

fn is_in(roles: u64, role: RoleClause) -> bool {
    u32::from(role.index) < u64::BITS && roles & (1 << role.index) != 0
}
