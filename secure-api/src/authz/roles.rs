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
}

impl RoleSet {
    /// No role at all.
    pub const EMPTY: Self = Self { table: None, holds: 0 };

    /// The roles that go by these names, and all that they include. An unknown name grants nothing.
    pub(crate) fn from_names<'a>(
        table: &'static RoleTable,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let holds = names
            .into_iter()
            .filter_map(|name| table.roles.iter().find(|role| role.name == name))
            .fold(0, |holds, role| holds | role.holds);
        Self { table: Some(table), holds }
    }

    /// Whether the role is among them. A role of another roles type never is.
    #[must_use]
    pub fn holds(&self, role: RoleClause) -> bool {
        self.table.is_some_and(|table| (table.type_id)() == (role.table.type_id)())
            && u32::from(role.index) < u64::BITS
            && self.holds & (1 << role.index) != 0
    }
}
