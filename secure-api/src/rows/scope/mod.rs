//! What `Scoped` and `Owned` share: the rows of one resource that one grant reaches.

mod many;
mod read;
mod upsert;
mod write;

use std::{any::type_name, sync::Arc};

use crate::{
    authz::{Filter, Grant, Reach},
    clock::{Clock, Instant},
    error::{Error, Result},
    policy::Literal,
    rows::{
        AnyDatabase, Bind, Database, Db, OwnerKey, Pages, Reads, Referent, Resource, Row, RowId,
        Values, key,
        run::Runner,
        statements::{Confines, Given, ReadsOfReach, Statement},
        trace::Explained,
        transaction::Open,
        version::IfMatch,
    },
};

/// The rows of `R` that a grant reaches. Every statement carries the filter.
pub(super) struct Scope<R: Resource> {
    runner: Runner,
    reach: Reach,
    caller: KeptCaller,
    /// The tenant of these rows and of new ones.
    tenant: Option<R::Tenant>,
    /// Who new rows belong to, and who [`Reach::Owned`] and filters compare owners with.
    owner: Option<R::Owner>,
    /// Who filters look for among members.
    member: Option<R::Member>,
    /// What the request demands of a row that it writes.
    if_match: Option<IfMatch>,
    /// In development mode, what the log needs to say why a row is not within reach.
    explained: Option<Box<Explained>>,
    /// What cursors are made with, where it has pages.
    pages: Option<Pages>,
}

/// What a grant says about its caller that statements need.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caller<'a> {
    pub(super) owner_id: Option<&'a str>,
    pub(super) tenant: Option<&'a str>,
    pub(super) crosses_tenants: bool,
    /// When it asks.
    pub(super) now: Instant,
}

/// The same for as long as a scope is there.
#[derive(Clone)]
struct KeptCaller {
    owner_id: Option<String>,
    tenant: Option<String>,
    crosses_tenants: bool,
    asks: Asks,
}

/// When statements are asked. A request is one moment; a job may last for long, and what has ended on the way has ended for it too.
#[derive(Clone)]
enum Asks {
    At(Instant),
    ByClock(Arc<dyn Clock>),
}

impl KeptCaller {
    /// The caller as it is in this moment.
    fn get(&self) -> Caller<'_> {
        let Self { owner_id, tenant, crosses_tenants, asks } = self;
        Caller {
            owner_id: owner_id.as_deref(),
            tenant: tenant.as_deref(),
            crosses_tenants: *crosses_tenants,
            now: match asks {
                Asks::At(now) => *now,
                Asks::ByClock(clock) => clock.now(),
            },
        }
    }
}

impl<'a> Caller<'a> {
    pub(super) fn of_grant(grant: &'a Grant) -> Self {
        let principal = grant.principal();
        Self {
            owner_id: principal.owner_id(),
            tenant: principal.tenant(),
            crosses_tenants: grant.crosses_tenants(),
            now: grant.now(),
        }
    }

    fn keep(self) -> KeptCaller {
        KeptCaller {
            owner_id: self.owner_id.map(str::to_owned),
            tenant: self.tenant.map(str::to_owned),
            crosses_tenants: self.crosses_tenants,
            asks: Asks::At(self.now),
        }
    }

    /// The owner of rows of `R` that this caller is.
    pub(super) fn owner<R: Resource>(&self) -> Option<R::Owner> {
        let has_owner = !R::INFO.owners.is_empty();
        self.owner_id.filter(|_| has_owner).and_then(key::owner_named)
    }

    /// The member of rows of `R` that this caller is.
    pub(super) fn member<R: Resource>(&self) -> Option<R::Member> {
        R::INFO.member.and(self.owner_id).and_then(key::owner_named)
    }

    /// The tenant of rows of `R` that this caller is of.
    pub(super) fn tenant<R: Resource>(&self) -> Option<R::Tenant> {
        R::INFO.tenant.and(self.tenant).and_then(key::owner_named)
    }

    /// When it asks, in seconds since 1970-01-01T00:00:00Z, rounded up so that what has ended has.
    fn seconds(&self) -> i64 {
        i64::try_from(self.now.unix_nanos().div_ceil(1_000_000_000)).unwrap_or(i64::MAX)
    }

    /// Whether it reaches rows of `R` of one tenant only.
    pub(super) fn has_one_tenant<R: Resource>(&self) -> bool {
        R::INFO.tenant.is_some() && !self.crosses_tenants
    }
}

impl<R: Resource> Scope<R> {
    pub(super) fn of_grant(db: &Db, grant: &Grant) -> Result<Self> {
        let scope = Self::new(db, grant.reach(), Caller::of_grant(grant))?;
        Ok(Self { explained: Explained::of_grant(grant), ..scope })
    }

    /// Refuses a caller whose tenant can have no rows, and one who reaches only its own rows and can own none, whatever rows
    /// there are.
    pub(super) fn new(db: &Db, reach: &Reach, caller: Caller<'_>) -> Result<Self> {
        fits::<R>(db)?;
        let (owner, tenant) = (caller.owner::<R>(), caller.tenant::<R>());
        let member = caller.member::<R>();
        if caller.has_one_tenant::<R>() && tenant.is_none() {
            return Err(Error::forbidden_because("the tenant is none that can have rows"));
        }
        let reach = possible(reach, owner.is_some(), member.is_some())
            .ok_or_else(|| Error::forbidden_because("the subject is not one that can own rows"))?;
        let caller = caller.keep();
        let runner = Runner::Pool(db.clone());
        Ok(Self {
            runner,
            reach,
            caller,
            tenant,
            owner,
            member,
            if_match: None,
            explained: None,
            pages: None,
        })
    }

    /// The same for a request that demands this of a row that it writes.
    pub(super) fn demanding(self, if_match: Option<IfMatch>) -> Self {
        Self { if_match, ..self }
    }

    /// The same, of which each statement is asked when it runs.
    pub(super) fn by_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.caller.asks = Asks::ByClock(clock);
        self
    }

    /// The same with cursors for pages.
    pub(super) fn with_pages(self, pages: Pages) -> Self {
        Self { pages: Some(pages), ..self }
    }

    /// The same rows, within a transaction of the same database.
    pub(super) fn within(&self, open: &Arc<Open>) -> Self {
        if !self.runner.db().is(open.db()) {
            open.fail(&Error::internal("rows of another database in a transaction"));
        }
        Self {
            runner: Runner::Transaction(Arc::clone(open)),
            reach: self.reach.clone(),
            caller: self.caller.clone(),
            tenant: self.tenant.clone(),
            owner: self.owner.clone(),
            member: self.member.clone(),
            if_match: self.if_match.clone(),
            explained: self.explained.clone(),
            pages: self.pages.clone(),
        }
    }

    /// The id for the log, where it is going to say anything.
    fn noted(&self, id: &R::Id) -> Option<Vec<String>> {
        self.explained.as_ref().map(|_| id.texts())
    }

    /// What is not there and what is not within reach are answered alike; the log of a developer's own machine says more.
    async fn not_found(&self, noted: Option<Vec<String>>) -> Error {
        if let (Some(explained), Some(id)) = (&self.explained, noted) {
            // On the heap, so that requests that have nothing to log carry no room for it.
            Box::pin(explained.log::<R>(&self.runner, self.caller.get(), &id)).await;
        }
        Error::not_found()
    }

    fn reads(&self) -> Result<&'static ReadsOfReach> {
        R::statements().of::<R>(R::INFO, self.confines())
    }

    fn confines(&self) -> Confines<'_> {
        Confines {
            reach: &self.reach,
            one_tenant: !self.caller.crosses_tenants,
            dialect: self.runner.db().dialect(),
            types: type_name::<R>(),
        }
    }

    /// The library's values of a statement.
    fn given(&self, statement: &Statement, id: Option<R::Id>) -> Result<Values> {
        self.given_at(statement, id, None, None)
    }

    /// The same with the version that the row has to be of, and with what its owner refers to where it is given away.
    fn given_at(
        &self,
        statement: &Statement,
        id: Option<R::Id>,
        version: Option<i64>,
        recipient: Option<Referent>,
    ) -> Result<Values> {
        let given = LibraryValues::<R> {
            id,
            version,
            recipient,
            tenant: self.tenant.as_ref(),
            owner: self.owner.as_ref(),
            member: self.member.as_ref(),
            caller: self.caller.get(),
        };
        given.bind(self.runner.db(), statement)
    }
}

/// What is left of a reach if comparisons with an owner, or with a member, that the caller cannot be are never true; `None` if no row is.
fn possible(reach: &Reach, owns: bool, is_member: bool) -> Option<Reach> {
    match reach {
        Reach::All => Some(Reach::All),
        Reach::Owned(column) => owns.then_some(Reach::Owned(*column)),
        Reach::Filtered(filter) if owns && is_member || !filter.names_caller() => {
            Some(Reach::Filtered(Arc::clone(filter)))
        }
        Reach::Filtered(filter) => filter
            .only(&|comparison| match comparison {
                Filter::Owner { .. } => owns,
                Filter::Member(_) => is_member,
                _ => true,
            })
            .map(Reach::from),
    }
}

/// What the library gives to a statement.
pub(super) struct LibraryValues<'a, R: Resource> {
    pub(super) id: Option<R::Id>,
    pub(super) version: Option<i64>,
    pub(super) recipient: Option<Referent>,
    pub(super) tenant: Option<&'a R::Tenant>,
    pub(super) owner: Option<&'a R::Owner>,
    pub(super) member: Option<&'a R::Member>,
    pub(super) caller: Caller<'a>,
}

impl<R: Resource> LibraryValues<'_, R> {
    /// Its values, as it asks for them. One that is not there is a refusal and never NULL, but for a reference, where the client hears
    /// nothing else than that it is out of reach.
    pub(super) fn bind(&self, db: &Db, statement: &Statement) -> Result<Values> {
        let mut values = db.values();
        for given in &statement.given {
            self.bind_one(*given, &mut values)?;
        }
        Ok(values)
    }

    fn bind_one(&self, given: Given, values: &mut Values) -> Result<()> {
        let no_id = || Error::internal("a statement about one row got no id");
        let id = || self.id.as_ref().ok_or_else(no_id);
        match given {
            // An id that the database cannot even compare with names no row.
            Given::Id(column) => id()?.bind(column, values).map_err(|_| Error::not_found()),
            Given::NewId => id()?.bind(0, values),
            Given::Version => {
                let none = || Error::internal("a statement about one version got none");
                Bind::<AnyDatabase>::push_to(self.version.ok_or_else(none)?, values)
            }
            // A row that has a tenant column has a tenant, and one that has owner columns owners: the caller's and the
            // caller, even where the caller reaches every row.
            Given::Tenant => self.tenant.cloned().ok_or_else(Error::forbidden)?.bind(values),
            Given::Owner => self.owner.cloned().ok_or_else(Error::forbidden)?.bind(values),
            Given::Member => self.member.cloned().ok_or_else(Error::forbidden)?.bind(values),
            Given::Now => Bind::<AnyDatabase>::push_to(self.caller.seconds(), values),
            Given::Literal(literal) => match literal {
                Literal::Text(text) => Bind::<AnyDatabase>::push_to(text.to_owned(), values),
                Literal::Integer(number) => Bind::<AnyDatabase>::push_to(number, values),
                Literal::Boolean(truth) => Bind::<AnyDatabase>::push_to(truth, values),
            },
            Given::ReferentTenant(column) => {
                self.referent(column)?.bind_tenant(self.caller, values)
            }
            Given::ReferentOwner(column) => self.referent(column)?.bind_owner(self.caller, values),
            Given::ReferentMember(column) => {
                self.referent(column)?.bind_member(self.caller, values)
            }
        }
    }

    fn referent(&self, column: &str) -> Result<Referent> {
        let none = || Error::internal(format!("`{column}` of `{}` is no reference", R::INFO.name));
        self.recipient.or_else(|| R::refers_to(column)).ok_or_else(none)
    }
}

/// Whether the resource is for this database at all.
pub(super) fn fits<R: Resource>(db: &Db) -> Result<()> {
    let fits = if db.is_sqlite() { R::Database::SQLITE } else { R::Database::POSTGRES };
    if fits {
        Ok(())
    } else {
        Err(Error::internal(format!("the resource `{}` is not for this database", R::INFO.name)))
    }
}

/// The one row that a statement about an id gives.
fn read_one<R: Resource>(rows: &[Row]) -> Result<Option<R>> {
    match rows {
        [] => Ok(None),
        [row] => R::Database::read(row).map(Some),
        _ => Err(Error::internal(format!("the id of `{}` names several rows", R::INFO.name))),
    }
}
