//! Reads what a struct or a variant is made of: into a draft, from which the whole is built if all of it is right.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Ident, spanned::Spanned as _};

use super::{bounds, field_of, local, rules};
use crate::input::model::{Content, Default, Input, Member, Reading, Rule, RuleKind};

/// How something is read. Both expressions find `__secure_deserializer` and `__secure_scope`, `recheck` has `self` and a scope.
pub(super) struct Reader {
    pub(super) items: TokenStream,
    /// A `Result<Option<_>, _>`.
    pub(super) read: TokenStream,
    /// The function of `Field` for a value that is not there, where it is not the usual one.
    pub(super) absent: TokenStream,
    pub(super) recheck: TokenStream,
}

/// What a content makes up.
pub(super) enum Within<'a> {
    Itself { rules: &'a [Rule] },
    Variant { ident: &'a Ident },
}

impl Within<'_> {
    fn draft(&self) -> Ident {
        match self {
            Self::Itself { .. } => format_ident!("__SecureDraft"),
            Self::Variant { ident } => draft_of(ident),
        }
    }

    fn path(&self, input: &Input) -> TokenStream {
        let name = &input.ident;
        match self {
            Self::Itself { .. } => quote!(#name),
            Self::Variant { ident } => quote!(#name::#ident),
        }
    }

    const fn rules(&self) -> &[Rule] {
        match self {
            Self::Itself { rules } => rules,
            Self::Variant { .. } => &[],
        }
    }
}

/// The name of a variant's draft, whose name may be that of anything else here.
pub(super) fn draft_of(variant: &Ident) -> Ident {
    format_ident!("__SecureVariant{variant}")
}

pub(super) fn reader(input: &Input, content: &Content, within: &Within<'_>) -> Reader {
    let name = within.draft();
    let (_, arguments, _) = input.generics.split_for_impl();
    let of = quote!(#name #arguments);
    let draft = quote!(<#of>);
    let again = again(content, &draft);
    let pattern = pattern(&quote!(Self), content);
    let recheck = match within.rules() {
        [] => quote!(let #pattern = self; #again),
        _ => quote! {
            let __secure_before = __secure_scope.total();
            let #pattern = self;
            #again
            if __secure_scope.total() == __secure_before {
                #draft::whole(self, __secure_scope);
            }
        },
    };
    let mut absent = TokenStream::new();
    let (items, read) = match content {
        Content::Nothing => (TokenStream::new(), quote!(__secure::Ok(__secure::None))),
        Content::Value(member) => {
            absent = quote! {
                fn absent(__secure_scope: &mut __secure_input::Scope<'_>) -> __secure::Option<Self> {
                    #draft::finish(__secure_input::Slot::Absent, __secure_scope.total(), __secure_scope)
                }
            };
            (
                value(input, member, within),
                quote!(#draft::read(__secure_deserializer, __secure_scope)),
            )
        }
        Content::Tuple(_) => (
            members(input, content, within),
            quote!(__secure_input::read_tuple::<#of, _>(__secure_deserializer, __secure_scope)),
        ),
        Content::Object { .. } => (
            members(input, content, within),
            quote!(__secure_input::read_object::<#of, _>(__secure_deserializer, __secure_scope)),
        ),
    };
    let whole = match within {
        Within::Itself { rules } if !rules.is_empty() || matches!(content, Content::Value(_)) => {
            whole(input, rules, &name)
        }
        _ => TokenStream::new(),
    };
    Reader { items: quote!(#items #whole), read, absent, recheck }
}

/// The rules about the whole, as a function of the draft.
pub(super) fn whole(input: &Input, rules: &[Rule], draft: &Ident) -> TokenStream {
    let ident = &input.ident;
    let (generics, arguments, _) = input.generics.split_for_impl();
    let verdicts = rules::of_whole(rules, &quote!(#ident #arguments));
    quote! {
        impl #generics #draft #arguments {
            fn whole(__secure_value: &#ident #arguments, __secure_scope: &mut __secure_input::Scope<'_>) {
                #verdicts
            }
        }
    }
}

/// Takes a value apart, each member into a variable of its own.
pub(super) fn pattern(path: &TokenStream, content: &Content) -> TokenStream {
    let locals: Vec<_> = content.members().iter().map(local).collect();
    match content {
        Content::Nothing => quote!(#path { .. }),
        Content::Value(_) | Content::Tuple(_) => quote!(#path(#(#locals),*)),
        Content::Object { members, .. } => {
            let places = members.iter().map(|member| &member.place);
            quote!(#path { #(#places: #locals),* })
        }
    }
}

/// Checks members again that stand in variables.
pub(super) fn again(content: &Content, draft: &TokenStream) -> TokenStream {
    let members = content.members();
    if members.is_empty() {
        return TokenStream::new();
    }
    let checked = checked(members).map(local);
    let inner =
        members.iter().filter(|member| matches!(member.reading, Reading::Field)).map(|member| {
            let (recheck, local) = (field_of(&member.ty, "recheck"), local(member));
            let scope = scope(content, member);
            quote!(#recheck(#local, &mut #scope);)
        });
    quote! {
        #draft::check(__secure_scope #(, __secure::Some(#checked))*);
        #(#inner)*
    }
}

/// Where a member stands.
fn scope(content: &Content, member: &Member) -> TokenStream {
    match (content, &member.place) {
        (Content::Value(_), _) => quote!(__secure_scope.here()),
        (_, syn::Member::Unnamed(position)) => quote!(__secure_scope.element(#position)),
        (_, syn::Member::Named(_)) => {
            let name = &member.names.name;
            quote!(__secure_scope.member(#name))
        }
    }
}

/// The way to a member.
fn step(content: &Content, member: &Member) -> TokenStream {
    match (content, &member.place) {
        (Content::Value(_), _) => quote!(__SecureStep::Here),
        (_, syn::Member::Unnamed(position)) => quote!(__SecureStep::Element(#position)),
        (_, syn::Member::Named(_)) => {
            let name = &member.names.name;
            quote!(__SecureStep::Member(#name))
        }
    }
}

/// The members that some rule looks at.
fn checked(members: &[Member]) -> impl Iterator<Item = &Member> {
    members.iter().filter(|member| {
        let is_matched = |rule: &Rule| matches!(&rule.kind, RuleKind::MustMatch(other) if *other == member.ident);
        member.rules.iter().any(|rule| !rule.needs_state())
            || members.iter().any(|other| other.rules.iter().any(is_matched))
    })
}

/// Every rule of the members, in one function that both the reading and `validator::Validate` call. Always inlined: reading
/// takes half a hundredth more otherwise.
fn check(content: &Content) -> TokenStream {
    let members = content.members();
    let locals = checked(members).map(local);
    let types = checked(members).map(|member| &member.ty);
    let rules = rules::of_members(members.iter(), |member| step(content, member));
    quote! {
        #[inline(always)]
        fn check(
            __secure_scope: &mut __secure_input::Scope<'_>
            #(, #locals: __secure::Option<&#types>)*
        ) {
            #rules
        }
    }
}

/// Reads a value into the slot `slot`.
fn read_into(content: &Content, member: &Member, slot: &TokenStream) -> TokenStream {
    match &member.reading {
        Reading::Field => {
            let read_into = field_of(&member.ty, "read_into");
            let step = step(content, member);
            let limits = bounds::limits(&member.rules).unwrap_or_else(|| quote!(&[]));
            quote!(#read_into(&mut #slot, __secure_deserializer, __secure_scope, #step, #limits))
        }
        Reading::Plain | Reading::With(_) => {
            let (read, scope) = (plain(member), scope(content, member));
            quote!(__secure_input::read_plain(&mut #slot, __secure_deserializer, #scope, #read))
        }
    }
}

/// The function that reads a foreign type from one value.
fn plain(member: &Member) -> TokenStream {
    let ty = &member.ty;
    match &member.reading {
        Reading::With(path) => {
            quote_spanned!(path.span()=> |__secure_plain| #path(__secure_plain))
        }
        Reading::Field | Reading::Plain => quote_spanned! {ty.span()=>
            |__secure_plain| <#ty as __secure::serde::Deserialize<'_>>::deserialize(__secure_plain)
        },
    }
}

/// What was read, or what stands for a member that is not there.
fn take(
    content: &Content,
    member: &Member,
    slot: &TokenStream,
    default: Option<&TokenStream>,
) -> TokenStream {
    let taken = |slot: &TokenStream| match member.reading {
        Reading::Field => {
            let (take, step) = (field_of(&member.ty, "take"), step(content, member));
            quote!(#take(#slot, __secure_scope, #step))
        }
        Reading::Plain => {
            let (read, scope) = (plain(member), scope(content, member));
            quote!(__secure_input::take_plain(#slot, #scope, #read))
        }
        // A function reads what is there, and nothing else: as with serde, only a default makes up for what is not.
        Reading::With(_) => {
            let scope = scope(content, member);
            quote!(__secure_input::take_read(#slot, #scope))
        }
    };
    let Some(default) = default else { return taken(slot) };
    let other = taken(&quote!(__secure_slot));
    // Its own rules come later, as for a value that was sent; those of an input in it are asked here.
    let recheck = matches!(member.reading, Reading::Field).then(|| {
        let (recheck, scope) = (field_of(&member.ty, "recheck"), scope(content, member));
        quote!(#recheck(&__secure_default, &mut #scope);)
    });
    quote! {
        match #slot {
            __secure_input::Slot::Absent => {
                let __secure_default = #default;
                #recheck
                __secure::Some(__secure_default)
            }
            __secure_slot => #other,
        }
    }
}

fn default(member: &Member, of_whole: bool) -> Option<TokenStream> {
    let (ty, place) = (&member.ty, &member.place);
    match &member.default {
        Some(Default::OfType) => {
            Some(quote_spanned!(ty.span()=> <#ty as __secure::Default>::default()))
        }
        // The type stands here, so that a function of another one is a message at its name.
        Some(Default::Function(path)) => Some(quote_spanned! {path.span()=>
            { let __secure_default: #ty = #path(); __secure_default }
        }),
        None => of_whole.then(|| quote!(__secure_whole_default.#place)),
    }
}

fn sanitizers(member: &Member) -> TokenStream {
    let local = local(member);
    let sanitizers = member.sanitizers.iter().map(|sanitizer| {
        let name = &sanitizer.name;
        let value = rules::variable("__secure_value", name);
        let markup = sanitizer.markup.iter();
        let call = quote_spanned! {name.span()=>
            __secure_input::sanitize::#name(#value #(, __secure_input::sanitize::Markup::#markup)*)
        };
        quote! {
            if let __secure::Some(#value) = &mut #local {
                #call;
            }
        }
    });
    quote!(#(#sanitizers)*)
}

/// `let mut` where something is going to change it.
fn binding(member: &Member) -> TokenStream {
    let local = local(member);
    let mutability = (!member.sanitizers.is_empty()).then(|| quote!(mut));
    quote!(let #mutability #local)
}

/// One value in the place of the whole.
fn value(input: &Input, member: &Member, within: &Within<'_>) -> TokenStream {
    let content = Content::Value(Box::new(member.clone()));
    let (draft, path, ident, ty) = (within.draft(), within.path(input), &input.ident, &member.ty);
    let (generics, arguments, _) = input.generics.split_for_impl();
    let local = local(member);
    let read_into = read_into(&content, member, &quote!(__secure_read));
    let (binding, sanitizers) = (binding(member), sanitizers(member));
    let take = take(&content, member, &quote!(__secure_read), None);
    let check = check(&content);
    let checked = checked(std::slice::from_ref(member)).map(self::local);
    let bounds = bounds::in_draft(input, content.members());
    let whole = match within {
        Within::Itself { .. } => quote!(Self::whole),
        Within::Variant { .. } => quote!(|_, _| ()),
    };
    quote! {
        struct #draft #generics(__secure::PhantomData<fn() -> #ident #arguments>);

        impl #generics #draft #arguments {
            fn read<'__secure_de, __SecureDeserializer: __secure::serde::Deserializer<'__secure_de>>(
                __secure_deserializer: __SecureDeserializer,
                __secure_scope: &mut __secure_input::Scope<'_>,
            ) -> __secure::Result<__secure::Option<#ident #arguments>, __SecureDeserializer::Error> {
                #bounds
                let __secure_before = __secure_scope.total();
                let mut __secure_read = __secure_input::Slot::Absent;
                #read_into?;
                __secure::Ok(Self::finish(__secure_read, __secure_before, __secure_scope))
            }

            fn finish(
                __secure_read: __secure_input::Slot<#ty>,
                __secure_before: __secure::usize,
                __secure_scope: &mut __secure_input::Scope<'_>,
            ) -> __secure::Option<#ident #arguments> {
                #binding = #take;
                #sanitizers
                Self::check(__secure_scope #(, #checked.as_ref())*);
                __secure_input::conclude(#local.map(#path), __secure_before, __secure_scope, #whole)
            }

            #check
        }
    }
}

/// Members of an object, or elements of an array.
fn members(input: &Input, content: &Content, within: &Within<'_>) -> TokenStream {
    let (draft, path, ident) = (within.draft(), within.path(input), &input.ident);
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let all = content.members();
    let locals: Vec<_> = all.iter().map(local).collect();
    let types = all.iter().map(|member| &member.ty);
    let positions: Vec<_> = (0..all.len()).map(Literal::usize_unsuffixed).collect();
    let count = Literal::usize_unsuffixed(all.len());
    let names = names(content);
    let of_whole = matches!(content, Content::Object { has_default: true, .. });
    let reads = all.iter().map(|member| {
        let local = local(member);
        read_into(content, member, &quote!(__secure_draft.#local))
    });
    let default_of_whole = of_whole.then(|| {
        quote!(let __secure_whole_default = <#ident #arguments as __secure::Default>::default();)
    });
    let takes = all.iter().map(|member| {
        let (binding, local) = (binding(member), local(member));
        let default = default(member, of_whole);
        let slot = quote!(__secure_draft.#local);
        let take = take(content, member, &slot, default.as_ref());
        quote!(#binding = #take;)
    });
    let sanitizers = all.iter().map(sanitizers);
    let checked = checked(all).map(local);
    let built = match content {
        Content::Object { .. } => {
            let places = all.iter().map(|member| &member.place);
            quote!(#path { #(#places: #locals?),* })
        }
        _ => quote!(#path(#(#locals?),*)),
    };
    let check = check(content);
    let check_whole = (!within.rules().is_empty()).then(|| quote! {
        fn check_whole(__secure_value: &#ident #arguments, __secure_scope: &mut __secure_input::Scope<'_>) {
            Self::whole(__secure_value, __secure_scope);
        }
    });
    let in_draft = bounds::in_draft(input, all);
    let of = (!input.generics.params.is_empty())
        .then(|| quote!(__secure_of: __secure::PhantomData<fn() -> #ident #arguments>,));
    let of_value = of.is_some().then(|| quote!(__secure_of: __secure::PhantomData,));
    quote! {
        struct #draft #generics {
            #(#locals: __secure_input::Slot<#types>,)*
            #of
        }

        #[automatically_derived]
        impl #generics __secure_input::Members for #draft #arguments #bounds {
            type Draft = Self;
            type Whole = #ident #arguments;

            const COUNT: __secure::usize = #count;

            fn draft() -> Self {
                #in_draft
                Self { #(#locals: __secure_input::Slot::Absent,)* #of_value }
            }

            #[inline]
            fn member(__secure_name: &__secure::str) -> __secure::Option<__secure::usize> {
                match __secure_name {
                    #names
                    _ => __secure::None,
                }
            }

            #[inline]
            fn read_member<'__secure_de, __SecureDeserializer: __secure::serde::Deserializer<'__secure_de>>(
                __secure_draft: &mut Self,
                __secure_position: __secure::usize,
                __secure_deserializer: __SecureDeserializer,
                __secure_scope: &mut __secure_input::Scope<'_>,
            ) -> __secure::Result<(), __SecureDeserializer::Error> {
                match __secure_position {
                    #(#positions => #reads,)*
                    _ => __secure_input::skip(__secure_deserializer),
                }
            }

            #[inline]
            fn finish(
                __secure_draft: Self,
                __secure_scope: &mut __secure_input::Scope<'_>,
            ) -> __secure::Option<#ident #arguments> {
                #default_of_whole
                #(#takes)*
                #(#sanitizers)*
                Self::check(__secure_scope #(, #checked.as_ref())*);
                __secure::Some(#built)
            }

            #check_whole
        }

        impl #generics #draft #arguments {
            #check
        }
    }
}

/// The arms that turn a name into a position. Elements of an array have none.
fn names(content: &Content) -> TokenStream {
    let Content::Object { members, .. } = content else { return TokenStream::new() };
    let arms = members.iter().enumerate().map(|(position, member)| {
        let names = member.names.all();
        let position = Literal::usize_unsuffixed(position);
        quote!(#(#names)|* => __secure::Some(#position),)
    });
    quote!(#(#arms)*)
}
