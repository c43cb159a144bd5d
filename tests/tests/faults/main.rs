//! What becomes of requests when the database fails: a clear problem, nothing half-written, and no write tried twice. On a PostgreSQL
//! server that the tests kill, and on SQLite.
//!
//! A test knows from the server itself that a statement waits; none waits for a time in the hope that something has happened.

mod app;
mod concurrent;
mod constraints;
mod exhausted;
mod gone;
mod killed;
mod proxy;
mod sqlite;
mod time;
