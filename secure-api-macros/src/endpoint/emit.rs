//! Writes an endpoint: a unit struct of the function's name, its policy, the function inside where nothing else can
//! call it, and assertions about what only types can tell.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Attribute, Ident, ItemFn, LitStr, ReturnType, Type, spanned::Spanned};

use super::model::{Access, Clause, Endpoint, Rate};
use crate::krate;

pub fn emit(endpoint: &Endpoint, function: &ItemFn) -> TokenStream {
    let private = krate::private();
    let name = &function.sig.ident;
    let visibility = &function.vis;
    let (shown, cfg, inner) = attributes(&function.attrs);
    let types: Vec<&Type> = endpoint.arguments.iter().map(|argument| &argument.kind).collect();
    let tuple = quote!((#(#types,)*));
    let values: Vec<Ident> =
        (0..types.len()).map(|position| format_ident!("__secure_{position}")).collect();
    let kinds =
        types.iter().map(|kind| quote_spanned!(kind.span()=> __secure::argument::<#kind>()));
    let assertions = assertions(endpoint, name);
    let policy = policy(endpoint, name);
    let answer = match &function.sig.output {
        ReturnType::Default => name.span(),
        ReturnType::Type(_, kind) => kind.span(),
    };
    let call = quote_spanned!(answer=> __secure::answer(#name(#(#values),*).await));
    let deprecated = function.attrs.iter().any(|attribute| attribute.path().is_ident("deprecated"));
    let quiet = deprecated.then(
        || quote!(#[allow(deprecated, reason = "the endpoint itself is what is deprecated")]),
    );
    let function = inner_function(function, inner);

    quote! {
        #(#shown)*
        #(#cfg)*
        #[allow(non_camel_case_types, reason = "an endpoint has the name of its function")]
        #[derive(Clone, Copy)]
        #visibility struct #name;

        #(#cfg)*
        #quiet
        const _: () = {
            use #private as __secure;

            const __SECURE_ARGUMENTS: &[__secure::ArgumentKind] = &[#(#kinds),*];
            #(#assertions)*

            impl __secure::SecureEndpoint<#tuple> for #name {
                const POLICY: &'static __secure::EndpointPolicy = &#policy;

                async fn call((#(#values,)*): #tuple) -> __secure::Response {
                    #[allow(clippy::unused_async, reason = "an endpoint is async whether it waits or not")]
                    #function
                    #call
                }
            }

            impl<__SecureState, __SecureMarker> __secure::Handler<__SecureMarker, __SecureState> for #name
            where
                #tuple: __secure::Arguments<__SecureState, __SecureMarker>,
                __SecureState: __secure::HasSecurity + ::core::clone::Clone + ::core::marker::Send + ::core::marker::Sync + 'static,
                __SecureMarker: 'static,
            {
                type Future = __secure::EndpointFuture;

                fn call(self, request: __secure::Request, state: __SecureState) -> Self::Future {
                    __secure::handle::<Self, #tuple, __SecureState, __SecureMarker>(request, state)
                }
            }
        };
    }
}

/// Which attributes stand on the struct, which decide whether there is anything at all, which belong to the function.
pub fn attributes(attributes: &[Attribute]) -> (Vec<&Attribute>, Vec<&Attribute>, Vec<&Attribute>) {
    let is = |attribute: &Attribute, names: &[&str]| {
        names.iter().any(|name| attribute.path().is_ident(name))
    };
    let shown =
        attributes.iter().filter(|attribute| is(attribute, &["doc", "deprecated"])).collect();
    let cfg = attributes.iter().filter(|attribute| is(attribute, &["cfg"])).collect();
    let inner = attributes
        .iter()
        .filter(|attribute| !is(attribute, &["doc", "deprecated", "cfg"]))
        .collect();
    (shown, cfg, inner)
}

/// The user's function as it stands, less what the struct took over and the attributes that only the macro reads.
pub fn inner_function(function: &ItemFn, attributes: Vec<&Attribute>) -> TokenStream {
    let mut inner = function.clone();
    inner.attrs = attributes.into_iter().cloned().collect();
    inner.vis = syn::Visibility::Inherited;
    for input in &mut inner.sig.inputs {
        if let syn::FnArg::Typed(typed) = input {
            typed.attrs.retain(|attribute| !attribute.path().is_ident("path"));
        }
    }
    inner.into_token_stream()
}

fn policy(endpoint: &Endpoint, name: &Ident) -> TokenStream {
    let text = name.to_string();
    let text = text.trim_start_matches("r#");
    let access = access(&endpoint.access);
    let quota = match &endpoint.rate {
        Some(Rate { limit, seconds }) => quote!(__secure::Quota::per_caller(#limit, #seconds)),
        None => quote!(__secure::Quota::DEFAULT),
    };
    let unscoped = match &endpoint.unscoped {
        Some(reason) => quote!(::core::option::Option::Some(#reason)),
        None => quote!(::core::option::Option::None),
    };
    let captures = endpoint.arguments.iter().map(|argument| match &argument.capture {
        Some(capture) => capture.to_token_stream(),
        None => quote!("id"),
    });
    quote! {
        __secure::EndpointPolicy {
            name: #text,
            module: ::core::module_path!(),
            source: __secure::Source { file: ::core::file!(), line: ::core::line!() },
            access: #access,
            quotas: &[#quota],
            unlimited: ::core::option::Option::None,
            tier: ::core::option::Option::None,
            unscoped: #unscoped,
            cross_tenant: ::core::option::Option::None,
            body: ::core::option::Option::None,
            timeout: ::core::option::Option::None,
            audit: ::core::option::Option::None,
            arguments: __SECURE_ARGUMENTS,
            captures: &[#(#captures),*],
        }
    }
}

fn access(access: &Access) -> TokenStream {
    match access {
        Access::Public { reason } => {
            quote!(__secure::Access::Public { reason: #reason, rows: ::core::option::Option::None })
        }
        Access::Rule(clauses) => {
            let rule = match clauses.as_slice() {
                [only] => clause(only),
                several => {
                    let several = several.iter().map(clause);
                    quote!(__secure::Clause::All(&[#(#several),*]))
                }
            };
            quote!(__secure::Access::Rule(&#rule))
        }
    }
}

fn clause(of: &Clause) -> TokenStream {
    match of {
        Clause::Authenticated => quote!(__secure::Clause::Authenticated),
        Clause::Role(role) => {
            let (roles, variant) = (&role.roles, &role.variant);
            // The alias makes a misspelt type one message; its span makes rustc point into the attribute.
            let alias = Ident::new("__SecureRoles", roles.span());
            quote! {
                __secure::Clause::Role({
                    type #alias = #roles;
                    __secure::RoleClause {
                        table: <#alias as __secure::Roles>::TABLE,
                        index: #alias::#variant as u8,
                    }
                })
            }
        }
        Clause::Owner(owner) => match &owner.column {
            Some(column) => {
                quote!(__secure::Clause::Owner(__secure::OwnerColumn::Named(#column)))
            }
            None => quote!(__secure::Clause::Owner(__secure::OwnerColumn::Declared)),
        },
        Clause::All(clauses) => {
            let clauses = clauses.iter().map(clause);
            quote!(__secure::Clause::All(&[#(#clauses),*]))
        }
        Clause::Any(clauses) => {
            let clauses = clauses.iter().map(clause);
            quote!(__secure::Clause::Any(&[#(#clauses),*]))
        }
    }
}

/// What only types can tell, as constants that do not evaluate if it is wrong. Each stands alone, so that each speaks.
fn assertions(endpoint: &Endpoint, name: &Ident) -> Vec<TokenStream> {
    let mut assertions = Vec::new();
    let owner = endpoint.access.owner();
    let last = endpoint.arguments.len().saturating_sub(1);
    for (position, argument) in endpoint.arguments.iter().enumerate() {
        let span = argument.kind.span();
        if position != last {
            assertions.push(refuse_if(
                span,
                quote!(__secure::reads_body(__SECURE_ARGUMENTS, #position)),
                format!(
                    "only the last argument of endpoint `{name}` can read the body\n\
                     help: move this argument to the end, and keep one that reads the body"
                ),
            ));
        }
        if position != 0 {
            assertions.push(refuse_if(
                span,
                quote!(__secure::loads_row_after_input(__SECURE_ARGUMENTS, #position)),
                format!(
                    "endpoint `{name}` reads input before it loads this row\n\
                     help: move this argument before every `Valid<…>`"
                ),
            ));
        }
        if owner.is_none() && endpoint.unscoped.is_none() {
            assertions.push(refuse_if(
                span,
                quote!(__secure::reaches_rows(__SECURE_ARGUMENTS, #position)),
                format!(
                    "this argument of endpoint `{name}` reaches rows, but the access rule does not say which\n\
                     help: add `owner` to the attribute, or `unscoped(reason = \"…\")` if every row is meant"
                ),
            ));
        }
    }
    if let Some(owner) = owner {
        assertions.push(refuse_if(
            owner.key.span(),
            quote!(!__secure::takes_rows(__SECURE_ARGUMENTS)),
            format!(
                "`owner` decides about rows, but endpoint `{name}` takes none\n\
                 help: take `Owned<…>` for one row or `Scoped<…>` for several, or remove `owner`"
            ),
        ));
        assertions.push(refuse_if(
            owner.key.span(),
            quote!(!__secure::rows_have_owner(__SECURE_ARGUMENTS)),
            format!(
                "`owner` in the rule of endpoint `{name}`, but a resource that it takes has no owner column\n\
                 help: write `#[resource(owner)]` on that column"
            ),
        ));
        if let Some(column) = &owner.column {
            assertions.push(owner_column(column, name));
        }
    }
    if let Some(unscoped) = &endpoint.unscoped {
        assertions.push(refuse_if(
            unscoped.span(),
            quote!(!__secure::takes_rows(__SECURE_ARGUMENTS)),
            format!("`unscoped` is about rows, but endpoint `{name}` takes none\nhelp: remove `unscoped(…)`"),
        ));
    }
    assertions
}

fn owner_column(column: &LitStr, name: &Ident) -> TokenStream {
    refuse_if(
        column.span(),
        quote!(!__secure::rows_are_owned_by(__SECURE_ARGUMENTS, #column)),
        format!(
            "`{}` is not the owner column of every resource that endpoint `{name}` takes\n\
             help: write `owner` for the column that each resource declares with `#[resource(owner)]`",
            column.value()
        ),
    )
}

fn refuse_if(span: Span, mistake: TokenStream, message: String) -> TokenStream {
    let message = LitStr::new(&message.replace('{', "{{").replace('}', "}}"), span);
    // The panic has the user's span and stands here rather than in a function, so that rustc points at it alone.
    let refuse = quote_spanned!(span=> ::core::panic!(#message));
    quote! {
        const _: () = if #mistake {
            #refuse
        };
    }
}
