//! What only types can tell, as constants that do not evaluate if it is wrong: one for each argument and each clause, so that each speaks.

mod arguments;
mod rows;
mod sense;
mod transfer;

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Ident, Path, spanned::Spanned};

use super::{
    model::{Clause, ClauseKind, Endpoint, Stance},
    rule,
};

pub fn assertions(endpoint: &Endpoint, name: &Ident) -> Vec<TokenStream> {
    let mut assertions = Assertions::about(format!("endpoint `{name}`"));
    assertions.arguments(endpoint);
    for clause in &endpoint.access.clauses {
        assertions.columns(clause);
        assertions.named_inside(clause, false);
        assertions.end();
    }
    assertions.transfer(endpoint);
    assertions.opt_outs(endpoint);
    assertions.sense(&endpoint.access.clauses);
    match &endpoint.access.stance {
        Stance::Public { .. } => assertions.public(&endpoint.access.clauses),
        Stance::Optional { key, .. } => assertions.optional(key),
        Stance::Authenticated => {}
    }
    assertions.end();
    assertions.written
}

/// Those of a rule that stands alone.
pub fn of_rule(clause: &Clause, name: &Ident) -> Vec<TokenStream> {
    let mut assertions = Assertions::about(format!("rule `{name}`"));
    assertions.named_inside(clause, false);
    assertions.sense(std::slice::from_ref(clause));
    assertions.end();
    assertions.written
}

struct Assertions {
    /// What the messages are about.
    name: String,
    /// About one thing: the first mistake speaks for it.
    together: Vec<TokenStream>,
    written: Vec<TokenStream>,
}

impl Assertions {
    fn about(name: String) -> Self {
        Self { name, together: Vec::new(), written: Vec::new() }
    }

    /// Ends what is about one thing. It is one constant, because each takes the compiler as long as a function.
    fn end(&mut self) {
        let together = std::mem::take(&mut self.together);
        if !together.is_empty() {
            self.written.push(quote!(const _: () = { #(#together)* };));
        }
    }

    fn refuse_if(&mut self, span: Span, mistake: TokenStream, message: &str) {
        self.together.push(quote_spanned!(span=> __secure::refuse_if(#mistake, #message);));
    }

    /// The same for a mistake whose words name what is known to the types alone: `mistake` is those words, if it is one.
    fn refuse_as(&mut self, span: Span, mistake: TokenStream) {
        self.together.push(quote_spanned!(span=> __secure::refuse_as(#mistake);));
    }

    /// What may not stand inside `any`, `all` and `not` may not come in under a name either.
    fn named_inside(&mut self, clause: &Clause, negated: bool) {
        let negated = negated || matches!(clause.kind, ClauseKind::Not(_));
        for inner in clause.inner() {
            self.named_inside(inner, negated);
            let ClauseKind::Rule(path) = &inner.kind else { continue };
            let (shown, rule) = (written(path), rule::named(path));
            self.refuse_if(
                path.span(),
                quote!(__secure::names_scope(&#rule)),
                &format!(
                    "the rule `{shown}` has a `scope`, which stands outside of `any`, `all` and `not`\n\
                     help: state the scope beside them"
                ),
            );
            if negated {
                self.refuse_if(
                    path.span(),
                    quote!(!__secure::names_scope(&#rule) && !__secure::can_be_negated(&#rule)),
                    &format!(
                        "the rule `{shown}` is not of `role` and `owner` alone, and `not` can be said of nothing else\n\
                         help: say `not` of a single role or of `owner`"
                    ),
                );
            }
        }
    }

    fn opt_outs(&mut self, endpoint: &Endpoint) {
        let name = self.name.clone();
        if let Some(unscoped) = &endpoint.unscoped {
            self.refuse_if(
                unscoped.key.span(),
                quote!(__secure::names_rows(__SECURE_CLAUSES)),
                "`unscoped` contradicts the access rule: one reaches every row, the other says which\n\
                 help: remove `unscoped(…)`, or the clauses about rows",
            );
            self.refuse_if(
                unscoped.key.span(),
                quote!(!__secure::takes_rows(__SECURE_ARGUMENTS)),
                &format!(
                    "`unscoped` is about rows, but {name} takes none\nhelp: remove `unscoped(…)`"
                ),
            );
        }
        match &endpoint.cross_tenant {
            Some(cross_tenant) => self.refuse_if(
                cross_tenant.key.span(),
                quote!(!__secure::takes_rows_of_tenants(__SECURE_ARGUMENTS)),
                &format!(
                    "`cross_tenant` reaches every tenant's rows, but {name} takes none that belong to a tenant\n\
                     help: remove `cross_tenant(…)`"
                ),
            ),
            None if matches!(endpoint.access.stance, Stance::Authenticated) => {}
            None => {
                for (position, argument) in endpoint.arguments.iter().enumerate() {
                    self.refuse_if(
                        argument.kind.span(),
                        quote!(__secure::reaches_rows_of_tenants(__SECURE_ARGUMENTS, #position)),
                        &format!(
                            "these rows belong to tenants, and whoever calls {name} without credentials proves none\n\
                             help: add `cross_tenant(reason = \"…\")` to the attribute if the rows of all tenants are meant"
                        ),
                    );
                }
            }
        }
    }

    fn public(&mut self, clauses: &[Clause]) {
        for clause in clauses {
            clause.walk(&mut |clause| {
                let ClauseKind::Rule(path) = &clause.kind else { return };
                let (shown, rule) = (written(path), rule::named(path));
                self.refuse_if(
                    path.span(),
                    quote!(!__secure::is_about_rows_alone(&#rule)),
                    &format!(
                        "the rule `{shown}` asks who calls, and contradicts `public`, which lets anyone call\n\
                         help: remove `rule = {shown}`, or remove `public(…)`"
                    ),
                );
            });
        }
    }

    fn optional(&mut self, key: &Ident) {
        self.refuse_if(
            key.span(),
            quote!(!__secure::admits_anonymous(__SECURE_CLAUSES)),
            "`optional` lets anyone call, but the access rule is never true without credentials\n\
             help: remove `optional(…)`, or write `any(…)` with a clause about rows: `any(owner, row(public = true))`",
        );
    }
}

/// A path as the user wrote it.
fn written(path: &Path) -> String {
    quote!(#path).to_string().replace(' ', "")
}
