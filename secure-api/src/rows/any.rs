//! A resource, an id and an owner whose types are forgotten: what puts statements together, binds and runs them is compiled once, and not for
//! each resource and each input.

use std::{
    any::{TypeId, type_name},
    sync::Arc,
};

use crate::{
    error::{Error, Result},
    policy::ResourceInfo,
    rows::{
        Database as _, Db, OwnerKey, Resource, RowId, Statements, Values, key, statements::RefersTo,
    },
};

/// What statements have to know of a resource.
pub(super) struct AnyResource {
    pub(super) info: &'static ResourceInfo,
    pub(super) statements: fn() -> &'static Statements,
    pub(super) refers_to: RefersTo,
    /// The Rust type.
    pub(super) type_id: fn() -> TypeId,
    /// The name of the Rust type.
    pub(super) types: fn() -> &'static str,
    pub(super) id_named: fn(&[&str]) -> Option<Box<dyn AnyId>>,
    pub(super) owner_named: fn(&str) -> Option<AnyOwnerKey>,
    pub(super) tenant_named: fn(&str) -> Option<AnyOwnerKey>,
    pub(super) member_named: fn(&str) -> Option<AnyOwnerKey>,
    fits_sqlite: bool,
    fits_postgres: bool,
}

impl AnyResource {
    pub(super) const fn of<R: Resource>() -> &'static Self {
        const {
            &Self {
                info: R::INFO,
                statements: R::statements,
                refers_to: R::refers_to,
                type_id: TypeId::of::<R>,
                types: type_name::<R>,
                id_named: id_named::<R::Id>,
                owner_named: owner_named::<R::Owner>,
                tenant_named: owner_named::<R::Tenant>,
                member_named: owner_named::<R::Member>,
                fits_sqlite: R::Database::SQLITE,
                fits_postgres: R::Database::POSTGRES,
            }
        }
    }

    /// Whether it is for this database at all.
    pub(super) fn fits(&self, db: &Db) -> Result<()> {
        if if db.is_sqlite() { self.fits_sqlite } else { self.fits_postgres } {
            Ok(())
        } else {
            let name = self.info.name;
            Err(Error::internal(format!("the resource `{name}` is not for this database")))
        }
    }
}

/// The id of a row.
pub(super) trait AnyId: Send + Sync {
    /// The texts that name it.
    fn texts(&self) -> Vec<String>;

    /// Adds the value of one of its columns to a statement's values.
    fn bind(&self, column: usize, values: &mut Values) -> Result<()>;
}

impl<I: RowId> AnyId for I {
    fn texts(&self) -> Vec<String> {
        RowId::texts(self)
    }

    fn bind(&self, column: usize, values: &mut Values) -> Result<()> {
        RowId::bind(self, column, values)
    }
}

/// An owner, a member or a tenant.
pub(super) type AnyOwnerKey = Arc<dyn AnyOwner>;

pub(super) trait AnyOwner: Send + Sync {
    /// Adds it to a statement's values.
    fn bind(&self, values: &mut Values) -> Result<()>;
}

impl<K: OwnerKey> AnyOwner for K {
    fn bind(&self, values: &mut Values) -> Result<()> {
        OwnerKey::bind(self.clone(), values)
    }
}

fn id_named<I: RowId>(texts: &[&str]) -> Option<Box<dyn AnyId>> {
    I::named(texts).map(|id| Box::new(id) as Box<dyn AnyId>)
}

fn owner_named<K: OwnerKey>(text: &str) -> Option<AnyOwnerKey> {
    key::owner_named::<K>(text).map(|owner| Arc::new(owner) as AnyOwnerKey)
}
