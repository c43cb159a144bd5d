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
    clippy::exhaustive_structs,
    reason = "an endpoint has the name of its function, and stands for it alone"
)]
#[derive(::core::clone::Clone, ::core::marker::Copy)]
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
                    __secure::RoleClause {
                        table: <__SecureRoles as __secure::Roles>::TABLE,
                        index: {
                            const __SECURE_ROLE: __SecureRoles = __SecureRoles::Admin;
                            __SECURE_ROLE as ::core::primitive::u8
                        },
                    }
                }),
                __secure::Clause::Owner(__secure::OwnerColumn::Named("owner_id")),
            ],
        ),
    ];
    const _: () = {
        __secure::refuse_if(
            __secure::reads_body(__SECURE_ARGUMENTS, 0usize),
            "only the last argument of endpoint `update_document` can read the body\nhelp: move this argument to the end, and keep one that reads the body",
        );
        __secure::refuse_as(__secure::misfit(__SECURE_ARGUMENTS, 0usize));
        __secure::refuse_if(
            __secure::transfers_row(__SECURE_ARGUMENTS, 0usize),
            "this argument gives its row to another owner, but the attribute of endpoint `update_document` does not say so\nhelp: add `transfer` to the attribute, or take `Owned<…>`",
        );
    };
    const _: () = {
        __secure::refuse_as(__secure::misfit(__SECURE_ARGUMENTS, 1usize));
        __secure::refuse_if(
            __secure::reads_query_again(__SECURE_ARGUMENTS, 1usize),
            "two arguments of endpoint `update_document` read the query, and each refuses what is for the other\nhelp: take one input with all its members; `PageRequest::new` makes a page of `limit` and `after`",
        );
        __secure::refuse_if(
            __secure::loads_row_after_input(__SECURE_ARGUMENTS, 1usize),
            "endpoint `update_document` reads input before it loads this row\nhelp: move this argument before every `Valid<…>`",
        );
        __secure::refuse_if(
            __secure::shares_id(__SECURE_ARGUMENTS, &[true, true], 1usize),
            "two rows of endpoint `update_document` are both loaded by the same captures of the path\nhelp: write `#[path(\"…\")]` before this argument, with the capture of its own id",
        );
        __secure::refuse_if(
            __secure::transfers_row(__SECURE_ARGUMENTS, 1usize),
            "this argument gives its row to another owner, but the attribute of endpoint `update_document` does not say so\nhelp: add `transfer` to the attribute, or take `Owned<…>`",
        );
    };
    const _: () = {
        __secure::refuse_if(
            !__secure::takes_rows(__SECURE_ARGUMENTS),
            "`owner` decides about rows, but endpoint `update_document` takes none\nhelp: take `Owned<…>` for one row or `Scoped<…>` for several, or remove `owner`",
        );
        __secure::refuse_if(
            !__secure::rows_have_owner(__SECURE_ARGUMENTS),
            "`owner` in the rule of endpoint `update_document`, but a resource that it takes has no owner column\nhelp: write `#[resource(owner)]` on that column",
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
        async fn call(
            (__secure_0, __secure_1): (Owned<Document>, Valid<Json<DocumentChange>>),
        ) -> __secure::Response {
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
            __secure::answer(update_document(__secure_0, __secure_1).await)
        }
    }
    impl<__SecureState, __SecureMarker> __secure::Handler<__SecureMarker, __SecureState>
    for update_document
    where
        (
            Owned<Document>,
            Valid<Json<DocumentChange>>,
        ): __secure::Arguments<__SecureState, __SecureMarker>,
        __SecureState: __secure::HasSecurity + ::core::clone::Clone
            + ::core::marker::Send + ::core::marker::Sync + 'static,
        __SecureMarker: 'static,
    {
        type Future = __secure::EndpointFuture;
        fn call(
            self,
            __secure_request: __secure::Request,
            __secure_state: __SecureState,
        ) -> Self::Future {
            __secure::handle::<
                Self,
                (Owned<Document>, Valid<Json<DocumentChange>>),
                __SecureState,
                __SecureMarker,
            >(__secure_request, __secure_state)
        }
    }
};
