//! The path of the runtime crate in generated code.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Expr, Meta, Path, Token, punctuated::Punctuated};

use crate::{diag::Mistakes, options};

/// `::secure_api::__private`: absolute, so that no item of the user's can stand in for it. Elsewhere where `crate = path` says so.
pub fn private(krate: Option<&Path>) -> TokenStream {
    match krate {
        Some(path) => quote!(#path::__private),
        None => quote!(::secure_api::__private),
    }
}

/// What `#[name(crate = path)]` says, read before anything is judged: a stub beside mistakes needs it too.
pub fn stated(name: &str, attributes: &[Attribute]) -> Option<Path> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident(name))
        .filter_map(|attribute| {
            attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok()
        })
        .flatten()
        .find(|option| option.path().is_ident("crate"))
        .and_then(|option| path(&option))
}

/// Judges `crate = path`, which [`stated`] has read.
pub fn judge(option: &Meta, mistakes: &mut Mistakes) {
    if path(option).is_none() {
        let place: &dyn quote::ToTokens = match option {
            Meta::NameValue(pair) => &pair.value,
            other => other,
        };
        mistakes.help(place, WRONG, HELP);
    }
}

/// Keeps `crate` from standing twice.
pub fn once(seen: &mut Option<()>, option: &Meta, mistakes: &mut Mistakes) {
    options::once(seen, Some(()), option, mistakes);
    judge(option, mistakes);
}

pub const WRONG: &str = "`crate` is the path of `secure_api` where it has another name";
pub const HELP: &str = "write `crate = my_facade::secure_api`";

fn path(option: &Meta) -> Option<Path> {
    match option {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Path(path) if path.qself.is_none() => Some(path.path.clone()),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What every macro writes with `crate = facade::guards`, with mistakes and without.
    fn written() -> Vec<(&'static str, TokenStream)> {
        let attribute = quote!(
            any(role = "admin", rule = Staff, check = is_active, owner(Document = "owner_id")),
            not(role = "viewer"),
            row(public = true),
            scope = "read",
            fresh = "1h",
            mfa,
            unscoped(reason = "x"),
            cross_tenant(reason = "x"),
            rate(ip = "5/min", burst = 2, cost = 1, count = "failures"),
            tier = "heavy",
            body = "1KiB",
            timeout = "1s",
            audit = "a.b",
            crate = facade::guards
        );
        let function = quote!(
            #[deprecated]
            async fn read(#[path("a")] document: Owned<Document>, note: Valid<Json<Note>>) -> Text {
            }
        );
        let document = quote!(
            #[resource(table = "documents", crate = facade::guards)]
            struct Document {
                #[resource(id)]
                id: i64,
                #[resource(owner)]
                owner_id: i64,
                #[resource(tenant)]
                tenant_id: i64,
                title: Option<Text>,
            }
        );
        let input = quote!(
            #[input(create = Document, update = Document, crate = facade::guards)]
            struct Note {
                #[input(sanitize(trim))]
                #[validate(length(max = 3), each(email), custom(function = check), regex(path = SLUG), must_match(other = number))]
                text: Text,
                #[validate(range(min = 1), nested)]
                number: u8,
            }
        );
        let wrong = |tokens: TokenStream| {
            let text = tokens.to_string().replace("table =", "tabel =");
            let text = text.replace("trim", "trimm").replace("Security", "Nothing");
            text.parse::<TokenStream>().expect("it is Rust")
        };
        let roles = quote!(
            #[role(crate = facade::guards)]
            enum Role {
                #[role(includes(Viewer))]
                Admin,
                Viewer,
            }
        );
        let circle = quote!(
            #[role(crate = facade::guards)]
            enum Role {
                #[role(includes(Admin))]
                Admin,
            }
        );
        let state = quote!(
            #[state(crate = facade::guards)]
            struct App {
                security: Security,
                db: Db,
            }
        );
        let endpoint =
            |attribute: TokenStream| crate::endpoint::expand(attribute, function.clone());
        let rule = |clause: TokenStream| {
            crate::endpoint::expand_rule(quote!(pub Staff = #clause, crate = facade::guards))
        };
        vec![
            ("endpoint", endpoint(attribute.clone())),
            ("refused endpoint", endpoint(quote!(#attribute, roles = "admin"))),
            ("rule", rule(quote!(any(role = "admin", owner)))),
            ("refused rule", rule(quote!(any(role = "admin")))),
            ("resource", crate::resource::expand(document.clone())),
            ("refused resource", crate::resource::expand(wrong(document))),
            ("input", crate::input::expand(input.clone())),
            ("refused input", crate::input::expand(wrong(input))),
            ("roles", crate::roles::expand(roles)),
            ("refused roles", crate::roles::expand(circle)),
            ("state", crate::state::expand(state.clone())),
            ("refused state", crate::state::expand(wrong(state))),
        ]
    }

    #[test]
    fn with_a_path_nothing_is_looked_for_under_the_own_name() {
        for (name, tokens) in written() {
            let code: String = tokens.to_string().split_whitespace().collect();
            let is_refused = name.starts_with("refused");
            assert_eq!(code.contains("compile_error"), is_refused, "{name}: {code}");
            // Only the words of a message may name it.
            assert!(!code.contains("::secure_api"), "{name}: {code}");
            assert!(code.contains("facade::guards::__private"), "{name}: {code}");
        }
    }

    #[test]
    fn without_a_path_it_is_absolute() {
        assert_eq!(private(None).to_string().replace(' ', ""), "::secure_api::__private");
    }
}
