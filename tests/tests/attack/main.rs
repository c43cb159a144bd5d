//! Attacks that others fell for, each a test with its name. Above each stands who shipped it.

mod access;
mod input;
mod order;
mod paths;
mod quotas;
mod roles;
mod rows;
mod tokens;
