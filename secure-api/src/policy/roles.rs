//! A roles type, as constant data.

use std::{any::TypeId, fmt};

/// One role of one roles type.
#[derive(Debug, Clone, Copy)]
pub struct RoleClause {
    /// The roles type, as `#[derive(Roles)]` describes it.
    pub table: &'static RoleTable,
    /// The role's place in the table.
    pub index: u8,
}

impl RoleClause {
    /// The role's name in a token.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.table.roles.get(usize::from(self.index)).map_or("?", |role| role.name)
    }

    /// The roles that hold this one, itself included.
    pub fn holders(&self) -> impl Iterator<Item = &'static str> {
        let bit = 1_u64.checked_shl(self.index.into()).unwrap_or(0);
        self.table.roles.iter().filter(move |role| role.holds & bit != 0).map(|role| role.name)
    }
}

/// A roles type: its names and what each role includes.
pub struct RoleTable {
    /// The type's name, for messages.
    pub type_name: &'static str,
    /// Tells roles types of the same name apart.
    pub type_id: fn() -> TypeId,
    /// The roles, in the order of the enum; at most 64.
    pub roles: &'static [RoleEntry],
}

impl fmt::Debug for RoleTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RoleTable")
            .field("type_name", &self.type_name)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}

/// One role of a roles type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleEntry {
    /// The name that tokens use.
    pub name: &'static str,
    /// The roles that a holder of this one has, itself included: bit `n` is the role at index `n`.
    pub holds: u64,
}
