//! Rows that a grant reaches. The only folder that names `sqlx`.
//!
//! [`Resource`] describes a table's row type, [`Scoped`] and [`Owned`] are what an endpoint takes, [`Db`] is the
//! database behind them. Which rows a caller reaches stands in the SQL of every statement, of reads and of writes; the
//! text of statements is put together in one file, from constants, once.

mod any;
mod column;
mod cursor;
mod database;
mod db;
mod declared;
mod failure;
mod job;
mod kept;
mod key;
mod owned;
mod page;
mod raw;
mod reference;
mod resource;
mod run;
mod scope;
mod scoped;
mod search;
mod statements;
pub(crate) mod trace;
mod transaction;
mod transfer;
mod upsert;
mod values;
mod version;
mod write;

#[cfg(test)]
mod tests;

pub use column::{
    ChangedByInput, Column, Counted, Filterable, Filtered, Generated, Id, IdPart, Otherwise, Owner,
    Plain, ReadOnly, Required, SetByInput, SoftDelete, Sortable, Sorted, Tenant, ValueType,
    Version, assigned_column, covers, input_column, inserted_column, missing,
};
pub(crate) use cursor::{Cursors, Pages};
pub use database::{
    AnyDatabase, Database, NoDatabase, PostgresOnly, PostgresRead, Reads, Row, SqliteOnly,
    SqliteRead,
};
pub use db::{Db, DbError, HasDb};
pub use declared::{Declared, DeclaredAs, PostgresType, SqliteType, Stored};
pub use job::JobRows;
pub use kept::{StatementCell, Statements};
pub use key::{Key, NoOwner, OwnerKey, RowId};
pub use owned::Owned;
pub use page::{Page, PageRequest};
pub use reference::{Ref, Referent};
pub use resource::Resource;
pub use scoped::Scoped;
pub use search::{ComparedWith, Condition, HoldsText, Order, Search, SearchValue};
pub use transaction::{Transaction, TransactionRows};
pub use transfer::Transfer;
pub use upsert::{KeyMisfit, Unique, Upsert, is_keyed, is_unique, key_misfit};
pub use values::{Bind, PostgresValue, SqliteValue, Values};
pub use version::ETag;
pub use write::{AssignedTo, Assignment, Create, InsertedInto, Keep, Update};
