//! Any text as a query, or as a form.

#![no_main]

use libfuzzer_sys::fuzz_target;
use secure_api::input::{read_form, read_query};
use secure_api_fuzz::{
    check,
    inputs::{Choice, Sanitized, Scalars, Texts},
};

fuzz_target!(|query: &str| {
    check(&read_query::<Scalars>(query));
    check(&read_query::<Texts>(query));
    check(&read_query::<Sanitized>(query));
    check(&read_form::<Choice>(query.as_bytes()));
});
