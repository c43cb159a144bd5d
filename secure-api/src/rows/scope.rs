//! What `Scoped` and `Owned` share: the rows of one resource that one grant reaches.

use crate::{
    authz::{Grant, Reach},
    error::{Error, ErrorKind, Result},
    policy::Literal,
    rows::{
        AnyDatabase, Assignment, Bind, Create, Database, Db, Key, OwnerKey, Page, PageRequest,
        Reads, Resource, Row, StatementCell, Update, Values, key, page, reference,
        statements::{Confines, Given, ReadsOfReach, Statement, Write},
        trace::Explained,
    },
};

/// The rows of `R` that a grant reaches. Every statement carries the filter.
pub(super) struct Scope<R: Resource> {
    db: Db,
    reach: Reach,
    caller: KeptCaller,
    /// The tenant of these rows and of new ones.
    tenant: Option<R::Tenant>,
    /// Who new rows belong to, and who [`Reach::Owned`] and filters compare owners with.
    owner: Option<R::Owner>,
    /// In development mode, what the log needs to say why a row is not within reach.
    explained: Option<Box<Explained>>,
}

/// What a grant says about its caller that statements need.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Caller<'a> {
    pub(super) owner_id: Option<&'a str>,
    pub(super) tenant: Option<&'a str>,
    pub(super) crosses_tenants: bool,
}

/// The same for as long as a scope is there.
struct KeptCaller {
    owner_id: Option<String>,
    tenant: Option<String>,
    crosses_tenants: bool,
}

impl KeptCaller {
    fn get(&self) -> Caller<'_> {
        let Self { owner_id, tenant, crosses_tenants } = self;
        Caller {
            owner_id: owner_id.as_deref(),
            tenant: tenant.as_deref(),
            crosses_tenants: *crosses_tenants,
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
        }
    }

    fn keep(self) -> KeptCaller {
        KeptCaller {
            owner_id: self.owner_id.map(str::to_owned),
            tenant: self.tenant.map(str::to_owned),
            crosses_tenants: self.crosses_tenants,
        }
    }

    /// The owner of rows of `R` that this caller is.
    pub(super) fn owner<R: Resource>(&self) -> Option<R::Owner> {
        R::INFO.owner.and(self.owner_id).and_then(key::owner_named)
    }

    /// The tenant of rows of `R` that this caller is of.
    pub(super) fn tenant<R: Resource>(&self) -> Option<R::Tenant> {
        R::INFO.tenant.and(self.tenant).and_then(key::owner_named)
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
        if caller.has_one_tenant::<R>() && tenant.is_none() {
            return Err(Error::forbidden_because("the tenant is none that can have rows"));
        }
        let reach = match reach {
            reach if owner.is_some() => Some(reach.clone()),
            Reach::All => Some(Reach::All),
            Reach::Owned => None,
            Reach::Filtered(filter) if filter.names_owner() => {
                filter.without_owner().map(Reach::from)
            }
            Reach::Filtered(_) => Some(reach.clone()),
        };
        let reach = reach
            .ok_or_else(|| Error::forbidden_because("the subject is not one that can own rows"))?;
        Ok(Self { db: db.clone(), reach, caller: caller.keep(), tenant, owner, explained: None })
    }

    /// The row that this text names. Text that is no id names none.
    pub(super) async fn named(&self, id: &str) -> Result<R> {
        match key::id_named(id) {
            Some(id) => self.get(id).await,
            None => Err(self.not_found(Some(id.to_owned())).await),
        }
    }

    /// The id for the log, where it is going to say anything.
    fn noted(&self, id: &R::Id) -> Option<String> {
        self.explained.as_ref().map(|_| id.to_text())
    }

    /// What is not there and what is not within reach are answered alike; the log of a developer's own machine says more.
    async fn not_found(&self, noted: Option<String>) -> Error {
        if let (Some(explained), Some(id)) = (&self.explained, noted) {
            // On the heap, so that requests that have nothing to log carry no room for it.
            Box::pin(explained.log::<R>(&self.db, self.caller.get(), &id)).await;
        }
        Error::not_found()
    }

    pub(super) async fn get(&self, id: R::Id) -> Result<R> {
        let statement = &self.reads()?.get;
        let noted = self.noted(&id);
        let values = self.given(statement, Some(id))?;
        match read_one(&self.db.fetch(statement, values).await?)? {
            Some(row) => Ok(row),
            None => Err(self.not_found(noted).await),
        }
    }

    pub(super) async fn list(&self, request: &PageRequest) -> Result<Page<R>> {
        let after = request.after::<R::Id>()?;
        let reads = self.reads()?;
        let statement = if after.is_some() { &reads.next_page } else { &reads.first_page };
        let limit = request.limit();
        let mut values = self.given(statement, after)?;
        // One more than asked for tells whether there is a next page.
        Bind::<AnyDatabase>::push_to(i64::from(limit) + 1, &mut values)?;
        let rows = self.db.fetch(statement, values).await?;

        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_next = rows.len() > limit;
        let mut items = Vec::with_capacity(rows.len().min(limit));
        for row in rows.into_iter().take(limit) {
            items.push(R::Database::read(&row)?);
        }
        let next = match items.last() {
            Some(last) if has_next => Some(page::cursor(last.id())),
            _ => None,
        };
        Ok(Page { items, next })
    }

    pub(super) async fn count(&self) -> Result<u64> {
        let statement = &self.reads()?.count;
        let count = self.db.number(statement, self.given(statement, None)?).await?;
        u64::try_from(count).map_err(Error::internal)
    }

    pub(super) async fn create<C: Create<R>>(&self, input: C) -> Result<R> {
        let id = R::Id::generate();
        let cell: &'static StatementCell = C::statement();
        let (with_id, columns) = (id.is_some(), C::COLUMNS);
        let write =
            cell.insert::<R, C>(R::INFO, with_id, self.confines(), columns, R::refers_to)?;
        let mut values = self.given(&write.statement, id)?;
        input.bind(&mut values)?;
        let name = |place| name_of(C::NAMES, place, columns.get(place).copied());
        match self.write(write, values, name).await? {
            Some(row) => Ok(row),
            None => Err(Error::internal("an insert gave no row")),
        }
    }

    pub(super) async fn update<U: Update<R>>(&self, id: R::Id, input: U) -> Result<R> {
        let cell: &'static StatementCell = U::statements();
        let assignments = U::ASSIGNMENTS;
        let write = cell.update::<R, U>(R::INFO, self.confines(), assignments, R::refers_to)?;
        let noted = self.noted(&id);
        let mut values = self.given(&write.statement, Some(id))?;
        input.bind(&mut values)?;
        let column =
            |place| assignments.get(place).map(|assignment: &Assignment| assignment.column);
        let name = |place| name_of(U::NAMES, place, column(place));
        match self.write(write, values, name).await? {
            Some(row) => Ok(row),
            None => Err(self.not_found(noted).await),
        }
    }

    /// Writes, and gives the row as it is then; none if there is none to write. `name` is what the client calls a column of the
    /// input.
    async fn write(
        &self,
        write: &'static Write,
        values: Values,
        name: impl Fn(usize) -> &'static str,
    ) -> Result<Option<R>> {
        let Some(look) = &write.look else {
            return read_one(&self.db.fetch(&write.statement, values).await?);
        };
        let same_values = values.clone();
        if let Some(row) = read_one(&self.db.fetch(&write.statement, values).await?)? {
            return Ok(Some(row));
        }
        // Nothing was written: because the row itself is out of reach, which the client hears first, or one that it would refer to.
        let rows = self.db.fetch(&look.statement, same_values).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let mut failures = Vec::new();
        for (answer, place) in look.columns.iter().enumerate() {
            if row.truth(answer)? != Some(true) {
                failures.push(reference::refusal(name(*place)));
            }
        }
        if failures.is_empty() {
            // By now all of it is within reach, but a moment ago it was not.
            return Err(Error::conflict());
        }
        Err(Error::new(ErrorKind::Invalid(failures)))
    }

    pub(super) async fn delete(&self, id: R::Id) -> Result<()> {
        let statement = &self.reads()?.delete;
        let noted = self.noted(&id);
        match self.db.execute(statement, self.given(statement, Some(id))?).await? {
            0 => Err(self.not_found(noted).await),
            _ => Ok(()),
        }
    }

    fn reads(&self) -> Result<&'static ReadsOfReach> {
        R::statements().of::<R>(R::INFO, self.confines())
    }

    const fn confines(&self) -> Confines<'_> {
        Confines { reach: &self.reach, one_tenant: !self.caller.crosses_tenants }
    }

    /// The library's values of a statement.
    fn given(&self, statement: &Statement, id: Option<R::Id>) -> Result<Values> {
        let (tenant, owner) = (self.tenant.as_ref(), self.owner.as_ref());
        given::<R>(&self.db, statement, id, tenant, owner, self.caller.get())
    }
}

/// What the client calls a column of an input.
fn name_of(
    members: &'static [&'static str],
    place: usize,
    column: Option<&'static str>,
) -> &'static str {
    members.get(place).copied().or(column).unwrap_or_default()
}

/// The library's values of a statement, as it asks for them. One that is not there is a refusal and never NULL, but for a reference,
/// where the client hears nothing else than that it is out of reach.
pub(super) fn given<R: Resource>(
    db: &Db,
    statement: &Statement,
    id: Option<R::Id>,
    tenant: Option<&R::Tenant>,
    owner: Option<&R::Owner>,
    caller: Caller<'_>,
) -> Result<Values> {
    let mut values = db.values();
    let id = || id.clone().ok_or_else(|| Error::internal("a statement about one row got no id"));
    let referent = |column| {
        let none = || Error::internal(format!("`{column}` of `{}` is no reference", R::INFO.name));
        R::refers_to(column).ok_or_else(none)
    };
    for given in &statement.given {
        match given {
            // An id that the database cannot even compare with names no row.
            Given::Id => id()?.bind(&mut values).map_err(|_| Error::not_found())?,
            Given::NewId => id()?.bind(&mut values)?,
            // A row that has a tenant column has a tenant, and one that has an owner column an owner: the caller's and the
            // caller, even where the caller reaches every row.
            Given::Tenant => tenant.cloned().ok_or_else(Error::forbidden)?.bind(&mut values)?,
            Given::Owner => owner.cloned().ok_or_else(Error::forbidden)?.bind(&mut values)?,
            Given::Literal(literal) => match *literal {
                Literal::Text(text) => {
                    Bind::<AnyDatabase>::push_to(text.to_owned(), &mut values)?;
                }
                Literal::Integer(number) => Bind::<AnyDatabase>::push_to(number, &mut values)?,
                Literal::Boolean(truth) => Bind::<AnyDatabase>::push_to(truth, &mut values)?,
            },
            Given::ReferentTenant(column) => {
                referent(column)?.bind_tenant(caller, &mut values)?;
            }
            Given::ReferentOwner(column) => referent(column)?.bind_owner(caller, &mut values)?,
        }
    }
    Ok(values)
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
