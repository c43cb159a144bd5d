//! What stands in an input, and in the inputs inside it: members without a bound, and secrets.

use std::any::TypeId;

use super::Field;
use crate::policy::Unbounded;

/// What was found so far.
#[derive(Debug, Default)]
pub struct Survey {
    /// Inputs may contain themselves.
    seen: Vec<TypeId>,
    unbounded: Vec<Unbounded>,
    holds_secret: bool,
}

impl Survey {
    fn of<T: Field>() -> Self {
        let mut survey = Self::default();
        T::survey(&mut survey);
        survey
    }

    /// Looks into an input, unless that was done before.
    pub fn look_into<T: ?Sized + 'static>(&mut self, look: impl FnOnce(&mut Self)) {
        let id = TypeId::of::<T>();
        if !self.seen.contains(&id) {
            self.seen.push(id);
            look(self);
        }
    }

    /// Takes note of a member without a bound. `input` is its type's name.
    pub fn unbounded(&mut self, input: &str, field: &str, reason: &'static str) {
        self.unbounded.push(Unbounded { field: format!("{input}.{field}"), reason });
    }

    /// Takes note of a secret.
    pub(super) const fn secret(&mut self) {
        self.holds_secret = true;
    }

    /// The members without a bound, for the policy listing.
    pub(super) fn unbounded_in<T: Field>() -> Vec<Unbounded> {
        Self::of::<T>().unbounded
    }
}

/// Whether there is a secret in it, so that nothing which could quote it goes to the client.
#[must_use]
pub fn holds_secret<T: Field>() -> bool {
    Survey::of::<T>().holds_secret
}
