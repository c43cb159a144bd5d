#![allow(dead_code, non_camel_case_types)]

mod handlers {
    struct Result;
    struct Ok;
    struct Some;
    struct Option;
    struct Security;
    struct Response;
    struct Clone;
    struct Send;
    struct String;
    type request = u8;
    type state = u8;
    type parts = u8;

    #[secure_api::secure_endpoint(authenticated)]
    pub(super) async fn me(principal: secure_api::Principal) -> &'static str {
        drop(principal);
        "me"
    }

    #[derive(secure_api::Roles)]
    enum Role {
        Some,
        None,
        Ok,
    }
}

fn main() {
    let _ = axum::Router::<secure_api::Security>::new().route("/me", axum::routing::get(handlers::me));
}
