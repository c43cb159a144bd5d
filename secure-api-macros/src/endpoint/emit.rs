//! Writes an endpoint: a unit struct of the function's name, its policy, the function inside where nothing else can
//! call it, and assertions about what only types can tell.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{AttrStyle, Ident, ItemFn, ReturnType, Type, spanned::Spanned};

use super::{
    assertions::assertions,
    attributes::{self, Attributes},
    model::{Endpoint, Quota, QuotaKey, Rate, Stance},
    rule, words,
};
use crate::krate;

pub fn emit(endpoint: &Endpoint, function: &ItemFn) -> TokenStream {
    let private = krate::private(endpoint.krate.as_ref());
    let name = &function.sig.ident;
    let visibility = &function.vis;
    let Attributes { shown, cfg, function: inner, documented, deprecated } =
        attributes::sort(&function.attrs);
    let words = words::docs(endpoint, &documented);
    let types: Vec<&Type> = endpoint.arguments.iter().map(|argument| &argument.kind).collect();
    let tuple = quote!((#(#types,)*));
    let values: Vec<Ident> =
        (0..types.len()).map(|position| format_ident!("__secure_{position}")).collect();
    let kinds =
        types.iter().map(|kind| quote_spanned!(kind.span()=> __secure::argument::<#kind>()));
    let clauses = endpoint.access.clauses.iter().map(rule::clause);
    let assertions = assertions(endpoint, name);
    let policy = policy(endpoint, name);
    let answer = match &function.sig.output {
        ReturnType::Default => name.span(),
        ReturnType::Type(_, kind) => kind.span(),
    };
    let quiet = deprecated.then(
        || quote!(#[allow(deprecated, reason = "the endpoint itself is what is deprecated")]),
    );
    // What is wrong with the answer, or with the future that gives it, is said at its type.
    let answer = quote_spanned!(answer=> impl __secure::Future<Output = impl __secure::Answer> + __secure::Send);
    let place = Span::call_site().located_at(name.span());
    let signature = quote_spanned!(place=> fn call((#(#values,)*): #tuple) -> #answer);
    let header = quote_spanned!(place=> impl __secure::SecureEndpoint<#tuple> for #name);
    let function = inner_function(function, &inner);

    quote! {
        #(#shown)*
        #words
        #(#cfg)*
        #[allow(
            non_camel_case_types, missing_debug_implementations, missing_copy_implementations, clippy::exhaustive_structs,
            reason = "an endpoint has the name of its function, and stands for it alone"
        )]
        #visibility struct #name;

        #(#cfg)*
        #[allow(unused_qualifications, reason = "paths have to hold whatever is in scope")]
        #quiet
        const _: () = {
            use #private as __secure;

            const __SECURE_ARGUMENTS: &[__secure::ArgumentKind] = &[#(#kinds),*];
            const __SECURE_CLAUSES: &[__secure::Clause] = &[#(#clauses),*];
            #(#assertions)*

            #header {
                const POLICY: &'static __secure::EndpointPolicy = &#policy;

                #signature {
                    #[allow(clippy::unused_async, reason = "an endpoint is async whether it waits or not")]
                    #function
                    #name(#(#values),*)
                }
            }

            #[automatically_derived]
            impl __secure::Clone for #name {
                fn clone(&self) -> Self {
                    Self
                }
            }

            impl<__SecureState, __SecureMarker> __secure::Handler<__secure::Mark<__SecureMarker>, __SecureState> for #name
            where
                #tuple: __secure::Handled<__SecureState, __SecureMarker>,
            {
                type Future = __secure::EndpointFuture;

                fn call(self, __secure_request: __secure::Request, __secure_state: __SecureState) -> Self::Future {
                    __secure::Handled::<_, __SecureMarker>::handle::<Self>(__secure_request, __secure_state)
                }
            }
        };
    }
}

/// The user's function as it stands, less what the struct took over and the attributes that only the macro reads.
pub fn inner_function(function: &ItemFn, attributes: &[TokenStream]) -> TokenStream {
    let mut inner = function.clone();
    inner.attrs.retain(|attribute| matches!(attribute.style, AttrStyle::Inner(_)));
    inner.vis = syn::Visibility::Inherited;
    for input in &mut inner.sig.inputs {
        if let syn::FnArg::Typed(typed) = input {
            typed.attrs.retain(|attribute| !attribute.path().is_ident("path"));
        }
    }
    quote!(#(#attributes)* #inner)
}

/// Says only what differs from a policy that admits nobody.
fn policy(endpoint: &Endpoint, name: &Ident) -> TokenStream {
    let text = name.to_string();
    let text = text.trim_start_matches("r#");
    let access = access(endpoint);
    let (quotas, unlimited) = match &endpoint.rate {
        Rate::Default => (quote!(__secure::Quota::DEFAULT), None),
        Rate::Unlimited(reason) => (TokenStream::new(), Some(some("unlimited", reason))),
        Rate::Quotas(quotas) => {
            let quotas = quotas.iter().map(quota);
            (quote!(#(#quotas),*), None)
        }
    };
    let tier = endpoint.tier.as_ref().map(|tier| some("tier", tier));
    let unscoped = endpoint.unscoped.as_ref().map(|reason| some("unscoped", &reason.value));
    let cross_tenant =
        endpoint.cross_tenant.as_ref().map(|reason| some("cross_tenant", &reason.value));
    let body = endpoint.body.as_ref().map(|body| some("body", &body.value));
    let timeout = endpoint.timeout.map(|timeout| some("timeout", &rule::duration(timeout)));
    let audit = endpoint.audit.as_ref().map(|audit| some("audit", audit));
    let transfer =
        endpoint.transfer.as_ref().map(|transfer| some("transfer", &rule::owner(&transfer.value)));
    let captures = endpoint.arguments.iter().map(|argument| {
        let names = argument.captures.iter().flat_map(|captures| &captures.names);
        quote!(&[#(#names),*])
    });
    quote! {
        __secure::EndpointPolicy {
            name: #text,
            module: ::core::module_path!(),
            source: __secure::Source { file: ::core::file!(), line: ::core::line!() },
            access: #access,
            quotas: &[#quotas],
            #unlimited
            #tier
            #unscoped
            #cross_tenant
            #transfer
            #body
            #timeout
            #audit
            arguments: __SECURE_ARGUMENTS,
            captures: &[#(#captures),*],
            ..__secure::EndpointPolicy::CLOSED
        }
    }
}

fn some(field: &str, value: &impl ToTokens) -> TokenStream {
    let field = format_ident!("{field}");
    quote!(#field: __secure::Some(#value),)
}

fn access(endpoint: &Endpoint) -> TokenStream {
    let rule = match endpoint.access.clauses.is_empty() {
        true => quote!(__secure::None),
        false => {
            quote!(__secure::Some(&__secure::Clause::All(__SECURE_CLAUSES)))
        }
    };
    match &endpoint.access.stance {
        Stance::Public { reason } => {
            quote!(__secure::Access::Public { reason: #reason, rows: #rule })
        }
        Stance::Optional { reason, .. } => {
            quote!(__secure::Access::Optional { reason: #reason, rule: #rule })
        }
        Stance::Authenticated => {
            quote!(__secure::Access::Rule(&__secure::Clause::All(__SECURE_CLAUSES)))
        }
    }
}

fn quota(quota: &Quota) -> TokenStream {
    let Quota { key, name, limit, seconds, burst, cost, counts_failures } = quota;
    let mut written = match (key, *name) {
        (QuotaKey::Caller, "caller") => quote!(__secure::Quota::per_caller(#limit, #seconds)),
        (key, name) => {
            let key = match key {
                QuotaKey::Caller => quote!(Caller),
                QuotaKey::Address => quote!(Address),
                QuotaKey::Tenant => quote!(Tenant),
                QuotaKey::Global => quote!(Global),
            };
            quote!(__secure::Quota::per(__secure::QuotaKey::#key, #name, #limit, #seconds))
        }
    };
    if let Some(burst) = burst {
        written.extend(quote!(.with_burst(#burst)));
    }
    if let Some(cost) = cost {
        written.extend(quote!(.with_cost(#cost)));
    }
    if *counts_failures {
        written.extend(quote!(.counting(__secure::Count::Failures)));
    }
    written
}
