//! Endpoints with quotas of every kind, written by hand. `GET` succeeds, `POST` fails, `DELETE` never ends.

use std::{future::pending, time::Duration};

use axum::{
    http::{Method, StatusCode},
    response::IntoResponse as _,
};
use secure_api::{
    SecureRouter,
    endpoint::{Answer, SecureEndpoint, Unchecked},
    get,
    policy::{
        Access, ArgumentKind, Clause, Count, EndpointPolicy, Quota,
        QuotaKey::{Address, Caller, Global, Tenant},
    },
};

use crate::app::AppState;

const AUTHENTICATED: Access = Access::Rule(&Clause::Authenticated);
const PUBLIC: Access = Access::Public { reason: "a test", rows: None };
const OPTIONAL: Access = Access::Optional { reason: "a test", rule: None };

macro_rules! endpoints {
    ($($(#[$meta:meta])* $name:ident: $access:expr, { $($field:ident: $value:expr),* $(,)? };)*) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, Copy)]
            #[allow(non_camel_case_types, reason = "endpoints are named like functions")]
            pub struct $name;

            impl SecureEndpoint<(Unchecked<Method>,)> for $name {
                const POLICY: &'static EndpointPolicy = &EndpointPolicy {
                    name: stringify!($name),
                    module: "limited",
                    access: $access,
                    arguments: &[ArgumentKind::Unchecked],
                    $($field: $value,)*
                    ..EndpointPolicy::CLOSED
                };

                async fn call((Unchecked(method),): (Unchecked<Method>,)) -> impl Answer {
                    match method {
                        Method::POST => StatusCode::UNAUTHORIZED.into_response(),
                        Method::DELETE => pending().await,
                        _ => "done".into_response(),
                    }
                }
            }
        )*

        /// All of them, each below its name.
        #[must_use]
        pub fn routes() -> SecureRouter<AppState> {
            SecureRouter::new()
                $(.route(concat!("/", stringify!($name)), get($name).post($name).delete($name)))*
        }
    };
}

endpoints! {
    several: AUTHENTICATED, { quotas: &[
        Quota::per(Address, "ip", 10, 60),
        Quota::per(Caller, "user", 3, 60),
        Quota::per(Global, "global", 5, 60),
    ] };
    address_only: AUTHENTICATED, { quotas: &[Quota::per(Address, "ip", 3, 60)] };
    of_one_name: AUTHENTICATED, { quotas: &[
        Quota::per(Caller, "caller", 2, 60),
        Quota::per(Caller, "caller", 4, 3_600),
    ] };
    of_a_tenant: AUTHENTICATED, { quotas: &[Quota::per(Tenant, "tenant", 2, 60)] };
    for_all: PUBLIC, { quotas: &[Quota::per(Global, "global", 2, 60)] };
    for_all_and_caller: PUBLIC, { quotas: &[
        Quota::per(Global, "global", 1, 5),
        Quota::per(Caller, "caller", 5, 600),
    ] };
    bursting: AUTHENTICATED, { quotas: &[Quota::per_caller(60, 60).with_burst(2)] };
    costly: AUTHENTICATED, { quotas: &[Quota::per_caller(60, 60).with_cost(25)] };
    too_costly: AUTHENTICATED, { quotas: &[Quota::per_caller(60, 60).with_burst(2).with_cost(3)] };
    login: PUBLIC, { quotas: &[
        Quota::per(Address, "ip", 5, 60).counting(Count::Failures),
    ] };
    guess: AUTHENTICATED, { quotas: &[
        Quota::per(Address, "ip", 20, 60),
        Quota::per(Caller, "guesses", 5, 60).counting(Count::Failures),
        Quota::per(Caller, "caller", 100, 60),
    ] };
    unlimited: OPTIONAL, { unlimited: Some("a test") };
    undecided: AUTHENTICATED, {};
    fresh: Access::Rule(&Clause::Fresh(Duration::from_secs(60))), {};
    scoped: Access::Rule(&Clause::Scope("write")), {};
    heavy: AUTHENTICATED, { tier: Some("heavy") };
    heavy_too: AUTHENTICATED, { tier: Some("heavy"), quotas: &[Quota::per_caller(1, 60)] };
    heavy_for_all: PUBLIC, { tier: Some("heavy") };
}
