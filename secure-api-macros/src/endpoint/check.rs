//! Judges attribute and signature, each for itself and against each other. What needs types is left to constant
//! assertions in the generated code.

use syn::{
    Attribute, FnArg, GenericParam, ItemFn, LitStr, PatType, ReturnType, Safety, Type,
    spanned::Spanned,
};

use super::{
    attr::{Declared, Keyed},
    model::{Access, Argument, Clause, Endpoint},
};
use crate::diag::Mistakes;

/// The tuple of arguments is implemented up to this number.
const MOST_ARGUMENTS: usize = 8;

pub fn check(declared: Declared, function: &ItemFn, mistakes: &mut Mistakes) -> Option<Endpoint> {
    shape(function, mistakes);
    let arguments = arguments(function, mistakes);
    let rate = declared.rate.as_ref().map(|rate| rate.key.clone());
    unscoped(&declared, mistakes);
    let access =
        access(&declared.public, declared.clauses, declared.unreadable, function, mistakes);
    if let Some(Access::Public { .. }) = &access
        && rate.is_none()
        && !declared.unreadable
    {
        let name = &function.sig.ident;
        mistakes.help(
            name,
            format_args!("public endpoint `{name}` states no rate"),
            "add `rate = \"60/min\"`: anyone may call it, so say how often",
        );
    }
    Some(Endpoint {
        access: access?,
        rate: declared.rate.map(|rate| rate.value),
        unscoped: declared.unscoped.map(|unscoped| unscoped.value),
        arguments: arguments?,
    })
}

fn access(
    public: &Option<Keyed<LitStr>>,
    clauses: Vec<Keyed<Clause>>,
    unreadable: bool,
    function: &ItemFn,
    mistakes: &mut Mistakes,
) -> Option<Access> {
    if let Some(public) = public {
        for clause in &clauses {
            let key = &clause.key;
            mistakes.help(
                key,
                format_args!("`{key}` contradicts `public`, which lets anyone call"),
                format_args!("remove `{key}`, or remove `public(…)`"),
            );
        }
        return Some(Access::Public { reason: public.value.clone() });
    }
    if clauses.is_empty() {
        if !unreadable {
            let name = &function.sig.ident;
            mistakes.help(
                name,
                format_args!("endpoint `{name}` has no access rule"),
                "add `role = \"…\"`, `owner` or `authenticated`, or `public(reason = \"…\")` if anyone may call it",
            );
        }
        return None;
    }
    for clause in &clauses {
        always_true(clause, mistakes);
    }
    one_owner_column(&clauses, mistakes);
    Some(Access::Rule(clauses.into_iter().map(|clause| clause.value).collect()))
}

/// `any(authenticated, …)` says nothing more than `authenticated`: whoever wrote it meant something else.
fn always_true(clause: &Keyed<Clause>, mistakes: &mut Mistakes) {
    fn is_hollow(clause: &Clause) -> bool {
        match clause {
            Clause::Any(clauses) => clauses
                .iter()
                .any(|clause| matches!(clause, Clause::Authenticated) || is_hollow(clause)),
            Clause::All(clauses) => clauses.iter().any(is_hollow),
            Clause::Authenticated | Clause::Role(_) | Clause::Owner(_) => false,
        }
    }
    if is_hollow(&clause.value) {
        mistakes.help(
            &clause.key,
            "this rule is true for every caller who is authenticated: `authenticated` inside `any` decides alone",
            "remove `authenticated` from `any(…)`, or write `authenticated` alone",
        );
    }
}

/// All row arguments are filtered by one owner column, so a rule cannot name two.
fn one_owner_column(clauses: &[Keyed<Clause>], mistakes: &mut Mistakes) {
    fn columns<'a>(clause: &'a Clause, found: &mut Vec<&'a LitStr>) {
        match clause {
            Clause::Owner(owner) => found.extend(&owner.column),
            Clause::All(clauses) | Clause::Any(clauses) => {
                clauses.iter().for_each(|clause| columns(clause, found));
            }
            Clause::Authenticated | Clause::Role(_) => {}
        }
    }
    let mut found = Vec::new();
    clauses.iter().for_each(|clause| columns(&clause.value, &mut found));
    let Some((first, others)) = found.split_first() else {
        return;
    };
    for other in others.iter().filter(|other| other.value() != first.value()) {
        mistakes.help(
            other,
            format_args!(
                "the rule names two owner columns, `{}` and `{}`",
                first.value(),
                other.value()
            ),
            format_args!("write `owner = \"{}\"` in both places", first.value()),
        );
    }
}

fn unscoped(declared: &Declared, mistakes: &mut Mistakes) {
    if let Some(unscoped) = &declared.unscoped
        && declared.clauses.iter().any(|clause| clause.value.owner().is_some())
    {
        mistakes.help(
            &unscoped.key,
            "`unscoped` contradicts `owner`: one reaches every row, the other the caller's",
            "remove `unscoped(…)`, or the `owner` clause",
        );
    }
}

fn shape(function: &ItemFn, mistakes: &mut Mistakes) {
    let signature = &function.sig;
    let name = &signature.ident;
    if signature.asyncness.is_none() {
        mistakes.help(
            signature.fn_token,
            format_args!("endpoint `{name}` is not async"),
            format_args!("write `async fn {name}`"),
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
    let mut capture = None;
    for attribute in &typed.attrs {
        if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
            mistakes.help(
                attribute,
                format_args!("an argument of endpoint `{name}` is conditional"),
                "write two endpoints, each under its own `#[cfg]`",
            );
        }
        if attribute.path().is_ident("path") {
            capture = mistakes.keep(path_capture(attribute));
        }
    }
    Argument { kind: (*typed.ty).clone(), capture }
}

/// `#[path("document_id")]` on an argument.
fn path_capture(attribute: &Attribute) -> syn::Result<LitStr> {
    attribute.parse_args::<LitStr>().ok().filter(|capture| !capture.value().is_empty()).ok_or_else(|| {
        syn::Error::new_spanned(
            attribute,
            "`#[path]` names the capture that the id is read from\nhelp: write `#[path(\"document_id\")]` for `/documents/{document_id}`",
        )
    })
}
