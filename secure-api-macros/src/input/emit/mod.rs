//! Writes the code of a checked input.

mod bounds;
mod content;
mod facts;
mod probe;
mod rules;
mod state;
mod variants;

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{Ident, ext::IdentExt as _, spanned::Spanned as _};

use self::content::{Reader, Within};
use super::{
    model::{Input, Member, Shape},
    rows,
};

pub(super) fn input(input: &Input) -> TokenStream {
    let private = input.private();
    let assertions = bounds::assertions(input);
    let probe = probe::probe(input);
    let reading = match &input.shape {
        Shape::Struct(content) => {
            let within = Within::Itself { rules: &input.rules };
            field(input, &content::reader(input, content, &within))
        }
        Shape::Enum(choice) => {
            let written = variants::of(input, choice);
            field(input, &written)
        }
    };
    let facts = facts::of(input);
    let state = state::rules(input);
    let validate = validate(input);
    let rows = rows::impls(input);
    quote! {
        #[allow(unreachable_pub, missing_docs, unused_imports, unused_qualifications, trivial_numeric_casts, clippy::all, clippy::shadow_reuse, clippy::shadow_same, clippy::shadow_unrelated, reason = "generated code")]
        const _: () = {
            use #private as __secure;
            use __secure::input as __secure_input;
            // What every member names, by the shortest path.
            use __secure_input::{Field as __SecureField, Step as __SecureStep};

            #assertions
            #probe
            #reading
            #facts
            #state
            #validate
            #rows
        };
    }
}

/// An item of a field's type. Always the same path at the same place: if the type is no field, the compiler says so once.
fn field_of(ty: &syn::Type, item: &str) -> TokenStream {
    let item = Ident::new(item, ty.span());
    quote_spanned!(ty.span()=> <#ty as __SecureField>::#item)
}

/// What stands for a member in a function: a plain name could be an item of the user's.
fn local(member: &Member) -> Ident {
    local_of(&member.ident)
}

fn local_of(ident: &Ident) -> Ident {
    format_ident!("__secure_{}", ident.unraw())
}

/// The input as a field: how it is read, and how it is checked again.
fn field(input: &Input, reader: &Reader) -> TokenStream {
    let ident = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let Reader { items, read, absent, recheck } = reader;
    let shape = facts::shape(input);
    let survey = facts::survey(input);
    let needs_state = input.state.as_ref().map(|_| {
        quote!(
            const NEEDS_STATE: __secure::bool = true;
        )
    });
    let is_secret = facts::is_secret(input);
    quote! {
        #items

        #[automatically_derived]
        impl #generics __SecureField for #ident #arguments #bounds {
            type Value = Self;

            const SHAPE: __secure_input::Shape = #shape;
            #is_secret
            #needs_state

            fn read<'__secure_de, __SecureDeserializer: __secure::serde::Deserializer<'__secure_de>>(
                __secure_deserializer: __SecureDeserializer,
                __secure_scope: &mut __secure_input::Scope<'_>,
            ) -> __secure::Result<__secure::Option<Self>, __SecureDeserializer::Error> {
                #read
            }

            #absent

            fn value(&self) -> __secure::Option<&Self> {
                __secure::Some(self)
            }

            fn recheck(&self, __secure_scope: &mut __secure_input::Scope<'_>) {
                #recheck
            }

            #survey
        }
    }
}

/// The rules again on a value that is there, nested inputs included.
fn validate(input: &Input) -> TokenStream {
    let ident = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #generics __secure::validator::Validate for #ident #arguments #bounds {
            fn validate(&self) -> __secure::Result<(), __secure::validator::ValidationErrors> {
                __secure_input::revalidate(self)
            }
        }
    }
}
