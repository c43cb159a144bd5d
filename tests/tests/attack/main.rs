//! Attacks that others fell for, each a test with its name. Above each stands who shipped it.

mod access;
mod batches;
mod by_hand;
mod input;
mod jobs;
mod order;
mod paths;
mod principals;
mod quotas;
mod references;
mod roles;
mod rows;
mod searches;
mod tenant_rows;
mod tenants;
mod tokens;
mod transfers;
mod uploads;
mod versions;
mod views;
