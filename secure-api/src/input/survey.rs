//! What stands in an input, and in the inputs inside it: members without a bound, references, and secrets.

use std::any::TypeId;

use super::{Field, SecureInput};
use crate::policy::{ResourceInfo, Unbounded};

/// What was found so far.
#[derive(Debug, Default)]
pub struct Survey {
    /// Inputs may contain themselves.
    seen: Vec<TypeId>,
    unbounded: Vec<Unbounded>,
    refers_to: Vec<&'static ResourceInfo>,
    holds_secret: bool,
}

impl Survey {
    fn of(look: fn(&mut Self)) -> Self {
        let mut survey = Self::default();
        look(&mut survey);
        survey
    }

    fn unbounded_seen(look: fn(&mut Self)) -> Vec<Unbounded> {
        Self::of(look).unbounded
    }

    fn referents_seen(look: fn(&mut Self)) -> Vec<&'static ResourceInfo> {
        Self::of(look).refers_to
    }

    /// Looks into an input, unless that was done before.
    pub fn look_into<T: ?Sized + 'static>(&mut self, look: impl FnOnce(&mut Self)) {
        let id = TypeId::of::<T>();
        if !self.seen.contains(&id) {
            self.seen.push(id);
            look(self);
        }
    }

    /// Looks into an input that is an object, in which these members have no bound, each with the reason.
    pub fn look_into_object<T: SecureInput>(
        &mut self,
        name: &str,
        unbounded: &[(&str, &'static str)],
    ) {
        self.look_into::<T>(|survey| {
            for (field, reason) in unbounded {
                survey.unbounded(name, field, reason);
            }
            for member in T::MEMBERS {
                (member.survey)(survey);
            }
        });
    }

    /// Takes note of a member without a bound. `input` is its type's name.
    pub fn unbounded(&mut self, input: &str, field: &str, reason: &'static str) {
        self.unbounded.push(Unbounded { field: format!("{input}.{field}"), reason });
    }

    /// Takes note of a member that names a row.
    pub(crate) fn refers_to(&mut self, resource: &'static ResourceInfo) {
        self.refers_to.push(resource);
    }

    /// Takes note of a secret.
    pub(super) const fn secret(&mut self) {
        self.holds_secret = true;
    }

    /// The members without a bound, for the policy listing.
    pub(super) fn unbounded_in<T: Field>() -> Vec<Unbounded> {
        Self::unbounded_seen(T::survey)
    }

    /// What members name rows of, for the router.
    pub(super) fn referents_in<T: Field>() -> Vec<&'static ResourceInfo> {
        Self::referents_seen(T::survey)
    }
}

/// Whether there is a secret in it, so that nothing which could quote it goes to the client.
#[must_use]
pub fn holds_secret<T: Field>() -> bool {
    Survey::of(T::survey).holds_secret
}
