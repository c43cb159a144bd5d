//! What the tests of the library share: an application to attack, a client, tokens, and servers.

extern crate alloc;

pub mod app;
pub mod audit;
pub mod batches;
pub mod bodies;
pub mod client;
pub mod database;
pub mod drafts;
pub mod endpoints;
pub mod limited;
pub mod lints;
pub mod parts;
pub mod postgres;
pub mod shelves;
pub mod stores;
pub mod tokens;
