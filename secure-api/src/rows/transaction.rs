//! One transaction over the rows of several resources.

use std::{
    fmt,
    future::Future,
    marker::PhantomData,
    mem,
    ops::Deref,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{
    error::{Error, ErrorKind, Result},
    rows::{Db, Owned, Resource, Scoped, Transfer, run::Begun},
};

/// What the closure of [`Db::transaction`] gets: rows that are read and written within the transaction.
pub struct Transaction {
    pub(super) open: Arc<Open>,
}

/// The rows of a [`Scoped`], within a [`Transaction`]. Use it like `Scoped`; after the transaction it answers 500.
pub struct TransactionRows<'r, T: Resource> {
    rows: Scoped<T>,
    /// Rows that a job reaches last no longer than it does.
    of: PhantomData<&'r Scoped<T>>,
}

impl Db {
    /// Runs a closure whose reads and writes are one: all of what it has written is there when it gives `Ok`, and none of it
    /// otherwise, whether it gives `Err`, panics, or the request ends on the way.
    ///
    /// ```
    /// use secure_api::{prelude::*, rows::{Db, Scoped}};
    /// # #[derive(Resource, sqlx::FromRow)]
    /// # #[resource(table = "accounts")]
    /// # struct Account { #[resource(id)] id: i64, #[resource(owner)] owner_id: String, balance: i64 }
    /// # #[derive(Resource, sqlx::FromRow)]
    /// # #[resource(table = "entries")]
    /// # struct Entry { #[resource(id)] id: i64, #[resource(owner)] owner_id: String, amount: i64 }
    /// # #[derive(SecureInput)]
    /// # #[input(update = Account)]
    /// # struct Balance { #[validate(range(min = 0))] balance: i64 }
    /// # #[derive(SecureInput)]
    /// # #[input(create = Entry)]
    /// # struct NewEntry { #[validate(range(min = 0))] amount: i64 }
    ///
    /// async fn pay_in(
    ///     db: &Db,
    ///     accounts: Scoped<Account>,
    ///     entries: Scoped<Entry>,
    ///     id: i64,
    ///     entry: NewEntry,
    /// ) -> Result<Account> {
    ///     db.transaction(async |tx| {
    ///         let accounts = tx.rows(&accounts);
    ///         let balance = accounts.get(id).await?.balance + entry.amount;
    ///         tx.rows(&entries).create(entry).await?;
    ///         accounts.update(id, Balance { balance }).await
    ///     })
    ///     .await
    /// }
    /// ```
    ///
    /// Every operation is one of `tx`'s rows: each keeps its access rule, and one that is refused because of the row that it would
    /// make refuses the whole. A statement that fails (a constraint, a row that would be out of the rule's reach, a connection
    /// that is lost) ends the transaction, whatever the closure makes of it: what follows in it fails alike, and so does the
    /// commit. What is not there (404), and a write that is refused before it has written, end nothing.
    ///
    /// The isolation is the database's default: on PostgreSQL each statement sees what was committed before it (`READ COMMITTED`), so a
    /// value that is read and then written may have been changed by others in between, unless the resource has a version. On SQLite
    /// a transaction is the only writer from its beginning to its end; others wait for it, so keep it short.
    ///
    /// Within the closure, rows of the same database that are not `tx`'s are refused (500), and so is another transaction: they
    /// would wait for this one, which waits for them.
    ///
    /// # Errors
    /// What the closure says; else what the first statement said that failed. 409 if the rows contradict a constraint that is only looked at
    /// in the end, and 503 or 500 if the database fails. A commit that got no answer is 503, is not tried again, and may have
    /// been made.
    pub async fn transaction<T, F>(&self, run: impl FnOnce(Transaction) -> F) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        let all = Whole::begin(self).await?;
        let open_here = open_here().into_iter().chain([self.clone()]).collect();
        let tx = Transaction { open: Arc::clone(&all.0) };
        let outcome = OPEN_HERE.scope(open_here, async move { run(tx).await }).await;
        all.end(outcome).await
    }
}

impl Transaction {
    /// These rows, read and written within this transaction. They have to be of its database.
    #[must_use]
    pub fn rows<'r, T: Resource>(&self, rows: &'r Scoped<T>) -> TransactionRows<'r, T> {
        TransactionRows { rows: rows.within(&self.open), of: PhantomData }
    }

    /// This row, changed or deleted within this transaction. It was read before.
    #[must_use]
    pub fn row<T: Resource>(&self, row: Owned<T>) -> Owned<T> {
        row.within(&self.open)
    }

    /// This row, given away within this transaction. It was read before.
    #[must_use]
    pub fn transfer<T: Resource>(&self, row: Transfer<T>) -> Transfer<T> {
        row.within(&self.open)
    }
}

impl<T: Resource> Deref for TransactionRows<'_, T> {
    type Target = Scoped<T>;

    fn deref(&self) -> &Scoped<T> {
        &self.rows
    }
}

impl fmt::Debug for Transaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Transaction").field(self.open.db()).finish()
    }
}

impl<T: Resource> fmt::Debug for TransactionRows<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TransactionRows").field(&T::INFO.name).finish()
    }
}

tokio::task_local! {
    /// The databases that this task has a transaction of.
    static OPEN_HERE: Vec<Db>;
}

fn open_here() -> Vec<Db> {
    OPEN_HERE.try_with(Clone::clone).unwrap_or_default()
}

/// Refuses what would wait for a transaction of this task, which in turn waits for it; and what was meant to be part of it.
pub(super) fn none_open(db: &Db) -> Result<()> {
    let is_open = OPEN_HERE.try_with(|here| here.iter().any(|open| open.is(db))).unwrap_or(false);
    if is_open {
        return Err(Error::internal("inside of a transaction only its own rows are reached"));
    }
    Ok(())
}

/// All of a transaction, from its beginning to its end. Dropped on the way, nothing of it remains.
pub(super) struct Whole(Arc<Open>);

impl Whole {
    pub(super) async fn begin(db: &Db) -> Result<Self> {
        none_open(db)?;
        let begun = Begun::begin(db).await?;
        Ok(Self(Arc::new(Open {
            db: db.clone(),
            queue: tokio::sync::Mutex::new(()),
            state: Mutex::new(State::Idle(begun)),
        })))
    }

    pub(super) const fn open(&self) -> &Arc<Open> {
        &self.0
    }

    /// Keeps what a success has written, unless a statement has failed.
    pub(super) async fn end<T>(self, outcome: Result<T>) -> Result<T> {
        let state = self.0.replace(State::Over);
        match (outcome, state) {
            (outcome, State::Idle(begun)) => begun.end(outcome).await,
            (Err(error), _) => Err(error),
            (Ok(_), State::Failed(kind)) => Err(failed_before(kind)),
            (Ok(_), State::Running | State::Over) => Err(cut_off()),
        }
    }
}

impl Drop for Whole {
    fn drop(&mut self) {
        drop(self.0.replace(State::Over));
    }
}

/// A transaction, as whoever runs statements in it sees it.
pub(super) struct Open {
    db: Db,
    /// One statement runs at a time.
    queue: tokio::sync::Mutex<()>,
    state: Mutex<State>,
}

enum State {
    /// Between two statements.
    Idle(Begun),
    /// A statement has it, or was cut off with it.
    Running,
    /// A statement has failed. It is rolled back.
    Failed(ErrorKind),
    /// It is committed or rolled back.
    Over,
}

impl Open {
    pub(super) const fn db(&self) -> &Db {
        &self.db
    }

    /// Waits until no other statement runs, and gives the transaction to this one.
    pub(super) async fn turn(&self) -> Result<Turn<'_>> {
        let queue = self.queue.lock().await;
        match self.replace(State::Running) {
            State::Idle(begun) => Ok(Turn { open: self, begun: Some(begun), _queue: queue }),
            State::Running => {
                let error = cut_off();
                self.replace(State::Failed(error.kind().clone()));
                Err(error)
            }
            State::Failed(kind) => {
                self.replace(State::Failed(kind.clone()));
                Err(failed_before(kind))
            }
            State::Over => {
                self.replace(State::Over);
                Err(Error::internal("the transaction is over"))
            }
        }
    }

    /// Whether no statement has failed.
    ///
    /// # Errors
    /// As the first one that did.
    pub(super) fn goes_on(&self) -> Result<()> {
        match &*self.state() {
            State::Failed(kind) => Err(failed_before(kind.clone())),
            State::Idle(_) | State::Running | State::Over => Ok(()),
        }
    }

    /// Ends it, if it has not ended, so that nothing of it remains. The first failure is the one that is told.
    pub(super) fn fail(&self, error: &Error) {
        let mut state = self.state();
        if matches!(*state, State::Idle(_) | State::Running) {
            *state = State::Failed(error.kind().clone());
        }
    }

    fn replace(&self, state: State) -> State {
        mem::replace(&mut *self.state(), state)
    }

    /// Nobody panics while they have it.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A statement's turn. Dropped on the way, the transaction is rolled back, because nobody knows how far the statement came.
pub(super) struct Turn<'o> {
    open: &'o Open,
    begun: Option<Begun>,
    _queue: tokio::sync::MutexGuard<'o, ()>,
}

impl Turn<'_> {
    pub(super) fn begun(&mut self) -> Result<&mut Begun> {
        self.begun.as_mut().ok_or_else(cut_off)
    }

    /// Hands the transaction on, unless the statement failed or all is over by now.
    pub(super) async fn end<T>(mut self, outcome: Result<T>) -> Result<T> {
        let Some(begun) = self.begun.take() else { return outcome };
        if let Err(error) = &outcome {
            self.open.fail(error);
        }
        let rest = {
            let mut state = self.open.state();
            match *state {
                State::Running => {
                    *state = State::Idle(begun);
                    None
                }
                _ => Some(begun),
            }
        };
        if let Some(begun) = rest {
            begun.rollback().await;
        }
        outcome
    }
}

fn failed_before(kind: ErrorKind) -> Error {
    Error::with_source(kind, "a statement of the transaction has failed before")
}

fn cut_off() -> Error {
    Error::unavailable("a statement of the transaction was cut off")
}
