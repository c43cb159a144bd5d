//! What the derive writes, as a reader of expanded code sees it. `UPDATE_EXPECT=1 cargo test -p secure-api-macros` writes the
//! snapshot anew.

use expect_test::expect_file;
use quote::quote;

#[test]
fn an_input_is_read_sanitized_checked_and_then_built() {
    let written = super::expand(quote! {
        #[input(create = Document)]
        struct NewDocument {
            #[input(sanitize(trim))]
            #[validate(length(min = 1, max = 100))]
            title: String,
            #[validate(length(max = 20_000))]
            content: String,
        }
    });
    let file = syn::parse2(written).expect("what the macro writes is Rust");
    expect_file!["../../snapshots/input.rs"].assert_eq(&prettyplease::unparse(&file));
}
