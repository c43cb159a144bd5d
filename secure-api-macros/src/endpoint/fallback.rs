//! What stands beside the messages when an attribute cannot be used: the same shape, so that one mistake is one message.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{FnArg, ItemFn, Path, Type};

use super::{
    attributes::{self, Attributes},
    emit,
};
use crate::{diag::Mistakes, krate};

pub fn emit(mistakes: Mistakes, krate: Option<&Path>, function: &ItemFn) -> TokenStream {
    let messages = mistakes.into_tokens();
    if function.sig.receiver().is_some() {
        // Inside an `impl` there is no place for a struct.
        return quote!(#messages #function);
    }
    let private = krate::private(krate);
    let name = &function.sig.ident;
    let visibility = &function.vis;
    let Attributes { shown, cfg, function: inner, .. } = attributes::sort(&function.attrs);
    let usable = function.sig.generics.params.is_empty()
        && function.sig.inputs.iter().all(|input| matches!(input, FnArg::Typed(typed) if !matches!(*typed.ty, Type::ImplTrait(_) | Type::Reference(_))));
    let types: Vec<&Type> = function
        .sig
        .inputs
        .iter()
        .filter_map(|input| match input {
            FnArg::Typed(typed) if usable => Some(&*typed.ty),
            _ => None,
        })
        .collect();
    // The body is still compiled, so that its own mistakes show in the same build.
    let function = usable.then(|| emit::inner_function(function, &inner));

    quote! {
        #messages

        #(#shown)*
        #(#cfg)*
        #[allow(non_camel_case_types, dead_code, reason = "stands in for an endpoint that was refused")]
        #[derive(::core::clone::Clone)]
        #visibility struct #name;

        #(#cfg)*
        const _: () = {
            use #private as __secure;

            impl __secure::SecureEndpoint<(#(#types,)*)> for #name {
                const POLICY: &'static __secure::EndpointPolicy = &__secure::EndpointPolicy::CLOSED;

                async fn call(_: (#(#types,)*)) -> impl __secure::Answer {
                    #[allow(dead_code, unused, reason = "never called: the build fails")]
                    const _: () = { #function };
                    __secure::refused()
                }
            }
        };
    }
}
