//! What `Scoped` and `Owned` share: the rows of one resource that one grant reaches.

use crate::{
    authz::{Grant, Reach},
    error::{Error, Result},
    rows::{
        AnyDatabase, Bind, Create, Database, Db, Key, OwnerKey, Page, PageRequest, Reads, Resource,
        Row, StatementCell, Update, Values, key, page, statements::ReadsOfReach,
    },
};

/// The rows of `R` that a grant reaches. Every statement carries the filter.
pub(super) struct Scope<R: Resource> {
    db: Db,
    reach: Reach,
    /// Who new rows belong to, and with [`Reach::Owned`] whose rows these are.
    owner: Option<R::Owner>,
}

impl<R: Resource> Scope<R> {
    pub(super) fn of_grant(db: &Db, grant: &Grant) -> Result<Self> {
        Self::new(db, grant.reach().clone(), grant.principal().owner_id())
    }

    /// Refuses a caller who reaches only its own rows and can own none, whatever rows there are.
    pub(super) fn new(db: &Db, reach: Reach, subject: Option<&str>) -> Result<Self> {
        let fits = if db.is_sqlite() { R::Database::SQLITE } else { R::Database::POSTGRES };
        if !fits {
            return Err(Error::internal(format!(
                "the resource `{}` is not for this database",
                R::INFO.name
            )));
        }
        let owner = subject.and_then(key::owner_named);
        if reach == Reach::Owned && (owner.is_none() || R::INFO.owner.is_none()) {
            return Err(Error::forbidden_because("the subject is not one that can own rows"));
        }
        Ok(Self { db: db.clone(), reach, owner })
    }

    /// The row that this text names. Text that is no id names none.
    pub(super) async fn named(&self, id: &str) -> Result<R> {
        self.get(key::id_named(id).ok_or_else(Error::not_found)?).await
    }

    pub(super) async fn get(&self, id: R::Id) -> Result<R> {
        let mut values = self.db.values();
        self.filter(Some(id), &mut values)?;
        let rows = self.db.fetch(&self.reads()?.get, values).await?;
        read_one(&rows)?.ok_or_else(Error::not_found)
    }

    pub(super) async fn list(&self, request: &PageRequest) -> Result<Page<R>> {
        let after = request.after::<R::Id>()?;
        let reads = self.reads()?;
        let statement = if after.is_some() { &reads.next_page } else { &reads.first_page };
        let limit = request.limit();
        let mut values = self.db.values();
        self.filter(after, &mut values)?;
        // One more than asked for tells whether there is a next page.
        Bind::<AnyDatabase>::push_to(i64::from(limit) + 1, &mut values)?;
        let rows = self.db.fetch(statement, values).await?;

        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let items: Vec<R> =
            rows.iter().take(limit).map(R::Database::read).collect::<Result<_>>()?;
        let next = match items.last() {
            Some(last) if rows.len() > limit => Some(page::cursor(last.id())),
            _ => None,
        };
        Ok(Page { items, next })
    }

    pub(super) async fn count(&self) -> Result<u64> {
        let mut values = self.db.values();
        self.filter(None, &mut values)?;
        let count = self.db.number(&self.reads()?.count, values).await?;
        u64::try_from(count).map_err(Error::internal)
    }

    pub(super) async fn create<C: Create<R>>(&self, input: C) -> Result<R> {
        let id = R::Id::generate();
        let statement = C::statement().insert::<R, C>(R::INFO, id.is_some(), C::COLUMNS)?;
        let mut values = self.db.values();
        if let Some(id) = id {
            id.bind(&mut values)?;
        }
        if R::INFO.owner.is_some() {
            // A row that has an owner column has an owner: the caller, even one who reaches every row.
            self.owner.clone().ok_or_else(Error::forbidden)?.bind(&mut values)?;
        }
        input.bind(&mut values)?;
        let rows = self.db.fetch(statement, values).await?;
        read_one(&rows)?.ok_or_else(|| Error::internal("an insert gave no row"))
    }

    pub(super) async fn update<U: Update<R>>(&self, id: R::Id, input: U) -> Result<R> {
        let cell: &'static StatementCell = U::statements();
        let statement = cell.update::<R, U>(R::INFO, &self.reach, U::ASSIGNMENTS)?;
        let mut values = self.db.values();
        self.filter(Some(id), &mut values)?;
        input.bind(&mut values)?;
        let rows = self.db.fetch(statement, values).await?;
        read_one(&rows)?.ok_or_else(Error::not_found)
    }

    pub(super) async fn delete(&self, id: R::Id) -> Result<()> {
        let mut values = self.db.values();
        self.filter(Some(id), &mut values)?;
        match self.db.execute(&self.reads()?.delete, values).await? {
            0 => Err(Error::not_found()),
            _ => Ok(()),
        }
    }

    fn reads(&self) -> Result<&'static ReadsOfReach> {
        R::statements().of::<R>(R::INFO, &self.reach)
    }

    /// The values of the filter, in the order in which `statements` writes it: the id, then the owner.
    fn filter(&self, id: Option<R::Id>, values: &mut Values) -> Result<()> {
        if let Some(id) = id {
            // An id that the database cannot even compare with names no row.
            id.bind(values).map_err(|_| Error::not_found())?;
        }
        match &self.reach {
            Reach::All | Reach::Filtered(_) => Ok(()),
            Reach::Owned => self.owner.clone().ok_or_else(Error::forbidden)?.bind(values),
        }
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
