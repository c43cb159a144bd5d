/// Changes a document.
///
///# Access rule
///
///Callers with valid credentials may call this, if all of this is true:
///
///- some of this is true:
///  - the caller has the role `Role::Admin`
///  - the row belongs to the caller, by its column `owner_id`
///
///At most 5 requests per minute and caller.
#[allow(
    non_camel_case_types,
    missing_debug_implementations,
    missing_copy_implementations,
    clippy::exhaustive_structs,
    reason = "an endpoint has the name of its function, and stands for it alone"
)]
pub struct update_document;
#[allow(unused_qualifications, reason = "paths have to hold whatever is in scope")]
const _: () = {
    use ::secure_api::__private as __secure;
    const __SECURE_ARGUMENTS: &[__secure::ArgumentKind] = &[
        __secure::argument::<Owned<Document>>(),
        __secure::argument::<Valid<Json<DocumentChange>>>(),
    ];
    const __SECURE_CLAUSES: &[__secure::Clause] = &[
        __secure::Clause::Any(
            &[
                __secure::Clause::Role({
                    type __SecureRoles = Role;
                    let __secure_role: __SecureRoles = __SecureRoles::Admin;
                    __secure::role(
                        <__SecureRoles as __secure::Roles>::TABLE,
                        __secure_role as __secure::u8,
                    )
                }),
                __secure::Clause::Owner(__secure::OwnerColumn::Named("owner_id")),
            ],
        ),
    ];
    const _: () = {
        __secure::refuse_as(
            __secure::misfit(
                __SECURE_ARGUMENTS,
                0usize,
                &[true, true],
                false,
                "endpoint `update_document`",
            ),
        );
    };
    const _: () = {
        __secure::refuse_as(
            __secure::misfit(
                __SECURE_ARGUMENTS,
                1usize,
                &[true, true],
                false,
                "endpoint `update_document`",
            ),
        );
    };
    const _: () = {
        __secure::refuse_as(
            __secure::no_owner(__SECURE_ARGUMENTS, "endpoint `update_document`"),
        );
        __secure::refuse_as(
            __secure::no_owner_column(
                __SECURE_ARGUMENTS,
                __secure::Owning::Rows,
                "owner_id",
                "endpoint `update_document`",
            ),
        );
    };
    const _: () = {
        __secure::refuse_if(
            __secure::is_always_true(__SECURE_CLAUSES, 0usize),
            "a part of this is true for every caller who is authenticated, so the rest of it decides nothing\nhelp: remove that part, or write `authenticated` alone",
        );
        __secure::refuse_if(
            __secure::is_never_true(__SECURE_CLAUSES, 0usize),
            "a part of this can never be true: its clauses contradict each other\nhelp: remove one of them, or write `any(…)` if one of them is enough",
        );
    };
    impl __secure::SecureEndpoint<(Owned<Document>, Valid<Json<DocumentChange>>)>
    for update_document {
        const POLICY: &'static __secure::EndpointPolicy = &__secure::EndpointPolicy {
            name: "update_document",
            module: ::core::module_path!(),
            source: __secure::Source {
                file: ::core::file!(),
                line: ::core::line!(),
            },
            access: __secure::Access::Rule(&__secure::Clause::All(__SECURE_CLAUSES)),
            quotas: &[__secure::Quota::per_caller(5u32, 60u64)],
            arguments: __SECURE_ARGUMENTS,
            captures: &[&[], &[]],
            ..__secure::EndpointPolicy::CLOSED
        };
        fn call(
            (__secure_0, __secure_1): (Owned<Document>, Valid<Json<DocumentChange>>),
        ) -> impl __secure::Future<Output = impl __secure::Answer> + __secure::Send {
            #[allow(
                clippy::unused_async,
                reason = "an endpoint is async whether it waits or not"
            )]
            async fn update_document(
                document: Owned<Document>,
                Valid(Json(change)): Valid<Json<DocumentChange>>,
            ) -> Result<Json<Document>> {
                Ok(Json(document.update(change).await?))
            }
            update_document(__secure_0, __secure_1)
        }
    }
    #[automatically_derived]
    impl __secure::Clone for update_document {
        fn clone(&self) -> Self {
            Self
        }
    }
    impl<
        __SecureState,
        __SecureMarker,
    > __secure::Handler<__secure::Mark<__SecureMarker>, __SecureState>
    for update_document
    where
        (
            Owned<Document>,
            Valid<Json<DocumentChange>>,
        ): __secure::Handled<__SecureState, __SecureMarker>,
    {
        type Future = __secure::EndpointFuture;
        fn call(
            self,
            __secure_request: __secure::Request,
            __secure_state: __SecureState,
        ) -> Self::Future {
            __secure::Handled::<
                _,
                __SecureMarker,
            >::handle::<Self>(__secure_request, __secure_state)
        }
    }
};
