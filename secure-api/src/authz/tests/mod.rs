//! The evaluator against a reference. The SQL that it leads to is compared beside the statements.

mod random;
mod reference;

pub(crate) use random::{Case, cases};
pub(crate) use reference::{Row, truth};
