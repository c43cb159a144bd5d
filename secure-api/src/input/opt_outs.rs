//! What inputs leave without a bound, for the policy listing.

use std::any::type_name;

/// A member without a bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unbounded {
    /// The input's name, and the field's.
    pub field: String,
    /// Why that is right.
    pub reason: &'static str,
}

/// Members without a bound, of an input and of those inside it.
#[derive(Debug, Default)]
pub struct OptOuts {
    /// Inputs may contain themselves.
    seen: Vec<&'static str>,
    found: Vec<Unbounded>,
}

impl OptOuts {
    /// Looks into an input, unless that was done before.
    pub fn of<T: ?Sized>(&mut self, look: impl FnOnce(&mut Self)) {
        let name = type_name::<T>();
        if !self.seen.contains(&name) {
            self.seen.push(name);
            look(self);
        }
    }

    /// Adds a member. `input` is its type's name.
    pub fn add(&mut self, input: &str, field: &str, reason: &'static str) {
        self.found.push(Unbounded { field: format!("{input}.{field}"), reason });
    }

    pub(crate) fn into_found(self) -> Vec<Unbounded> {
        self.found
    }
}
