//! What the macro writes, as a reader of expanded code sees it. `UPDATE_EXPECT=1 cargo test -p secure-api-macros` writes the
//! snapshot anew.

use expect_test::expect_file;
use quote::quote;

#[test]
fn an_endpoint_is_one_policy_and_one_call() {
    let written = super::expand(
        quote!(any(role = "admin", owner = "owner_id"), rate = "5/min"),
        quote! {
            /// Changes a document.
            pub async fn update_document(
                document: Owned<Document>,
                Valid(Json(change)): Valid<Json<DocumentChange>>,
            ) -> Result<Json<Document>> {
                Ok(Json(document.update(change).await?))
            }
        },
    );
    let file = syn::parse2(written).expect("what the macro writes is Rust");
    expect_file!["../../snapshots/endpoint.rs"].assert_eq(&prettyplease::unparse(&file));
}
