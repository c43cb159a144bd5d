#[allow(
    unreachable_pub,
    missing_docs,
    unused_imports,
    unused_qualifications,
    trivial_numeric_casts,
    clippy::all,
    clippy::shadow_reuse,
    clippy::shadow_same,
    clippy::shadow_unrelated,
    reason = "generated code"
)]
const _: () = {
    use ::secure_api::__private as __secure;
    use ::secure_api::__private::input as __secure_input;
    const _: () = __secure::refuse_field(
        <String as __secure_input::Field>::ABOUT,
        1,
        "title",
        "add `max = 100` to its `length(…)`",
        "add `#[validate(each(length(max = 100)))]`",
    );
    const _: () = __secure::refuse_field(
        <String as __secure_input::Field>::ABOUT,
        1,
        "content",
        "add `max = 100` to its `length(…)`",
        "add `#[validate(each(length(max = 100)))]`",
    );
    const _: () = {
        use __secure_input::NotDeserialize as _;
        __secure::refuse_if(
            __secure_input::Probe::<NewDocument>::IS_DESERIALIZE,
            "input `NewDocument` is also `Deserialize`, which reads it past its rules\nhelp: remove `Deserialize` from the derives of `NewDocument`",
        );
    };
    struct __SecureDraft {
        __secure_title: __secure_input::Slot<String>,
        __secure_content: __secure_input::Slot<String>,
    }
    #[automatically_derived]
    impl __secure_input::Members for __SecureDraft {
        type Draft = Self;
        type Whole = NewDocument;
        const COUNT: ::core::primitive::usize = 2;
        fn draft() -> Self {
            Self {
                __secure_title: __secure_input::Slot::Absent,
                __secure_content: __secure_input::Slot::Absent,
            }
        }
        #[inline]
        fn member(
            __secure_name: &::core::primitive::str,
        ) -> ::core::option::Option<::core::primitive::usize> {
            match __secure_name {
                "title" => ::core::option::Option::Some(0),
                "content" => ::core::option::Option::Some(1),
                _ => ::core::option::Option::None,
            }
        }
        #[inline]
        fn read_member<
            '__secure_de,
            __SecureDeserializer: ::secure_api::__private::serde::Deserializer<
                    '__secure_de,
                >,
        >(
            __secure_draft: &mut Self,
            __secure_position: ::core::primitive::usize,
            __secure_deserializer: __SecureDeserializer,
            __secure_scope: &mut __secure_input::Scope<'_>,
        ) -> ::core::result::Result<(), __SecureDeserializer::Error> {
            match __secure_position {
                0 => {
                    <String as __secure_input::Field>::read_into(
                        &mut __secure_draft.__secure_title,
                        __secure_deserializer,
                        __secure_scope,
                        __secure_input::Step::Member("title"),
                        const { &[(100) as ::core::primitive::u64] },
                    )
                }
                1 => {
                    <String as __secure_input::Field>::read_into(
                        &mut __secure_draft.__secure_content,
                        __secure_deserializer,
                        __secure_scope,
                        __secure_input::Step::Member("content"),
                        const { &[(20_000) as ::core::primitive::u64] },
                    )
                }
                _ => __secure_input::skip(__secure_deserializer),
            }
        }
        #[inline]
        fn finish(
            __secure_draft: Self,
            __secure_scope: &mut __secure_input::Scope<'_>,
        ) -> ::core::option::Option<NewDocument> {
            let mut __secure_title = <String as __secure_input::Field>::take(
                __secure_draft.__secure_title,
                __secure_scope,
                __secure_input::Step::Member("title"),
            );
            let __secure_content = <String as __secure_input::Field>::take(
                __secure_draft.__secure_content,
                __secure_scope,
                __secure_input::Step::Member("content"),
            );
            if let ::core::option::Option::Some(__secure_value) = &mut __secure_title {
                __secure_input::sanitize::trim(__secure_value);
            }
            Self::check(
                __secure_scope,
                __secure_title.as_ref(),
                __secure_content.as_ref(),
            );
            ::core::option::Option::Some(NewDocument {
                title: __secure_title?,
                content: __secure_content?,
            })
        }
    }
    impl __SecureDraft {
        #[inline]
        fn check(
            __secure_scope: &mut __secure_input::Scope<'_>,
            __secure_title: ::core::option::Option<&String>,
            __secure_content: ::core::option::Option<&String>,
        ) {
            if let ::core::option::Option::Some(__secure_value) = <String as __secure_input::Field>::looked_at(
                __secure_title,
            ) {
                let __secure_value = __secure_value;
                if let ::core::result::Result::Err(__secure_flaw) = __secure_input::rules::length(
                    __secure_value,
                    ::core::option::Option::Some(1),
                    ::core::option::Option::Some(100),
                    ::core::option::Option::None,
                ) {
                    __secure_scope
                        .member("title")
                        .verdict(::core::result::Result::Err(__secure_flaw));
                }
            }
            if let ::core::option::Option::Some(__secure_value) = <String as __secure_input::Field>::looked_at(
                __secure_content,
            ) {
                let __secure_value = __secure_value;
                if let ::core::result::Result::Err(__secure_flaw) = __secure_input::rules::length(
                    __secure_value,
                    ::core::option::Option::None,
                    ::core::option::Option::Some(20_000),
                    ::core::option::Option::None,
                ) {
                    __secure_scope
                        .member("content")
                        .verdict(::core::result::Result::Err(__secure_flaw));
                }
            }
        }
    }
    #[automatically_derived]
    impl __secure_input::Field for NewDocument {
        type Value = Self;
        const SHAPE: __secure_input::Shape = __secure_input::Shape::Object;
        const NEEDS_STATE: ::core::primitive::bool = false;
        fn read<
            '__secure_de,
            __SecureDeserializer: ::secure_api::__private::serde::Deserializer<
                    '__secure_de,
                >,
        >(
            __secure_deserializer: __SecureDeserializer,
            __secure_scope: &mut __secure_input::Scope<'_>,
        ) -> ::core::result::Result<
            ::core::option::Option<Self>,
            __SecureDeserializer::Error,
        > {
            __secure_input::read_object::<
                __SecureDraft,
                _,
            >(__secure_deserializer, __secure_scope)
        }
        fn value(&self) -> ::core::option::Option<&Self> {
            ::core::option::Option::Some(self)
        }
        fn recheck(&self, __secure_scope: &mut __secure_input::Scope<'_>) {
            let Self { title: __secure_title, content: __secure_content } = self;
            <__SecureDraft>::check(
                __secure_scope,
                ::core::option::Option::Some(__secure_title),
                ::core::option::Option::Some(__secure_content),
            );
            <String as __secure_input::Field>::recheck(
                __secure_title,
                &mut __secure_scope.member("title"),
            );
            <String as __secure_input::Field>::recheck(
                __secure_content,
                &mut __secure_scope.member("content"),
            );
        }
        fn survey(__secure_survey: &mut __secure_input::Survey) {
            __secure_survey
                .look_into::<
                    Self,
                >(|__secure_survey| {
                    <String as __secure_input::Field>::survey(__secure_survey);
                    <String as __secure_input::Field>::survey(__secure_survey);
                });
        }
    }
    #[automatically_derived]
    impl __secure_input::SecureInput for NewDocument {
        const MEMBERS: &'static [__secure_input::MemberInfo] = &[
            __secure_input::MemberInfo {
                names: &["title"],
                shape: <String as __secure_input::Field>::SHAPE,
                bounds: const { &[(100) as ::core::primitive::u64] },
                is_secret: <String as __secure_input::Field>::IS_SECRET,
            },
            __secure_input::MemberInfo {
                names: &["content"],
                shape: <String as __secure_input::Field>::SHAPE,
                bounds: const { &[(20_000) as ::core::primitive::u64] },
                is_secret: <String as __secure_input::Field>::IS_SECRET,
            },
        ];
        const FLAT: ::core::primitive::bool = __secure_input::MemberInfo::are_texts(
            Self::MEMBERS,
        );
        const HOLDS_SECRET: ::core::primitive::bool = __secure_input::MemberInfo::are_secret(
            Self::MEMBERS,
        );
    }
    #[automatically_derived]
    impl<__SecureState> __secure_input::StateRules<__SecureState> for NewDocument {}
    #[automatically_derived]
    impl ::secure_api::__private::validator::Validate for NewDocument {
        fn validate(
            &self,
        ) -> ::core::result::Result<
            (),
            ::secure_api::__private::validator::ValidationErrors,
        > {
            __secure_input::revalidate(|__secure_scope| {
                __secure_input::Field::recheck(self, __secure_scope);
            })
        }
    }
    const _: () = {
        __secure::refuse_hidden_reference(
            <String as __secure_input::Field>::ABOUT,
            "title",
        );
        __secure::refuse_hidden_reference(
            <String as __secure_input::Field>::ABOUT,
            "content",
        );
    };
    const __SECURE_COLUMNS: &[&::core::primitive::str] = &[
        ::secure_api::__private::gives(
                &<Document as ::secure_api::__private::Resource>::COLUMNS.title,
            )
            .by::<String>()
            .column,
        ::secure_api::__private::gives(
                &<Document as ::secure_api::__private::Resource>::COLUMNS.content,
            )
            .by::<String>()
            .column,
    ];
    const _: () = __secure::refuse_if(
        !::secure_api::__private::covers(
            <Document as ::secure_api::__private::Resource>::REQUIRED,
            __SECURE_COLUMNS,
        ),
        "input `NewDocument` leaves out a column that a new row of `Document` needs\nhelp: add a field for every column that is not an `Option`, except the id, the owner and the tenant",
    );
    #[automatically_derived]
    impl ::secure_api::__private::Create<Document> for NewDocument {
        const COLUMNS: &'static [&'static ::core::primitive::str] = __SECURE_COLUMNS;
        const NAMES: &'static [&'static ::core::primitive::str] = &["title", "content"];
        fn statement() -> &'static ::secure_api::__private::StatementCell {
            static __SECURE_STATEMENT: ::secure_api::__private::StatementCell = ::secure_api::__private::StatementCell::new();
            &__SECURE_STATEMENT
        }
        fn bind(
            self,
            __secure_values: &mut ::secure_api::__private::Values,
        ) -> ::secure_api::__private::Result<()> {
            ::secure_api::__private::gives(
                    &<Document as ::secure_api::__private::Resource>::COLUMNS.title,
                )
                .by::<String>()
                .bind::<
                    <Document as ::secure_api::__private::Resource>::Database,
                >(__secure_values, self.title)?;
            ::secure_api::__private::gives(
                    &<Document as ::secure_api::__private::Resource>::COLUMNS.content,
                )
                .by::<String>()
                .bind::<
                    <Document as ::secure_api::__private::Resource>::Database,
                >(__secure_values, self.content)?;
            ::core::result::Result::Ok(())
        }
    }
};
