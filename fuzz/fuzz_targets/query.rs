//! Any text as a query.

#![no_main]

use libfuzzer_sys::fuzz_target;
use secure_api::input::read_query;
use secure_api_fuzz::{
    check,
    inputs::{Sanitized, Scalars, Texts},
};

fuzz_target!(|query: &str| {
    check(&read_query::<Scalars>(query));
    check(&read_query::<Texts>(query));
    check(&read_query::<Sanitized>(query));
});
