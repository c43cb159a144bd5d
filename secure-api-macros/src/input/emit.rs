//! Writes the code of a checked input.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Ident, ext::IdentExt as _, spanned::Spanned as _};

use super::{
    model::{self, Decimal, File, Input, Items, Length, Member, Password, Range, Rule, RuleKind},
    rows,
};

pub(super) fn input(input: &Input) -> TokenStream {
    let private = input.private();
    let ident = &input.ident;
    let bounds = input.members.iter().map(bound);
    let probe = probe(ident);
    let draft = draft(input);
    let secure_input = secure_input(input);
    let field = field(input);
    let check = check(input);
    let validate = validate(input);
    let rows = rows::impls(input);
    quote! {
        #[allow(unreachable_pub, missing_docs, unused_imports, unused_qualifications, clippy::all, clippy::shadow_reuse, clippy::shadow_same, clippy::shadow_unrelated, reason = "generated code")]
        const _: () = {
            use #private::input as __secure_input;

            #(#bounds)*
            #probe
            #draft
            #secure_input
            #field
            #check
            #validate
            #rows
        };
    }
}

/// An item of a field's type. Always the same path at the same place: if the type is no field, the compiler says so once.
fn field_of(ty: &syn::Type, item: &str) -> TokenStream {
    let item = Ident::new(item, ty.span());
    quote_spanned!(ty.span()=> <#ty as __secure_input::Field>::#item)
}

/// A constant that panics, and so a compile error, unless the field has a bound. That is judged from its type's own word, so that
/// no alias hides a `String`.
fn bound(member: &Member) -> TokenStream {
    let Member { ident, ty, .. } = member;
    let bounded = Literal::u32_unsuffixed(model::bounded(&member.rules));
    // A rule stands once, so what is there already gets the bound.
    let has = |rule: &str| member.rules.iter().any(|found| found.name == rule);
    let bound = match has("length") {
        true => "add `max = 100` to its `length(…)`",
        false => "add `#[validate(length(max = 100))]`",
    };
    let bound_of_each = match has("each") {
        true => "add `length(max = 100)` to its `each(…)`",
        false => "add `#[validate(each(length(max = 100)))]`",
    };
    let field = ident.unraw();
    let value = format!("field `{field}` can grow without limit\nhelp: {bound}");
    let elements =
        format!("the elements of field `{field}` can grow without limit\nhelp: {bound_of_each}");
    let keys = format!(
        "the names in field `{field}` can grow without limit\nhelp: add `#[validate(keys(length(max = 100)))]`"
    );
    let file = format!(
        "field `{field}` can grow without limit\nhelp: add `#[validate(file(max = \"5MiB\", types(\"image/png\")))]`"
    );
    let files = format!(
        "the elements of field `{field}` can grow without limit\nhelp: add `#[validate(each(file(max = \"5MiB\", types(\"image/png\"))))]`"
    );
    let growth = field_of(ty, "GROWTH");
    let shape = field_of(ty, "SHAPE");
    quote_spanned! {ident.span()=>
        const _: () = match __secure_input::Growth::left(#growth, #bounded) {
            __secure_input::Growth::Bounded => (),
            __secure_input::Growth::Value if ::core::matches!(#shape, __secure_input::Shape::File) => ::core::panic!(#file),
            __secure_input::Growth::Elements if ::core::matches!(#shape, __secure_input::Shape::Files) => ::core::panic!(#files),
            __secure_input::Growth::Value => ::core::panic!(#value),
            __secure_input::Growth::Names => ::core::panic!(#keys),
            __secure_input::Growth::Elements => ::core::panic!(#elements),
        };
    }
}

/// The same for `Deserialize` beside the rules, which would be a way around them.
fn probe(ident: &Ident) -> TokenStream {
    let message = format!(
        "input `{0}` is also `Deserialize`, which reads it past its rules\nhelp: remove `Deserialize` from the derives of `{0}`",
        ident.unraw()
    );
    quote_spanned! {ident.span()=>
        const _: () = {
            use __secure_input::NotDeserialize as _;
            if __secure_input::Probe::<#ident>::IS_DESERIALIZE {
                ::core::panic!(#message);
            }
        };
    }
}

fn draft(input: &Input) -> TokenStream {
    let (idents, types) = columns(input);
    quote! {
        pub struct __SecureDraft {
            #(#idents: __secure_input::Slot<#types>,)*
        }
    }
}

fn columns(input: &Input) -> (Vec<&Ident>, Vec<&syn::Type>) {
    input.members.iter().map(|member| (&member.ident, &member.ty)).unzip()
}

/// What stands for the field in a function: a plain name could be an item of the user's.
fn local(ident: &Ident) -> Ident {
    format_ident!("__secure_{}", ident.unraw())
}

fn secure_input(input: &Input) -> TokenStream {
    let private = input.private();
    let ident = &input.ident;
    let (idents, types) = columns(input);
    let names: Vec<_> = input.members.iter().map(|member| &member.name).collect();
    let positions: Vec<_> = (0..idents.len()).map(Literal::usize_unsuffixed).collect();
    let locals: Vec<_> = idents.iter().map(|ident| local(ident)).collect();
    let takes = input.members.iter().map(|member| {
        let Member { ident, name, ty, .. } = member;
        let local = local(ident);
        let mutability = (!member.sanitizers.is_empty()).then(|| quote!(mut));
        let take = field_of(ty, "take");
        quote!(let #mutability #local = #take(__secure_draft.#ident, __secure_scope.member(#name));)
    });
    let sanitizers = input.members.iter().flat_map(|member| {
        let local = local(&member.ident);
        member.sanitizers.iter().map(move |sanitizer| {
            let name = &sanitizer.name;
            let value = variable("__secure_value", name);
            let markup = sanitizer.markup.iter();
            let call = quote_spanned! {name.span()=>
                __secure_input::sanitize::#name(#value #(, __secure_input::sanitize::Markup::#markup)*)
            };
            quote! {
                if let ::core::option::Option::Some(#value) = &mut #local {
                    #call;
                }
            }
        })
    });
    let checked = checked(input).map(|member| local(&member.ident));
    let reads = types.iter().map(|ty| field_of(ty, "read_into"));
    let shapes = types.iter().map(|ty| field_of(ty, "SHAPE"));
    let count = Literal::usize_unsuffixed(idents.len());
    quote! {
        #[automatically_derived]
        impl __secure_input::SecureInput for #ident {
            const MEMBERS: &'static [__secure_input::MemberInfo] = &[
                #(__secure_input::MemberInfo { names: &[#names], shape: #shapes, bounds: &[] },)*
            ];
            const FLAT: ::core::primitive::bool = __secure_input::MemberInfo::are_texts(Self::MEMBERS);
        }

        #[automatically_derived]
        impl<__SecureState> __secure_input::StateRules<__SecureState> for #ident {}

        #[automatically_derived]
        impl __secure_input::Members for #ident {
            type Draft = __SecureDraft;
            type Whole = Self;

            const COUNT: ::core::primitive::usize = #count;

            fn draft() -> __SecureDraft {
                __SecureDraft { #(#idents: __secure_input::Slot::Absent,)* }
            }

            fn member(__secure_name: &::core::primitive::str) -> ::core::option::Option<::core::primitive::usize> {
                match __secure_name {
                    #(#names => ::core::option::Option::Some(#positions),)*
                    _ => ::core::option::Option::None,
                }
            }

            fn read_member<'__secure_de, __SecureDeserializer: #private::serde::Deserializer<'__secure_de>>(
                __secure_draft: &mut __SecureDraft,
                __secure_position: ::core::primitive::usize,
                __secure_deserializer: __SecureDeserializer,
                __secure_scope: &mut __secure_input::Scope<'_>,
            ) -> ::core::result::Result<(), __SecureDeserializer::Error> {
                match __secure_position {
                    #(#positions => #reads(&mut __secure_draft.#idents, __secure_deserializer, __secure_scope.member(#names)),)*
                    _ => __secure_input::skip(__secure_deserializer),
                }
            }

            fn finish(
                __secure_draft: __SecureDraft,
                __secure_scope: &mut __secure_input::Scope<'_>,
            ) -> ::core::option::Option<Self> {
                #(#takes)*
                #(#sanitizers)*
                __secure_check(__secure_scope #(, #checked.as_ref())*);
                ::core::option::Option::Some(Self { #(#idents: #locals?,)* })
            }
        }
    }
}

fn field(input: &Input) -> TokenStream {
    let private = input.private();
    let ident = &input.ident;
    let checked = checked(input).map(|member| &member.ident);
    let (idents, types) = columns(input);
    let rechecks = types.iter().map(|ty| field_of(ty, "recheck"));
    let names = input.members.iter().map(|member| &member.name);
    quote! {
        #[automatically_derived]
        impl __secure_input::Field for #ident {
            type Value = Self;

            const SHAPE: __secure_input::Shape = __secure_input::Shape::Object;

            fn read<'__secure_de, __SecureDeserializer: #private::serde::Deserializer<'__secure_de>>(
                __secure_deserializer: __SecureDeserializer,
                __secure_scope: &mut __secure_input::Scope<'_>,
            ) -> ::core::result::Result<::core::option::Option<Self>, __SecureDeserializer::Error> {
                __secure_input::read_object::<Self, _>(__secure_deserializer, __secure_scope)
            }

            fn value(&self) -> ::core::option::Option<&Self> {
                ::core::option::Option::Some(self)
            }

            fn recheck(&self, __secure_scope: &mut __secure_input::Scope<'_>) {
                __secure_check(__secure_scope #(, ::core::option::Option::Some(&self.#checked))*);
                #(#rechecks(&self.#idents, &mut __secure_scope.member(#names));)*
            }
        }
    }
}

/// The members that some rule looks at.
fn checked(input: &Input) -> impl Iterator<Item = &Member> {
    input.members.iter().filter(|member| {
        let is_matched = |rule: &Rule| matches!(&rule.kind, RuleKind::MustMatch(other) if *other == member.ident);
        !member.rules.is_empty() || input.members.iter().any(|other| other.rules.iter().any(is_matched))
    })
}

/// Every rule, in one function that both the reading and `validator::Validate` call.
fn check(input: &Input) -> TokenStream {
    let locals = checked(input).map(|member| local(&member.ident));
    let types = checked(input).map(|member| &member.ty);
    let rules = input.members.iter().flat_map(|member| {
        member.rules.iter().map(|rule| {
            let Member { ident, name, ty, .. } = member;
            let local = local(ident);
            if let RuleKind::Required = rule.kind {
                let function = &rule.name;
                let field = variable("__secure_field", function);
                let call =
                    quote_spanned!(function.span()=> __secure_input::rules::#function(#field));
                return quote! {
                    if let ::core::option::Option::Some(#field) = #local {
                        __secure_scope.member(#name).verdict(#call);
                    }
                };
            }
            let value = field_of(ty, "value");
            let verdict = verdict(rule);
            quote! {
                if let ::core::option::Option::Some(__secure_value) = #local.and_then(#value) {
                    let mut __secure_scope = __secure_scope.member(#name);
                    #verdict
                }
            }
        })
    });
    quote! {
        fn __secure_check(
            __secure_scope: &mut __secure_input::Scope<'_>
            #(, #locals: ::core::option::Option<&#types>)*
        ) {
            #(#rules)*
        }
    }
}

/// A variable of the generated code that is bound and used with the span of what the user wrote: messages point there, and the
/// two are the same variable even if another macro wrote it.
fn variable(name: &str, place: &Ident) -> Ident {
    Ident::new(name, place.span())
}

/// Applies a rule to `__secure_value` at `__secure_scope`.
fn verdict(rule: &Rule) -> TokenStream {
    let name = &rule.name;
    let function = quote_spanned!(name.span()=> __secure_input::rules::#name);
    let place = match &rule.kind {
        RuleKind::Custom(path) => path.segments.last().map_or(name, |last| &last.ident),
        _ => name,
    };
    let value = variable("__secure_value", place);
    let call = match &rule.kind {
        RuleKind::Each(rules) => {
            let verdicts = rules.iter().map(verdict);
            let verdicts: Vec<_> = verdicts.collect();
            let check = quote! {
                |__secure_position, __secure_value| {
                    if let ::core::option::Option::Some(__secure_value) = __secure_input::Field::value(__secure_value) {
                        let mut __secure_scope = __secure_scope.at(__secure_position);
                        #(#verdicts)*
                    }
                }
            };
            let call = quote_spanned!(name.span()=> #function(#value, #check););
            return quote! {
                let #value = __secure_value;
                #call
            };
        }
        RuleKind::Keys(rules) => {
            let verdicts: Vec<_> = rules.iter().map(verdict).collect();
            let check = quote! {
                |__secure_value| {
                    let mut __secure_scope = __secure_scope.key(__secure_value);
                    #(#verdicts)*
                }
            };
            let call = quote_spanned!(name.span()=> #function(#value, #check););
            return quote! {
                let #value = __secure_value;
                #call
            };
        }
        RuleKind::Items(Items { min, max, unique }) => {
            let [min, max] = [min, max].map(|bound| option(bound.as_ref()));
            // Only a list that is short enough is looked through.
            let unique = unique.iter().map(|unique| {
                quote_spanned!(unique.span()=> .and_then(|()| __secure_input::rules::#unique(#value)))
            });
            quote_spanned!(name.span()=> #function(#value, #min, #max) #(#unique)*)
        }
        RuleKind::OneOf(choices) => {
            quote_spanned!(name.span()=> #function(#value, &[#(#choices),*]))
        }
        RuleKind::Decimal(Decimal { max_digits, scale }) => {
            quote_spanned!(name.span()=> #function(#value, #max_digits, #scale))
        }
        RuleKind::Datetime(when) => {
            let now = quote!(__secure_scope.now());
            quote_spanned! {name.span()=>
                #function(#value, __secure_input::rules::When::#when, #now)
            }
        }
        RuleKind::Password(Password { min, max, strength }) => {
            quote_spanned!(name.span()=> #function(#value, #min, #max, #strength))
        }
        RuleKind::File(File { max, types }) => {
            quote_spanned!(name.span()=> #function(#value, #max, &[#(#types),*]))
        }
        RuleKind::Length(Length { min, max, equal }) => {
            let [min, max, equal] = [min, max, equal].map(|bound| option(bound.as_ref()));
            quote_spanned!(name.span()=> #function(#value, #min, #max, #equal))
        }
        RuleKind::Range(Range { min, max, exclusive_min, exclusive_max }) => {
            let [min, max, exclusive_min, exclusive_max] =
                [min, max, exclusive_min, exclusive_max].map(|bound| option(bound.as_ref()));
            quote_spanned! {name.span()=>
                #function(#value, __secure_input::rules::Bounds {
                    min: #min, max: #max, exclusive_min: #exclusive_min, exclusive_max: #exclusive_max,
                })
            }
        }
        RuleKind::Regex(path) => quote_spanned!(name.span()=> #function(#value, &#path)),
        RuleKind::Contains(pattern) => {
            quote_spanned!(name.span()=> #function(#value, #pattern))
        }
        RuleKind::MustMatch(other) => {
            let other = local(other);
            return quote! {
                if let ::core::option::Option::Some(__secure_other) = #other {
                    __secure_scope.verdict(#function(__secure_value, __secure_input::Field::value(__secure_other)));
                }
            };
        }
        RuleKind::Custom(path) => {
            let call = quote_spanned!(path.span()=> #path(#value));
            quote_spanned!(name.span()=> #function(#call))
        }
        // `required` is about a field, which `check` sees to.
        RuleKind::Required | RuleKind::Plain => {
            quote_spanned!(name.span()=> #function(#value))
        }
    };
    quote! {
        let #value = __secure_value;
        __secure_scope.verdict(#call);
    }
}

fn option(bound: Option<&syn::Expr>) -> TokenStream {
    match bound {
        Some(bound) => quote_spanned!(bound.span()=> ::core::option::Option::Some(#bound)),
        None => quote!(::core::option::Option::None),
    }
}

/// The rules again on a value that is there, nested inputs included.
fn validate(input: &Input) -> TokenStream {
    let (private, ident) = (input.private(), &input.ident);
    quote! {
        #[automatically_derived]
        impl #private::validator::Validate for #ident {
            fn validate(&self) -> ::core::result::Result<(), #private::validator::ValidationErrors> {
                __secure_input::revalidate(|__secure_scope| {
                    __secure_input::Field::recheck(self, __secure_scope);
                })
            }
        }
    }
}
