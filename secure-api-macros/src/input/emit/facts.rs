//! What is known of an input as a whole: where it can come from, what is not bounded in it.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Ident, spanned::Spanned as _};

use super::{bounds, field_of};
use crate::input::model::{Content, Input, Member, Reading, Shape, Tagging};

/// What it is read from.
pub(super) fn shape(input: &Input) -> TokenStream {
    let variant = match &input.shape {
        Shape::Struct(Content::Value(member)) => return shape_of(member),
        Shape::Struct(Content::Object { .. }) => "Object",
        Shape::Struct(_) => "Other",
        Shape::Enum(choice) => match choice.tagging {
            Tagging::Internal { .. } | Tagging::Adjacent { .. } => "Object",
            Tagging::External => {
                let mut variants = choice.variants.iter();
                match variants.all(|variant| matches!(variant.content, Content::Nothing)) {
                    true => "Text",
                    false => "Other",
                }
            }
        },
    };
    let variant = Ident::new(variant, input.ident.span());
    quote!(__secure_input::Shape::#variant)
}

fn shape_of(member: &Member) -> TokenStream {
    match member.reading {
        Reading::Field => field_of(&member.ty, "SHAPE"),
        Reading::Plain | Reading::With(_) => quote!(__secure_input::Shape::Text),
    }
}

/// What stands for one value is as secret as that.
pub(super) fn is_secret(input: &Input) -> TokenStream {
    let Shape::Struct(Content::Value(member)) = &input.shape else { return TokenStream::new() };
    let Reading::Field = member.reading else { return TokenStream::new() };
    let (is_secret, refers) = (field_of(&member.ty, "IS_SECRET"), field_of(&member.ty, "REFERS"));
    quote! {
        const IS_SECRET: __secure::bool = #is_secret;
        const REFERS: __secure_input::Refers = #refers.hidden();
    }
}

/// What stands in it, and in what it holds.
pub(super) fn survey(input: &Input) -> TokenStream {
    let name = input.ident.to_string();
    let members = input.all_members();
    let unbounded =
        members.iter().filter_map(|member| Some((member.label(), member.unbounded.as_ref()?)));
    if let Shape::Struct(Content::Object { .. }) = &input.shape {
        let own = unbounded.map(|(label, reason)| quote!((#label, #reason)));
        return quote! {
            fn survey(__secure_survey: &mut __secure_input::Survey) {
                __secure_survey.look_into_object::<Self>(#name, &[#(#own),*]);
            }
        };
    }
    let own =
        unbounded.map(|(label, reason)| quote!(__secure_survey.unbounded(#name, #label, #reason);));
    let inner =
        members.iter().filter(|member| matches!(member.reading, Reading::Field)).map(|member| {
            let survey = field_of(&member.ty, "survey");
            quote!(#survey(__secure_survey);)
        });
    quote! {
        fn survey(__secure_survey: &mut __secure_input::Survey) {
            __secure_survey.look_into::<Self>(|__secure_survey| {
                #(#own)*
                #(#inner)*
            });
        }
    }
}

/// The input as one.
pub(super) fn of(input: &Input) -> TokenStream {
    let ident = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let (constants, assertions) = match &input.shape {
        Shape::Struct(content @ Content::Object { .. }) => {
            let constants = match content.members() {
                [] => quote!(
                    const FLAT: __secure::bool = true;
                ),
                _ => {
                    let members = infos(content);
                    quote!(const MEMBERS: &'static [__secure_input::MemberInfo] = &#members;)
                }
            };
            (constants, TokenStream::new())
        }
        Shape::Struct(_) => (TokenStream::new(), TokenStream::new()),
        Shape::Enum(choice) => match &choice.tagging {
            Tagging::Internal { tag } => {
                let contents = choice.variants.iter().map(|variant| &variant.content);
                let flat = contents.clone().map(|content| match content {
                    Content::Value(member) => {
                        let ty = &member.ty;
                        quote_spanned!(ty.span()=> <#ty as __secure_input::SecureInput>::FLAT)
                    }
                    content => {
                        let members = infos(content);
                        quote!(__secure_input::MemberInfo::are_texts(&#members))
                    }
                });
                let secret = contents.clone().map(|content| match content {
                    Content::Value(member) => {
                        let ty = &member.ty;
                        quote_spanned!(ty.span()=> <#ty as __secure_input::SecureInput>::HOLDS_SECRET)
                    }
                    content => {
                        let members = infos(content);
                        quote!(__secure_input::MemberInfo::are_secret(&#members))
                    }
                });
                let beside = contents.filter_map(|content| match content {
                    Content::Value(member) => Some(beside(member, &tag.value())),
                    _ => None,
                });
                let constants = quote! {
                    const FLAT: __secure::bool = #(#flat)&&*;
                    const HOLDS_SECRET: __secure::bool = #(#secret)||*;
                };
                let assertions = match input.generics.params.is_empty() {
                    true => quote!(#(const _: () = #beside;)*),
                    false => TokenStream::new(),
                };
                (constants, assertions)
            }
            Tagging::External | Tagging::Adjacent { .. } => {
                (TokenStream::new(), TokenStream::new())
            }
        },
    };
    quote! {
        #assertions

        #[automatically_derived]
        impl #generics __secure_input::SecureInput for #ident #arguments #bounds {
            #constants
        }
    }
}

/// What sources need to know of members.
fn infos(content: &Content) -> TokenStream {
    let infos = content.members().iter().map(|member| {
        let names = member.names.all();
        let limits = bounds::limits(&member.rules).unwrap_or_else(|| quote!(&[]));
        match member.reading {
            Reading::Field => {
                let about = field_of(&member.ty, "ABOUT");
                quote!(__secure_input::MemberInfo::of(#about, &[#(#names),*], #limits))
            }
            Reading::Plain | Reading::With(_) => {
                quote!(__secure_input::MemberInfo::plain(&[#(#names),*], #limits))
            }
        }
    });
    quote!([#(#infos),*])
}

/// Only an object has members that can stand beside the tag, and none may have its name.
fn beside(member: &Member, tag: &str) -> TokenStream {
    let ty = &member.ty;
    let message = format!(
        "what stands beside the tag `{tag}` is no object\nhelp: write `#[serde(tag = \"{tag}\", content = \"content\")]`"
    );
    let taken = format!(
        "a member of this input has the name of the tag `{tag}`, beside which it stands\nhelp: give the tag another name"
    );
    let shape = shape_of(member);
    quote_spanned! {ty.span()=> {
        ::core::assert!(::core::matches!(#shape, __secure_input::Shape::Object), #message);
        ::core::assert!(!__secure_input::MemberInfo::have(<#ty as __secure_input::SecureInput>::MEMBERS, #tag), #taken);
    }}
}
