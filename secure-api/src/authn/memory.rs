//! How much memory it takes to know who somebody is.

use super::{
    Actor, Principal,
    caller::Known,
    principal::{Membership, Verified},
};

/// What a piece of memory takes besides its content, in most allocators.
const ALLOCATION: usize = 16;

/// Two counters of an `Arc`.
const COUNTERS: usize = 16;

/// What takes memory elsewhere than where it stands itself. Types of several members name every one of them, so that none is left out.
pub(super) trait Memory {
    /// How many bytes that are.
    fn elsewhere(&self) -> usize;
}

impl Memory for String {
    fn elsewhere(&self) -> usize {
        allocated(self.capacity())
    }
}

impl<T: Memory> Memory for Option<T> {
    fn elsewhere(&self) -> usize {
        self.as_ref().map_or(0, Memory::elsewhere)
    }
}

impl<T: Memory> Memory for Vec<T> {
    fn elsewhere(&self) -> usize {
        let elements: usize = self.iter().map(Memory::elsewhere).sum();
        allocated(self.capacity() * size_of::<T>()) + elements
    }
}

impl<A: Memory, B: Memory> Memory for (A, B) {
    fn elsewhere(&self) -> usize {
        self.0.elsewhere() + self.1.elsewhere()
    }
}

impl Memory for Membership {
    fn elsewhere(&self) -> usize {
        let Self { tenant, roles: _ } = self;
        tenant.elsewhere()
    }
}

impl Memory for Actor {
    fn elsewhere(&self) -> usize {
        self.issuer().map_or(0, |issuer| allocated(issuer.len())) + allocated(self.subject().len())
    }
}

impl Memory for Verified {
    fn elsewhere(&self) -> usize {
        let Self {
            kind: _,
            issuer,
            subject,
            owner_id,
            actor,
            client,
            third_party: _,
            tenants,
            global_roles: _,
            scopes,
            authenticated_at: _,
            several_factors: _,
        } = self;
        issuer.elsewhere()
            + subject.elsewhere()
            + owner_id.elsewhere()
            + actor.elsewhere()
            + client.elsewhere()
            + tenants.elsewhere()
            + scopes.elsewhere()
    }
}

impl Memory for Principal {
    fn elsewhere(&self) -> usize {
        self.verified.as_ref().map_or(0, |verified| shared::<Verified>() + verified.elsewhere())
    }
}

impl Known {
    /// How much memory an `Arc` of it takes.
    pub(super) fn bytes(&self) -> usize {
        let Self { principal, validity: _, tenants, is_lasting: _ } = self;
        shared::<Self>() + principal.elsewhere() + tenants.elsewhere()
    }
}

/// Content of so many bytes. Of none, there is no memory.
const fn allocated(bytes: usize) -> usize {
    if bytes == 0 { 0 } else { bytes + ALLOCATION }
}

/// What stands in an `Arc`.
const fn shared<T>() -> usize {
    size_of::<T>() + COUNTERS + ALLOCATION
}
