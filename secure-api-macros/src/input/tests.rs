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

/// A feature changes nothing but whether the rule is there; without it, the message names the feature.
#[test]
fn a_rule_behind_a_feature_says_which() {
    let cases = [
        (
            "password-strength",
            cfg!(feature = "password-strength"),
            quote!(#[validate(password(min = 12, strength = 3))]),
        ),
        (
            "multipart",
            cfg!(feature = "multipart"),
            quote!(#[validate(file(max = "1MiB", types("image/png")))]),
        ),
        (
            "html",
            cfg!(feature = "html"),
            quote!(#[input(sanitize(html(text)))] #[validate(length(max = 100))]),
        ),
    ];
    for (feature, is_on, attributes) in cases {
        let written = super::expand(quote!(struct Text { #attributes text: String })).to_string();
        let message = format!(
            "needs the feature `{feature}`\\nhelp: add `{feature}` to the features of `secure-api`"
        );
        assert_eq!(written.contains(&message), !is_on, "{written}");
    }
}
