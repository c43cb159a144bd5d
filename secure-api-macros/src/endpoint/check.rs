//! Judges attribute and signature, each for itself and against each other. What needs types is left to constant
//! assertions in the generated code.

use std::collections::HashSet;

use syn::{
    Attribute, FnArg, GenericParam, ItemFn, LitStr, PatType, ReturnType, Safety, Token, Type,
    punctuated::Punctuated, spanned::Spanned,
};

use super::{
    attr::Declared,
    model::{Access, Argument, Captures, Clause, ClauseKind, Endpoint, Keyed, Rate, Stance},
};
use crate::diag::Mistakes;

/// The tuple of arguments is implemented up to this number.
const MOST_ARGUMENTS: usize = 8;

pub fn check(declared: Declared, function: &ItemFn, mistakes: &mut Mistakes) -> Option<Endpoint> {
    shape(function, mistakes);
    let arguments = arguments(function, mistakes);
    limits(&declared, function, mistakes);
    transfer(&declared, mistakes);
    let Declared { unscoped, cross_tenant, transfer, tier, body, timeout, audit, krate, .. } =
        declared;
    let rate = match (declared.rate, &tier) {
        (Some(rate), _) => rate.value,
        // A tier stands in the place of the default.
        (None, Some(_)) => Rate::Quotas(Vec::new()),
        (None, None) => Rate::Default,
    };
    let stance = stance(declared.public, declared.optional, mistakes);
    let access = access(stance, declared.clauses, declared.unreadable, function, mistakes);
    Some(Endpoint {
        access: access?,
        rate,
        tier: tier.map(|tier| tier.value),
        unscoped,
        cross_tenant,
        transfer,
        body,
        timeout: timeout.map(|timeout| timeout.value),
        audit: audit.map(|audit| audit.value),
        arguments: arguments?,
        krate: krate.map(|krate| krate.value),
    })
}

fn stance(
    public: Option<Keyed<LitStr>>,
    optional: Option<Keyed<LitStr>>,
    mistakes: &mut Mistakes,
) -> Stance {
    match (public, optional) {
        (Some(public), None) => Stance::Public { reason: public.value },
        (None, Some(optional)) => Stance::Optional { key: optional.key, reason: optional.value },
        (None, None) => Stance::Authenticated,
        (Some(public), Some(optional)) => {
            mistakes.help(
                &optional.key,
                "`optional` contradicts `public`: one verifies credentials that are sent, the other ignores them",
                "keep one of them",
            );
            Stance::Public { reason: public.value }
        }
    }
}

fn access(
    stance: Stance,
    clauses: Vec<Clause>,
    unreadable: bool,
    function: &ItemFn,
    mistakes: &mut Mistakes,
) -> Option<Access> {
    match stance {
        Stance::Public { .. } => {
            for clause in &clauses {
                only_rows(clause, mistakes);
            }
        }
        Stance::Authenticated if clauses.is_empty() => {
            if !unreadable {
                let name = &function.sig.ident;
                mistakes.help(
                    name,
                    format_args!("endpoint `{name}` has no access rule"),
                    "add `role = \"…\"`, `owner` or `authenticated`, or `public(reason = \"…\"), rate = \"60/min\"` if anyone may call it",
                );
            }
            return None;
        }
        Stance::Authenticated | Stance::Optional { .. } => {}
    }
    Some(Access { stance, clauses })
}

/// What is public asks nothing about the caller. Rules that have a name are looked into where types are known.
fn only_rows(clause: &Clause, mistakes: &mut Mistakes) {
    match &clause.kind {
        ClauseKind::Row(_) | ClauseKind::Rule(_) => {}
        ClauseKind::All(clauses) | ClauseKind::Any(clauses) => {
            clauses.iter().for_each(|clause| only_rows(clause, mistakes));
        }
        _ => {
            let key = &clause.key;
            mistakes.help(
                key,
                format_args!("`{key}` contradicts `public`, which lets anyone call"),
                format_args!("remove `{key}`, or remove `public(…)`"),
            );
        }
    }
}

/// What a row's owner may do to it, nobody does whom the server does not know.
fn transfer(declared: &Declared, mistakes: &mut Mistakes) {
    let Some(Keyed { key, .. }) = &declared.transfer else { return };
    let anyone = [&declared.public, &declared.optional].into_iter().flatten().next();
    if let Some(Keyed { key: stance, .. }) = anyone {
        mistakes.help(
            key,
            format_args!("`transfer` contradicts `{stance}`, which lets anyone call"),
            format_args!("remove `transfer`, or remove `{stance}(…)`"),
        );
    }
}

/// What is said about how often and how much.
fn limits(declared: &Declared, function: &ItemFn, mistakes: &mut Mistakes) {
    let Some(public) = &declared.public else { return };
    match &declared.rate {
        None if declared.tier.is_none() && !declared.unreadable => {
            let name = &function.sig.ident;
            mistakes.help(
                name,
                format_args!("public endpoint `{name}` states no rate"),
                "add `rate = \"60/min\"`: anyone may call it, so say how often",
            );
        }
        Some(Keyed { key, value: Rate::Quotas(quotas) }) => {
            let nobody = quotas.iter().find(|quota| matches!(quota.name, "user" | "tenant"));
            if let Some(quota) = nobody {
                mistakes.help(
                    key,
                    format_args!(
                        "`{}` counts nobody: the caller of a public endpoint is not known",
                        quota.name
                    ),
                    format_args!(
                        "write `ip` instead of `{}`, or remove `{}(…)`",
                        quota.name, public.key
                    ),
                );
            }
        }
        _ => {}
    }
}

fn shape(function: &ItemFn, mistakes: &mut Mistakes) {
    let signature = &function.sig;
    let name = &signature.ident;
    if signature.asyncness.is_none() {
        mistakes.help(
            signature.fn_token,
            format_args!("endpoint `{name}` is not async"),
            "write `async fn`",
        );
    }
    if signature
        .generics
        .params
        .iter()
        .any(|parameter| matches!(parameter, GenericParam::Lifetime(_)))
    {
        mistakes.help(
            &signature.generics,
            format_args!("endpoint `{name}` borrows, but nothing outlives its request"),
            "remove the lifetime, and take arguments by value",
        );
    } else if !signature.generics.params.is_empty() {
        mistakes.help(
            &signature.generics,
            format_args!("endpoint `{name}` is generic, but a route serves one type"),
            "name the types, or call a generic function from here",
        );
    }
    let not_safe = match &signature.safety {
        Safety::Unsafe(token) => Some(token.span()),
        Safety::Safe(_) | Safety::Default => None,
    };
    for (token, word) in [
        (signature.constness.as_ref().map(Spanned::span), "const"),
        (not_safe, "unsafe"),
        (signature.abi.as_ref().map(Spanned::span), "extern"),
    ] {
        if let Some(span) = token {
            mistakes.at_span(
                span,
                format_args!("endpoint `{name}` cannot be `{word}`\nhelp: remove `{word}`"),
            );
        }
    }
    if let ReturnType::Type(_, kind) = &signature.output
        && let Type::Never(never) = &**kind
    {
        mistakes.help(never, format_args!("endpoint `{name}` never answers"), "return a response");
    }
}

fn arguments(function: &ItemFn, mistakes: &mut Mistakes) -> Option<Vec<Argument>> {
    let name = &function.sig.ident;
    let mut arguments = Vec::new();
    for input in &function.sig.inputs {
        match input {
            FnArg::Receiver(receiver) => mistakes.help(
                receiver,
                format_args!("endpoint `{name}` takes `self`, but nothing can hand it over"),
                "make it a free function and take what it needs from `State<…>`",
            ),
            FnArg::Typed(typed) => arguments.push(argument(typed, name, mistakes)),
        }
    }
    if let Some(input) = function.sig.inputs.iter().nth(MOST_ARGUMENTS) {
        mistakes.help(
            input,
            format_args!("endpoint `{name}` takes more than {MOST_ARGUMENTS} arguments"),
            "join several into one input or one state type",
        );
    }
    (arguments.len() == function.sig.inputs.len()).then_some(arguments)
}

fn argument(typed: &PatType, name: &syn::Ident, mistakes: &mut Mistakes) -> Argument {
    if let Type::ImplTrait(kind) = &*typed.ty {
        mistakes.help(
            kind,
            format_args!("an argument of endpoint `{name}` has no named type"),
            "name the type, such as `Valid<Json<T>>`",
        );
    }
    if let Type::Reference(reference) = &*typed.ty {
        mistakes.help(
            reference,
            format_args!("an argument of endpoint `{name}` is borrowed, but nobody else holds it"),
            "take it by value: `Valid<Json<T>>`, with text as `String` inside `T`",
        );
    }
    let mut captures = None;
    for attribute in &typed.attrs {
        if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
            mistakes.help(
                attribute,
                format_args!("an argument of endpoint `{name}` is conditional"),
                "write two endpoints, each under its own `#[cfg]`",
            );
        }
        if attribute.path().is_ident("path") {
            if captures.is_some() {
                mistakes.help(attribute, "`#[path]` stands here twice", "keep one of them");
                continue;
            }
            captures = mistakes.keep(path_captures(attribute));
        }
    }
    Argument { kind: (*typed.ty).clone(), captures }
}

fn is_capture(name: &str) -> bool {
    !name.is_empty() && !name.contains(['{', '}', '/', '*'])
}

/// `#[path("document_id")]` on an argument; `#[path("project_id", "user_id")]` where the id has two columns.
fn path_captures(attribute: &Attribute) -> syn::Result<Captures> {
    let wrong = |what: &dyn quote::ToTokens| {
        syn::Error::new_spanned(
            what,
            "`#[path]` names the capture that the id is read from\nhelp: write `#[path(\"document_id\")]` for `/documents/{document_id}`",
        )
    };
    let names = attribute
        .parse_args_with(Punctuated::<LitStr, Token![,]>::parse_terminated)
        .map_err(|_| wrong(attribute))?;
    let Some(first) = names.first() else { return Err(wrong(attribute)) };
    if !names.iter().all(|capture| is_capture(&capture.value())) {
        return Err(wrong(attribute));
    }
    let mut seen = HashSet::new();
    if let Some(again) = names.iter().find(|name| !seen.insert(name.value())) {
        return Err(syn::Error::new_spanned(
            again,
            format!(
                "`#[path]` names the capture `{}` twice\nhelp: name one for each column of the id, in the order of the resource's fields",
                again.value()
            ),
        ));
    }
    let last = names.last().unwrap_or(first);
    let span = first.span().join(last.span()).unwrap_or_else(|| first.span());
    Ok(Captures { span, names: names.into_iter().collect() })
}
