//! What an application needs that keeps accounts of its own (feature `accounts`).

mod passwords;

pub use passwords::Passwords;
