//! Items of the user's that are named like what generated code needs change nothing, whichever macro wrote it.

#![allow(dead_code, unused_imports, non_camel_case_types, non_upper_case_globals, unused_macros, non_snake_case)]

/// Types with the names of the prelude's, of the library's and of variables.
mod types {
    macro_rules! named {
        ($($name:ident)*) => { $(pub(crate) enum $name {})* };
    }
    named! {
        Result Ok Err Some None Option Box Vec String Future IntoResponse
        Security Response Request Clause Access AccessRule EndpointPolicy EndpointArgument SecureEndpoint Handler Answer
        Arguments Resource Roles SecureInput Owner Column Columns Check CheckContext Quota Principal
        Send Sync Clone Copy Default Debug Sized Drop From Into Iterator ToString AsRef PhantomData
        str bool u8 u16 u32 u64 usize i32 i64 f64 char
        state parts context request response future principal input value scope db security policy arguments
    }
}

/// Constants with the names of variants and of variables. A pattern of that name would mean the constant.
mod values {
    macro_rules! named {
        ($($name:ident)*) => { $(pub(crate) const $name: () = ();)* };
    }
    named! {
        Result Ok Err Some None Option Box Vec String Security Response Request Clause Access Handler
        state parts context request response future principal input value scope db security policy arguments answer check
        call draft finish member name position access deserializer index list other result error row id
    }
}

/// Modules with the names of crates and of the compiler's tools.
mod modules {
    pub(crate) mod core {}
    pub(crate) mod std {}
    pub(crate) mod alloc {}
    pub(crate) mod secure_api {}
    pub(crate) mod axum {}
    pub(crate) mod serde {}
    pub(crate) mod validator {}
    pub(crate) mod sqlx {}
    pub(crate) mod diagnostic {}
    pub(crate) mod clippy {}
}

/// All of them at once.
mod handlers {
    use super::{modules::*, types::*, values::*};

    macro_rules! panic { ($($anything:tt)*) => { compile_error!("the user's own macro") }; }
    macro_rules! assert { ($($anything:tt)*) => { compile_error!("the user's own macro") }; }
    macro_rules! matches { ($($anything:tt)*) => { compile_error!("the user's own macro") }; }
    macro_rules! vec { ($($anything:tt)*) => { compile_error!("the user's own macro") }; }
    macro_rules! format { ($($anything:tt)*) => { compile_error!("the user's own macro") }; }
    macro_rules! unreachable { ($($anything:tt)*) => { compile_error!("the user's own macro") }; }
    macro_rules! unimplemented { ($($anything:tt)*) => { compile_error!("the user's own macro") }; }
    macro_rules! module_path { ($($anything:tt)*) => { compile_error!("the user's own macro") }; }
    macro_rules! file { ($($anything:tt)*) => { compile_error!("the user's own macro") }; }
    macro_rules! line { ($($anything:tt)*) => { compile_error!("the user's own macro") }; }
    macro_rules! concat { ($($anything:tt)*) => { compile_error!("the user's own macro") }; }
    macro_rules! stringify { ($($anything:tt)*) => { compile_error!("the user's own macro") }; }

    type Text = ::std::string::String;
    type Whole = ::core::primitive::i64;
    type Answer_ = ::core::result::Result<&'static ::core::primitive::str, ::secure_api::Error>;

    #[derive(::secure_api::Roles)]
    pub(super) enum Role {
        #[role(includes(None, Ok))]
        Some,
        None,
        #[role(name = "fine")]
        Ok,
        Err,
        Security,
    }

    #[derive(::secure_api::Resource)]
    #[resource(table = "documents", database = "sqlite")]
    pub(super) struct Document {
        #[resource(id)]
        pub(super) id: Whole,
        #[resource(owner)]
        pub(super) owner: Text,
        #[resource(tenant)]
        pub(super) tenant: Text,
        pub(super) state: Text,
        pub(super) value: ::core::option::Option<Text>,
        pub(super) r#type: Text,
    }

    impl<'r> ::sqlx::FromRow<'r, ::sqlx::sqlite::SqliteRow> for Document {
        fn from_row(the_row: &'r ::sqlx::sqlite::SqliteRow) -> ::core::result::Result<Self, ::sqlx::Error> {
            use ::sqlx::Row as _;
            ::core::result::Result::Ok(Self {
                id: the_row.try_get("id")?,
                owner: the_row.try_get("owner")?,
                tenant: the_row.try_get("tenant")?,
                state: the_row.try_get("state")?,
                value: the_row.try_get("value")?,
                r#type: the_row.try_get("type")?,
            })
        }
    }

    fn custom(_: &Text) -> ::core::result::Result<(), ::secure_api::input::ValidationError> {
        ::core::result::Result::Ok(())
    }

    #[derive(::secure_api::SecureInput)]
    #[input(create = Document, update = Document)]
    pub(super) struct Change {
        #[input(sanitize(trim, lowercase))]
        #[validate(length(min = 1, max = 100), contains(pattern = "a"), custom(function = custom), must_match(other = r#type))]
        pub(super) state: Text,
        #[validate(length(max = 100))]
        pub(super) value: ::core::option::Option<Text>,
        #[validate(email)]
        pub(super) r#type: Text,
    }

    #[derive(::secure_api::SecureInput)]
    pub(super) struct Search {
        #[validate(length(max = 3), each(length(max = 100)))]
        pub(super) list: ::std::vec::Vec<Text>,
        #[validate(range(min = 1, max = 10))]
        pub(super) index: ::core::primitive::u8,
        #[validate(nested)]
        pub(super) other: ::core::option::Option<Inner>,
    }

    #[derive(::secure_api::SecureInput)]
    pub(super) struct Inner {
        pub(super) id: Whole,
    }

    #[derive(::core::clone::Clone, ::secure_api::SecureState)]
    pub(super) struct App {
        #[state(security)]
        pub(super) state: ::secure_api::Security,
        #[state(db)]
        pub(super) parts: ::secure_api::Db,
    }

    ::secure_api::access_rule!(pub(super) Staff = all(role = "some", mfa, fresh = "10min"));
    ::secure_api::access_rule!(pub(super) OfOwn = any(owner = "owner", row(state = "published")));

    pub(super) async fn is_active(_: &::secure_api::authz::CheckContext<'_>) -> ::secure_api::Result<::core::primitive::bool> {
        ::core::result::Result::Ok(true)
    }

    #[::secure_api::secure_endpoint(
        any(rule = OfOwn, check = is_active, not(role = Err), all(mfa, role = self::Role::Ok)),
        owner(Document = "owner"),
        scope = "read",
        rate(ip = "100/min", user = "10/min", tenant = "10/min", global = "10/s", burst = 3, cost = 2, count = "failures"),
        tier = "heavy",
        body = "10KiB",
        timeout = "500ms",
        audit = "document.change"
    )]
    pub(super) async fn change(
        #[path("document")] document: ::secure_api::Owned<Document>,
        the_state: ::axum::extract::State<App>,
        the_caller: ::secure_api::Principal,
        the_change: ::secure_api::Valid<::axum::Json<Change>>,
    ) -> Answer_ {
        drop((the_state, the_caller));
        document.update(the_change.0.0).await?;
        ::core::result::Result::Ok("changed")
    }

    #[::secure_api::secure_endpoint(
        rule = Staff,
        unscoped(reason = "a report"),
        cross_tenant(reason = "a report"),
        rate(none, reason = "it is cheap")
    )]
    pub(super) async fn everything(
        documents: ::secure_api::Scoped<Document>,
        search: ::secure_api::Valid<::axum::Json<Search>>,
    ) {
        drop((documents, search));
    }

    #[::secure_api::secure_endpoint(optional(reason = "for all"), any(owner, row(state = "published")), cross_tenant(reason = "for all"))]
    pub(super) async fn published(documents: ::secure_api::Scoped<Document>) {
        drop(documents);
    }

    #[::secure_api::secure_endpoint(public(reason = "for all"), rate = "5/min")]
    pub(super) async fn health(the_fields: ::secure_api::Unchecked<::axum::http::HeaderMap>) {
        drop(the_fields);
    }
}

/// Endpoints with such names themselves.
mod endpoints {
    macro_rules! endpoints {
        ($($name:ident)*) => {
            $(
                #[secure_api::secure_endpoint(authenticated)]
                pub(super) async fn $name(principal: secure_api::Principal) -> &'static str {
                    drop(principal);
                    stringify!($name)
                }
            )*
        };
    }
    endpoints! {
        state parts context request response future call answer check handle security policy r#type name main core std drop_
    }
}

fn main() {
    use secure_api::{SecureRouter, get};

    let _ = SecureRouter::<handlers::App>::new()
        .route("/{document}", get(handlers::change).post(handlers::everything))
        .route("/published", get(handlers::published).post(handlers::health));
    let _ = axum::Router::<handlers::App>::new()
        .route("/me", axum::routing::get(endpoints::state).post(endpoints::r#type).put(handlers::change));
}
