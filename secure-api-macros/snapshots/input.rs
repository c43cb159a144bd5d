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
    use __secure::input as __secure_input;
    use __secure_input::{Field as __SecureField, Step as __SecureStep};
    const _: () = __secure::refuse_field(
        <String as __SecureField>::ABOUT,
        true,
        1,
        "title",
        "add `max = 100` to its `length(…)`",
        "add `#[validate(each(length(max = 100)))]`",
    );
    const _: () = __secure::refuse_field(
        <String as __SecureField>::ABOUT,
        true,
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
        const COUNT: __secure::usize = 2;
        fn draft() -> Self {
            Self {
                __secure_title: __secure_input::Slot::Absent,
                __secure_content: __secure_input::Slot::Absent,
            }
        }
        #[inline]
        fn member(__secure_name: &__secure::str) -> __secure::Option<__secure::usize> {
            match __secure_name {
                "title" => __secure::Some(0),
                "content" => __secure::Some(1),
                _ => __secure::None,
            }
        }
        #[inline]
        fn read_member<
            '__secure_de,
            __SecureDeserializer: __secure::serde::Deserializer<'__secure_de>,
        >(
            __secure_draft: &mut Self,
            __secure_position: __secure::usize,
            __secure_deserializer: __SecureDeserializer,
            __secure_scope: &mut __secure_input::Scope<'_>,
        ) -> __secure::Result<(), __SecureDeserializer::Error> {
            match __secure_position {
                0 => {
                    <String as __SecureField>::read_into(
                        &mut __secure_draft.__secure_title,
                        __secure_deserializer,
                        __secure_scope,
                        __SecureStep::Member("title"),
                        &[100],
                    )
                }
                1 => {
                    <String as __SecureField>::read_into(
                        &mut __secure_draft.__secure_content,
                        __secure_deserializer,
                        __secure_scope,
                        __SecureStep::Member("content"),
                        &[20_000],
                    )
                }
                _ => __secure_input::skip(__secure_deserializer),
            }
        }
        #[inline]
        fn finish(
            __secure_draft: Self,
            __secure_scope: &mut __secure_input::Scope<'_>,
        ) -> __secure::Option<NewDocument> {
            let mut __secure_title = <String as __SecureField>::take(
                __secure_draft.__secure_title,
                __secure_scope,
                __SecureStep::Member("title"),
            );
            let __secure_content = <String as __SecureField>::take(
                __secure_draft.__secure_content,
                __secure_scope,
                __SecureStep::Member("content"),
            );
            if let __secure::Some(__secure_value) = &mut __secure_title {
                __secure_input::sanitize::trim(__secure_value);
            }
            Self::check(
                __secure_scope,
                __secure_title.as_ref(),
                __secure_content.as_ref(),
            );
            __secure::Some(NewDocument {
                title: __secure_title?,
                content: __secure_content?,
            })
        }
    }
    impl __SecureDraft {
        #[inline(always)]
        fn check(
            __secure_scope: &mut __secure_input::Scope<'_>,
            __secure_title: __secure::Option<&String>,
            __secure_content: __secure::Option<&String>,
        ) {
            if let __secure::Some(__secure_value) = <String as __SecureField>::looked_at(
                __secure_title,
            ) {
                __secure_scope
                    .say(
                        __SecureStep::Member("title"),
                        __secure_input::rules::length(
                            __secure_value,
                            __secure::Some(1),
                            __secure::Some(100),
                            __secure::None,
                        ),
                    );
            }
            if let __secure::Some(__secure_value) = <String as __SecureField>::looked_at(
                __secure_content,
            ) {
                __secure_scope
                    .say(
                        __SecureStep::Member("content"),
                        __secure_input::rules::length(
                            __secure_value,
                            __secure::None,
                            __secure::Some(20_000),
                            __secure::None,
                        ),
                    );
            }
        }
    }
    #[automatically_derived]
    impl __SecureField for NewDocument {
        type Value = Self;
        const SHAPE: __secure_input::Shape = __secure_input::Shape::Object;
        fn read<
            '__secure_de,
            __SecureDeserializer: __secure::serde::Deserializer<'__secure_de>,
        >(
            __secure_deserializer: __SecureDeserializer,
            __secure_scope: &mut __secure_input::Scope<'_>,
        ) -> __secure::Result<__secure::Option<Self>, __SecureDeserializer::Error> {
            __secure_input::read_object::<
                __SecureDraft,
                _,
            >(__secure_deserializer, __secure_scope)
        }
        fn value(&self) -> __secure::Option<&Self> {
            __secure::Some(self)
        }
        fn recheck(&self, __secure_scope: &mut __secure_input::Scope<'_>) {
            let Self { title: __secure_title, content: __secure_content } = self;
            <__SecureDraft>::check(
                __secure_scope,
                __secure::Some(__secure_title),
                __secure::Some(__secure_content),
            );
            <String as __SecureField>::recheck(
                __secure_title,
                &mut __secure_scope.member("title"),
            );
            <String as __SecureField>::recheck(
                __secure_content,
                &mut __secure_scope.member("content"),
            );
        }
        fn survey(__secure_survey: &mut __secure_input::Survey) {
            __secure_survey.look_into_object::<Self>("NewDocument", &[]);
        }
    }
    #[automatically_derived]
    impl __secure_input::SecureInput for NewDocument {
        const MEMBERS: &'static [__secure_input::MemberInfo] = &[
            __secure_input::MemberInfo::of(
                <String as __SecureField>::ABOUT,
                &["title"],
                &[100],
            ),
            __secure_input::MemberInfo::of(
                <String as __SecureField>::ABOUT,
                &["content"],
                &[20_000],
            ),
        ];
    }
    #[automatically_derived]
    impl<__SecureState> __secure_input::StateRules<__SecureState> for NewDocument {
        const ASKS: __secure::bool = false;
    }
    #[automatically_derived]
    impl __secure::validator::Validate for NewDocument {
        fn validate(
            &self,
        ) -> __secure::Result<(), __secure::validator::ValidationErrors> {
            __secure_input::revalidate(self)
        }
    }
    const __SECURE_COLUMNS: &[&__secure::str] = &[
        __secure::gives(&<Document as __secure::Resource>::COLUMNS.title)
            .by::<String>()
            .column,
        __secure::gives(&<Document as __secure::Resource>::COLUMNS.content)
            .by::<String>()
            .column,
    ];
    const _: () = __secure::refuse_if(
        !__secure::covers(<Document as __secure::Resource>::REQUIRED, __SECURE_COLUMNS),
        "input `NewDocument` leaves out a column that a new row of `Document` needs\nhelp: add a field for every column that is not an `Option`, except the id, the owner and the tenant",
    );
    #[automatically_derived]
    impl __secure::Create<Document> for NewDocument {
        const COLUMNS: &'static [&'static __secure::str] = __SECURE_COLUMNS;
        const NAMES: &'static [&'static __secure::str] = &["title", "content"];
        fn statement() -> &'static __secure::StatementCell {
            static __SECURE_STATEMENT: __secure::StatementCell = __secure::StatementCell::new();
            &__SECURE_STATEMENT
        }
        fn bind(self, __secure_values: &mut __secure::Values) -> __secure::Result<()> {
            __secure::gives(&<Document as __secure::Resource>::COLUMNS.title)
                .by::<String>()
                .bind(__secure_values, self.title)?;
            __secure::gives(&<Document as __secure::Resource>::COLUMNS.content)
                .by::<String>()
                .bind(__secure_values, self.content)?;
            __secure::Ok(())
        }
    }
};
