//! `#[resource(migrations = "migrations")]`: the resource is held against the table that the project's migrations make.
//!
//! `read` finds the files, `split` takes them apart into statements, `apply` makes a `schema` of those that are about tables,
//! `judge` compares, and `emit` writes what only the compiler can answer, because a type may be an alias.

#[cfg(feature = "migrations")]
mod apply;
#[cfg(feature = "migrations")]
mod emit;
#[cfg(feature = "migrations")]
mod judge;
#[cfg(feature = "migrations")]
mod members;
#[cfg(feature = "migrations")]
mod read;
#[cfg(feature = "migrations")]
mod schema;
#[cfg(feature = "migrations")]
mod split;
#[cfg(test)]
#[cfg(feature = "migrations")]
mod tests;
#[cfg(feature = "migrations")]
mod types;

use proc_macro2::TokenStream;

use crate::{
    diag::Mistakes,
    resource::model::{Raw, Resource},
};

/// What is known of a resource's table. Nothing where the option does not stand.
#[derive(Default)]
pub(super) struct Held {
    /// What is left to the compiler.
    pub(super) assertions: TokenStream,
    /// What stands in the implementation.
    pub(super) unique: TokenStream,
}

/// Judges a resource that is right by itself.
pub(super) fn check(raw: &Raw<'_>, resource: &Resource<'_>, mistakes: &mut Mistakes) -> Held {
    let Some(folder) = &raw.migrations else { return Held::default() };
    #[cfg(feature = "migrations")]
    {
        let Some(files) = mistakes.keep(read::read(folder)) else { return Held::default() };
        let compared = judge::judge(raw, resource, &files, mistakes);
        Held {
            assertions: emit::emit(resource, &files, &compared),
            unique: emit::unique(resource, &compared),
        }
    }
    #[cfg(not(feature = "migrations"))]
    {
        let help = "add `migrations` to the features of `secure-api` in Cargo.toml";
        let message = format!(
            "option `migrations` of resource `{}` needs the feature `migrations`",
            resource.name
        );
        mistakes.help(folder, message, help);
        Held::default()
    }
}
