#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, unsafe_code, non_camel_case_types, single_use_lifetimes)]
#![deny(missing_debug_implementations, let_underscore_drop, unused_results, elided_lifetimes_in_paths)]
//! A program with many lints.

mod inner {
    //! A module.
    use secure_api::SecureInput;

    /// An input.
    #[derive(SecureInput, Debug)]
    pub(crate) struct Page {
        #[validate(range(max = 100))]
        pub(crate) limit: u32,
        #[input(sanitize(trim))]
        #[validate(length(max = 10))]
        pub(crate) term: Option<String>,
    }
}

fn main() {
    let page: inner::Page = secure_api::input::read_query("limit=2").unwrap();
    assert_eq!((page.limit, page.term), (2, None));
}
