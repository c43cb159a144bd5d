//! Where statements are kept once they are put together.

use std::{
    any::TypeId,
    collections::HashMap,
    fmt,
    sync::{OnceLock, PoisonError, RwLock},
};

use crate::{
    authz::{Filter, Reach},
    error::{Error, Result},
    policy::ResourceInfo,
    rows::{
        Assignment, Referent,
        any::AnyResource,
        statements::{self, Confines, Dialect, ReadsOfReach, Statement, Write},
    },
};

/// The statements of one resource that need no input. Kept in a static that `#[derive(Resource)]` writes.
///
/// On the heap, because a program has many of these statics, and what stands in them makes it larger.
pub struct Statements(OnceLock<Box<StatementsOfResource>>);

struct StatementsOfResource {
    reads: Kept<ReadsOfReach>,
    traces: Kept<Statement>,
    /// By the recipient's resource and the owner column, of which the program has so many.
    transfers: RwLock<Transfers>,
}

type Transfers = HashMap<(TypeId, &'static str), &'static Kept<Write>>;

/// The statements of one input on one resource. Kept in a static that `#[derive(SecureInput)]` writes.
pub struct StatementCell(OnceLock<Box<Kept<Write>>>);

/// One `T` for all that a statement's text depends on. The commonest have places of their own, behind no lock.
///
/// The others are never dropped, and there is no bound on their number, because no request can add to it: a filter is what the
/// constants of a rule leave once its actor clauses are decided, so a rule of eight clauses has some dozens at the very most.
/// Who calls, and of which tenant, are values of a statement and no part of its text.
struct Kept<T: 'static> {
    /// The one type that this is for.
    of: OnceLock<TypeId>,
    all: Places<OnceLock<T>>,
    /// Where there is one owner column only.
    owned: Places<OnceLock<T>>,
    filtered: Places<RwLock<HashMap<Filter, &'static T>>>,
}

/// One for the rows of one tenant and one for those of every, on either database.
struct Places<T> {
    one_on_sqlite: T,
    every_on_sqlite: T,
    one_on_postgres: T,
    every_on_postgres: T,
}

impl<T> Places<T> {
    const fn of(&self, confines: Confines<'_>) -> &T {
        match (confines.dialect, confines.one_tenant) {
            (Dialect::Sqlite, true) => &self.one_on_sqlite,
            (Dialect::Sqlite, false) => &self.every_on_sqlite,
            (Dialect::Postgres, true) => &self.one_on_postgres,
            (Dialect::Postgres, false) => &self.every_on_postgres,
        }
    }
}

macro_rules! places {
    ($empty:expr) => {
        Places {
            one_on_sqlite: $empty,
            every_on_sqlite: $empty,
            one_on_postgres: $empty,
            every_on_postgres: $empty,
        }
    };
}

impl<T: 'static> Kept<T> {
    fn new() -> Self {
        Self {
            of: OnceLock::new(),
            all: places!(OnceLock::new()),
            owned: places!(OnceLock::new()),
            filtered: places!(RwLock::default()),
        }
    }

    /// An error is not kept: it is a bug in a hand-written implementation, and every request says so.
    fn get(
        &'static self,
        of: TypeId,
        info: &'static ResourceInfo,
        confines: Confines<'_>,
        assemble: impl FnOnce() -> Result<T>,
    ) -> Result<&'static T> {
        // A static that two types share (a hand-written implementation, a static in a generic one) would give one the
        // statements of the other.
        if *self.of.get_or_init(|| of) != of {
            return Err(Error::internal("two types share the static that holds their statements"));
        }
        let place = match confines.reach {
            Reach::All => self.all.of(confines),
            Reach::Owned(_) if info.owner().is_some() => self.owned.of(confines),
            Reach::Owned(column) => {
                let filter = Filter::Owner { column: *column, is: true };
                return self.filtered(confines, &filter, assemble);
            }
            Reach::Filtered(filter) => return self.filtered(confines, filter, assemble),
        };
        match place.get() {
            Some(kept) => Ok(kept),
            None => {
                let assembled = assemble()?;
                Ok(place.get_or_init(|| assembled))
            }
        }
    }

    fn filtered(
        &'static self,
        confines: Confines<'_>,
        filter: &Filter,
        assemble: impl FnOnce() -> Result<T>,
    ) -> Result<&'static T> {
        // A panic elsewhere leaves no half of an entry behind.
        let places = self.filtered.of(confines);
        let kept = places.read().unwrap_or_else(PoisonError::into_inner).get(filter).copied();
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let assembled = assemble()?;
        let mut places = places.write().unwrap_or_else(PoisonError::into_inner);
        // Somebody else may have been faster.
        Ok(*places.entry(filter.clone()).or_insert_with(|| Box::leak(Box::new(assembled))))
    }
}

impl Statements {
    /// Nothing so far: they are put together when they are first needed.
    #[must_use]
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    fn of_resource(&'static self) -> &'static StatementsOfResource {
        self.0.get_or_init(|| {
            Box::new(StatementsOfResource {
                reads: Kept::new(),
                traces: Kept::new(),
                transfers: RwLock::default(),
            })
        })
    }

    pub(super) fn of(
        &'static self,
        resource: &'static AnyResource,
        confines: Confines<'_>,
    ) -> Result<&'static ReadsOfReach> {
        let (of, info) = ((resource.type_id)(), resource.info);
        self.of_resource().reads.get(of, info, confines, || statements::reads(info, confines))
    }

    /// The statement that asks each comparison of its own about one row.
    pub(super) fn trace(
        &'static self,
        resource: &'static AnyResource,
        confines: Confines<'_>,
    ) -> Result<&'static Statement> {
        let (of, info) = ((resource.type_id)(), resource.info);
        self.of_resource().traces.get(of, info, confines, || statements::trace(info, confines))
    }

    /// The update that gives a row of one resource to a row of another one.
    pub(super) fn transfer(
        &'static self,
        resource: &'static AnyResource,
        confines: Confines<'_>,
        owner: &'static str,
        to: &'static AnyResource,
        recipient: Referent,
    ) -> Result<&'static Write> {
        let transfers = &self.of_resource().transfers;
        let key = ((to.type_id)(), owner);
        let known = transfers.read().unwrap_or_else(PoisonError::into_inner).get(&key).copied();
        let kept = known.unwrap_or_else(|| {
            let mut kept = transfers.write().unwrap_or_else(PoisonError::into_inner);
            *kept.entry(key).or_insert_with(|| Box::leak(Box::new(Kept::new())))
        });
        let info = resource.info;
        kept.get((resource.type_id)(), info, confines, || {
            statements::transfer(info, confines, owner, recipient)
        })
    }
}

/// Which types a statement is for, so that those of others are never run, nor an insert as an update.
#[derive(Clone, Copy)]
pub(super) struct WriteOf(TypeId);

enum Insert {}
enum Change {}
enum InsertOrChange {}

impl WriteOf {
    /// The insert of input `C` into resource `R`.
    pub(super) fn insert<R: 'static, C: 'static>() -> Self {
        Self(TypeId::of::<(Insert, R, C)>())
    }

    /// The update of resource `R` by input `U`.
    pub(super) fn update<R: 'static, U: 'static>() -> Self {
        Self(TypeId::of::<(Change, R, U)>())
    }

    /// The insert of input `U` into resource `R` that changes the row which is there.
    pub(super) fn upsert<R: 'static, U: 'static>() -> Self {
        Self(TypeId::of::<(InsertOrChange, R, U)>())
    }
}

impl StatementCell {
    /// Nothing so far: they are put together when they are first needed.
    #[must_use]
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    fn kept(&'static self) -> &'static Kept<Write> {
        self.0.get_or_init(|| Box::new(Kept::new()))
    }

    /// The insert of an input that gives these columns.
    pub(super) fn insert(
        &'static self,
        of: WriteOf,
        resource: &'static AnyResource,
        with_id: bool,
        confines: Confines<'_>,
        columns: &[&'static str],
    ) -> Result<&'static Write> {
        let AnyResource { info, refers_to, .. } = *resource;
        self.kept().get(of.0, info, confines, || {
            statements::insert(info, with_id, confines, columns, refers_to)
        })
    }

    /// The insert that changes the row which is there.
    pub(super) fn upsert(
        &'static self,
        of: WriteOf,
        resource: &'static AnyResource,
        with_id: bool,
        confines: Confines<'_>,
        key: &[&'static str],
        columns: &[&'static str],
    ) -> Result<&'static Write> {
        let AnyResource { info, refers_to, .. } = *resource;
        self.kept().get(of.0, info, confines, || {
            statements::upsert(info, with_id, confines, key, columns, refers_to)
        })
    }

    /// The update by an input that makes these assignments.
    pub(super) fn update(
        &'static self,
        of: WriteOf,
        resource: &'static AnyResource,
        confines: Confines<'_>,
        assignments: &[Assignment],
    ) -> Result<&'static Write> {
        let AnyResource { info, refers_to, .. } = *resource;
        self.kept().get(of.0, info, confines, || {
            statements::update(info, confines, assignments, refers_to)
        })
    }
}

impl Default for Statements {
    fn default() -> Self {
        Self::new()
    }
}

impl Default for StatementCell {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Statements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Statements")
    }
}

impl fmt::Debug for StatementCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StatementCell")
    }
}
