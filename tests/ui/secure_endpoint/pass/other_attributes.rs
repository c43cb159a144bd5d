//! What else stands above a function keeps its meaning, above the attribute and below it.

#![deny(warnings, missing_docs)]

use secure_api::{SecureRouter, Security, get, prelude::*};

/// With a span around it.
#[tracing::instrument(skip_all, fields(subject = caller.subject()))]
#[secure_endpoint(authenticated)]
pub async fn traced_above(caller: Principal) -> String {
    caller.subject().to_owned()
}

/// With a span inside.
#[secure_endpoint(authenticated)]
#[tracing::instrument(skip_all, fields(subject = caller.subject()), err)]
pub async fn traced_below(caller: Principal) -> Result<String> {
    Ok(caller.subject().to_owned())
}

/// Under one of two names.
#[cfg(not(any()))]
#[secure_endpoint(authenticated)]
pub async fn one_of_two() -> &'static str {
    "this"
}

/// Under one of two names.
#[cfg(any())]
#[secure_endpoint(authenticated)]
pub async fn one_of_two(nothing: Missing) -> &'static str {
    "that"
}

/// The same below.
#[secure_endpoint(authenticated)]
#[cfg(not(any()))]
pub async fn one_of_two_below() -> &'static str {
    "this"
}

/// The same below.
#[secure_endpoint(authenticated)]
#[cfg(any())]
pub async fn one_of_two_below(nothing: Missing) -> &'static str {
    "that"
}

#[cfg_attr(all(), doc = "Documented under a condition, above.", deprecated = "ask elsewhere")]
#[secure_endpoint(authenticated)]
pub async fn conditional_above() {}

#[secure_endpoint(authenticated)]
#[cfg_attr(all(), doc = "Documented under a condition, below.", deprecated = "ask elsewhere")]
#[cfg_attr(any(), cfg(any()), must_use)]
pub async fn conditional_below() {}

#[secure_endpoint(authenticated)]
#[cfg_attr(all(), cfg(any()))]
pub async fn absent(nothing: Missing) {}

#[secure_endpoint(authenticated)]
#[doc(hidden)]
pub async fn hidden() {}

#[allow(missing_docs)]
#[secure_endpoint(authenticated)]
pub async fn undocumented_above() {}

#[secure_endpoint(authenticated)]
#[expect(missing_docs, unused_variables, reason = "both are meant")]
pub async fn undocumented_below() {
    let nothing = 1;
}

#[allow(dead_code, reason = "nobody mounts it")]
#[secure_endpoint(authenticated)]
async fn unused_above() {}

#[secure_endpoint(authenticated)]
#[allow(dead_code)]
async fn unused_below() {}

/// Its result is to be used.
#[secure_endpoint(authenticated)]
#[must_use]
pub async fn must_use() -> &'static str {
    "use this"
}

/// One function with attributes inside of it.
#[secure_endpoint(authenticated)]
pub async fn inner_attributes() {
    #![allow(unused_variables)]
    let nothing = 1;
}

/// Seen from where the function would be.
pub mod outer {
    use secure_api::prelude::*;

    /// One module further in.
    pub mod inner {
        use secure_api::prelude::*;

        /// For everybody.
        #[secure_endpoint(authenticated)]
        pub async fn everywhere() {}

        #[secure_endpoint(authenticated)]
        pub(crate) async fn in_the_crate() {}

        #[secure_endpoint(authenticated)]
        pub(in crate::outer) async fn in_outer() {}

        #[secure_endpoint(authenticated)]
        async fn in_here() {}

        pub(super) fn mount() {
            let _ = in_here;
        }
    }

    #[secure_endpoint(authenticated)]
    pub(super) async fn above() {}

    pub(crate) fn mount() {
        inner::mount();
        let _ = inner::in_outer;
    }
}

#[allow(deprecated)]
fn main() {
    outer::mount();
    let _ = SecureRouter::<Security>::new()
        .route("/1", get(traced_above).post(traced_below).put(one_of_two).patch(one_of_two_below))
        .route("/2", get(conditional_above).post(conditional_below).put(hidden).patch(must_use))
        .route("/3", get(undocumented_above).post(undocumented_below).put(inner_attributes))
        .route("/4", get(outer::inner::everywhere).post(outer::inner::in_the_crate).put(outer::above));
}
