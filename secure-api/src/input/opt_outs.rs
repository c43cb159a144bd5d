//! What inputs leave without a bound, for the policy listing.

use std::any::TypeId;

use super::Field;
use crate::policy::Unbounded;

/// Members without a bound, of an input and of those inside it.
#[derive(Debug, Default)]
pub struct OptOuts {
    /// Inputs may contain themselves.
    seen: Vec<TypeId>,
    found: Vec<Unbounded>,
}

impl OptOuts {
    /// Looks into an input, unless that was done before.
    pub fn of<T: ?Sized + 'static>(&mut self, look: impl FnOnce(&mut Self)) {
        let id = TypeId::of::<T>();
        if !self.seen.contains(&id) {
            self.seen.push(id);
            look(self);
        }
    }

    /// Adds a member. `input` is its type's name.
    pub fn add(&mut self, input: &str, field: &str, reason: &'static str) {
        self.found.push(Unbounded { field: format!("{input}.{field}"), reason });
    }

    pub(super) fn found_in<T: Field>() -> Vec<Unbounded> {
        let mut list = Self::default();
        T::opt_outs(&mut list);
        list.found
    }
}
