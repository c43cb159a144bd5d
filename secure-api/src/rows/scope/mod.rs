//! What `Scoped` and `Owned` share: the rows of one resource that one grant reaches.

mod many;
mod read;
mod upsert;
mod write;

use std::{any::TypeId, iter, marker::PhantomData, sync::Arc};

use crate::{
    authz::{Filter, Grant, Reach},
    clock::{Clock, Instant},
    endpoint::Admitted,
    error::{Error, Result},
    policy::{Literal, RowArgument},
    rows::{
        AnyDatabase, Bind, Db, Pages, Reads as _, Referent, Resource, Row, Values,
        any::{AnyId, AnyOwnerKey, AnyResource},
        run::Runner,
        statements::{Confines, Given, ReadsOfReach, Statement},
        trace::Explained,
        transaction::Open,
        version::IfMatch,
    },
};

/// The rows of `R` that a grant reaches. Every statement carries the filter.
///
/// What depends on `R`, or on the type of an input, is here, and nothing else: it is compiled for each of them.
pub(super) struct Scope<R: Resource> {
    /// On the heap, because endpoints take it from one place to the next.
    rows: Box<AnyScope>,
    of: PhantomData<fn() -> R>,
}

/// The same rows, whatever their type.
#[derive(Clone)]
pub(super) struct AnyScope {
    resource: &'static AnyResource,
    runner: Runner,
    reach: Reach,
    caller: KeptCaller,
    /// The tenant of these rows and of new ones.
    tenant: Option<AnyOwnerKey>,
    /// Who new rows belong to, and who [`Reach::Owned`] and filters compare owners with.
    owner: Option<AnyOwnerKey>,
    /// Who filters look for among members.
    member: Option<AnyOwnerKey>,
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

    /// The owner of rows of a resource that this caller is.
    pub(super) fn owner(&self, of: &AnyResource) -> Option<AnyOwnerKey> {
        let has_owner = !of.info.owners.is_empty();
        self.owner_id.filter(|_| has_owner).and_then(of.owner_named)
    }

    /// The member of rows of a resource that this caller is.
    pub(super) fn member(&self, of: &AnyResource) -> Option<AnyOwnerKey> {
        of.info.member.and(self.owner_id).and_then(of.member_named)
    }

    /// The tenant of rows of a resource that this caller is of.
    pub(super) fn tenant(&self, of: &AnyResource) -> Option<AnyOwnerKey> {
        of.info.tenant.and(self.tenant).and_then(of.tenant_named)
    }

    /// When it asks, in seconds since 1970-01-01T00:00:00Z, rounded up so that what has ended has.
    fn seconds(&self) -> i64 {
        i64::try_from(self.now.unix_nanos().div_ceil(1_000_000_000)).unwrap_or(i64::MAX)
    }

    /// Whether it reaches rows of a resource of one tenant only.
    pub(super) const fn has_one_tenant(&self, resource: &AnyResource) -> bool {
        resource.info.tenant.is_some() && !self.crosses_tenants
    }
}

impl<R: Resource> Scope<R> {
    /// What this caller reaches, for whom [`AnyScope::new`] has a place.
    pub(super) fn new(db: &Db, reach: &Reach, caller: Caller<'_>) -> Result<Self> {
        Self::of(AnyScope::new(AnyResource::of::<R>(), db, reach, caller)?)
    }

    /// These rows as those of `R`. Rows of another resource are refused, which the compiler cannot see any more.
    pub(super) fn of(rows: Box<AnyScope>) -> Result<Self> {
        if (rows.resource.type_id)() != TypeId::of::<R>() {
            return Err(Error::internal("rows were taken for those of another resource"));
        }
        Ok(Self { rows, of: PhantomData })
    }

    #[cfg(test)]
    pub(super) async fn named(&self, id: &[&str]) -> Result<Row> {
        self.rows.named(id).await
    }

    #[cfg(test)]
    pub(super) fn demanding(self, if_match: Option<IfMatch>) -> Self {
        Self { rows: self.rows.demanding(if_match), of: PhantomData }
    }

    /// The same, of which each statement is asked when it runs.
    pub(super) fn by_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.rows.caller.asks = Asks::ByClock(clock);
        self
    }

    /// The same with cursors for pages.
    pub(super) fn with_pages(self, pages: Pages) -> Self {
        Self { rows: self.rows.with_pages(pages), of: PhantomData }
    }

    /// The same rows, within a transaction of the same database.
    pub(super) fn within(&self, open: &Arc<Open>) -> Self {
        Self { rows: self.rows.within(open), of: PhantomData }
    }
}

/// Reads a row into its type: once for each resource, however many endpoints it has.
#[inline(never)]
pub(super) fn read<R: Resource>(row: &Row) -> Result<R> {
    R::Database::read(row)
}

impl AnyScope {
    /// The rows that an endpoint reaches, of which it loads none itself.
    pub(super) fn of_request(
        resource: &'static AnyResource,
        rows: &RowArgument,
        db: &Db,
        request: &Admitted<'_>,
    ) -> Result<Box<Self>> {
        request.reaches(rows)?;
        let scope = Self::of_grant(resource, db, request.grant())?;
        // Where rows are loaded, the request is about one of those.
        let if_match = IfMatch::of_request(request, iter::empty());
        Ok(scope.demanding(if_match).with_pages(request.pages()))
    }

    pub(super) fn of_grant(
        resource: &'static AnyResource,
        db: &Db,
        grant: &Grant,
    ) -> Result<Box<Self>> {
        let mut scope = Self::new(resource, db, grant.reach(), Caller::of_grant(grant))?;
        scope.explained = Explained::of_grant(grant);
        Ok(scope)
    }

    /// Refuses a caller whose tenant can have no rows, and one who reaches only its own rows and can own none, whatever rows
    /// there are.
    fn new(
        resource: &'static AnyResource,
        db: &Db,
        reach: &Reach,
        caller: Caller<'_>,
    ) -> Result<Box<Self>> {
        resource.fits(db)?;
        let (owner, member, tenant) =
            (caller.owner(resource), caller.member(resource), caller.tenant(resource));
        if caller.has_one_tenant(resource) && tenant.is_none() {
            return Err(Error::forbidden_because("the tenant is none that can have rows"));
        }
        let reach = possible(reach, owner.is_some(), member.is_some())
            .ok_or_else(|| Error::forbidden_because("the subject is not one that can own rows"))?;
        Ok(Box::new(Self {
            resource,
            runner: Runner::Pool(db.clone()),
            reach,
            caller: caller.keep(),
            tenant,
            owner,
            member,
            if_match: None,
            explained: None,
            pages: None,
        }))
    }

    /// The same for a request that demands this of a row that it writes.
    pub(super) fn demanding(mut self: Box<Self>, if_match: Option<IfMatch>) -> Box<Self> {
        self.if_match = if_match;
        self
    }

    pub(super) fn with_pages(mut self: Box<Self>, pages: Pages) -> Box<Self> {
        self.pages = Some(pages);
        self
    }

    fn within(&self, open: &Arc<Open>) -> Box<Self> {
        if !self.runner.db().is(open.db()) {
            open.fail(&Error::internal("rows of another database in a transaction"));
        }
        Box::new(Self { runner: Runner::Transaction(Arc::clone(open)), ..self.clone() })
    }

    /// What is not there and what is not within reach are answered alike; the log of a developer's own machine says more.
    async fn not_found(&self, id: &dyn AnyId) -> Error {
        if self.explained.is_some() {
            // On the heap, so that requests that have nothing to log carry no room for it.
            Box::pin(self.log_why_not(id.texts())).await;
        }
        Error::not_found()
    }

    async fn log_why_not(&self, id: Vec<String>) {
        if let Some(explained) = &self.explained {
            explained.log(self.resource, &self.runner, self.caller.get(), &id).await;
        }
    }

    fn reads(&self) -> Result<&'static ReadsOfReach> {
        (self.resource.statements)().of(self.resource, self.confines())
    }

    fn confines(&self) -> Confines<'_> {
        Confines {
            reach: &self.reach,
            one_tenant: !self.caller.crosses_tenants,
            dialect: self.runner.db().dialect(),
            types: (self.resource.types)(),
        }
    }

    /// The library's values of a statement.
    fn given(&self, statement: &Statement, id: Option<&dyn AnyId>) -> Result<Values> {
        self.given_at(statement, id, None, None)
    }

    /// The same with the version that the row has to be of, and with what its owner refers to where it is given away.
    fn given_at(
        &self,
        statement: &Statement,
        id: Option<&dyn AnyId>,
        version: Option<i64>,
        recipient: Option<Referent>,
    ) -> Result<Values> {
        let given = LibraryValues {
            resource: self.resource,
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
pub(super) struct LibraryValues<'a> {
    pub(super) resource: &'static AnyResource,
    pub(super) id: Option<&'a dyn AnyId>,
    pub(super) version: Option<i64>,
    pub(super) recipient: Option<Referent>,
    pub(super) tenant: Option<&'a AnyOwnerKey>,
    pub(super) owner: Option<&'a AnyOwnerKey>,
    pub(super) member: Option<&'a AnyOwnerKey>,
    pub(super) caller: Caller<'a>,
}

impl LibraryValues<'_> {
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
        let id = || self.id.ok_or_else(no_id);
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
            Given::Tenant => self.tenant.ok_or_else(Error::forbidden)?.bind(values),
            Given::Owner => self.owner.ok_or_else(Error::forbidden)?.bind(values),
            Given::Member => self.member.ok_or_else(Error::forbidden)?.bind(values),
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
        let AnyResource { info, refers_to, .. } = self.resource;
        let none = || Error::internal(format!("`{column}` of `{}` is no reference", info.name));
        self.recipient.or_else(|| refers_to(column)).ok_or_else(none)
    }
}
