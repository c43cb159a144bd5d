//! What only types can tell, as constants that do not evaluate if it is wrong. Each stands alone, so that each speaks.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Ident, LitStr, Path, ext::IdentExt as _, spanned::Spanned};

use super::{
    model::{Clause, ClauseKind, Endpoint, Literal, OwnerColumn, RowClause, Stance},
    rule,
};

/// How many clauses a rule has at most.
const MOST_CLAUSES: usize = 8;

pub fn assertions(endpoint: &Endpoint, name: &Ident) -> Vec<TokenStream> {
    let mut assertions = Assertions { name: format!("endpoint `{name}`"), written: Vec::new() };
    assertions.arguments(endpoint);
    for clause in &endpoint.access.clauses {
        assertions.columns(clause);
        assertions.named_inside(clause, false);
    }
    assertions.opt_outs(endpoint);
    assertions.sense(&endpoint.access.clauses);
    match &endpoint.access.stance {
        Stance::Public { .. } => assertions.public(&endpoint.access.clauses),
        Stance::Optional { key, .. } => assertions.optional(key),
        Stance::Authenticated => {}
    }
    assertions.written
}

/// Those of a rule that stands alone.
pub fn of_rule(clause: &Clause, name: &Ident) -> Vec<TokenStream> {
    let mut assertions = Assertions { name: format!("rule `{name}`"), written: Vec::new() };
    assertions.named_inside(clause, false);
    assertions.sense(std::slice::from_ref(clause));
    assertions.written
}

struct Assertions {
    /// What the messages are about.
    name: String,
    written: Vec<TokenStream>,
}

impl Assertions {
    fn refuse_if(&mut self, span: Span, mistake: TokenStream, message: &str) {
        let message = LitStr::new(&message.replace('{', "{{").replace('}', "}}"), span);
        // The panic has the user's span and stands here rather than in a function, so that rustc points at it alone.
        let refuse = quote::quote_spanned!(span=> ::core::panic!(#message));
        self.written.push(quote! {
            const _: () = if #mistake {
                #refuse
            };
        });
    }

    /// Rows first, input next, the body last; and no rows that nothing is said about.
    fn arguments(&mut self, endpoint: &Endpoint) {
        let name = self.name.clone();
        let last = endpoint.arguments.len().saturating_sub(1);
        for (position, argument) in endpoint.arguments.iter().enumerate() {
            let span = argument.kind.span();
            if position != last {
                self.refuse_if(
                    span,
                    quote!(__secure::reads_body(__SECURE_ARGUMENTS, #position)),
                    &format!(
                        "only the last argument of {name} can read the body\n\
                         help: move this argument to the end, and keep one that reads the body"
                    ),
                );
            }
            // What does not fit is known to the type alone, words and all.
            let refuse = quote::quote_spanned!(span=> ::core::panic!("{}", __secure_misfit));
            self.written.push(quote! {
                const _: () = if let ::core::option::Option::Some(__secure_misfit) = __secure::misfit(__SECURE_ARGUMENTS, #position) {
                    #refuse
                };
            });
            if position != 0 {
                self.refuse_if(
                    span,
                    quote!(__secure::reads_query_again(__SECURE_ARGUMENTS, #position)),
                    &format!(
                        "two arguments of {name} read the query, and each refuses what is for the other\n\
                         help: take one input with all its members; `PageRequest::new` makes a page of `limit` and `after`"
                    ),
                );
                self.refuse_if(
                    span,
                    quote!(__secure::loads_row_after_input(__SECURE_ARGUMENTS, #position)),
                    &format!(
                        "{name} reads input before it loads this row\n\
                         help: move this argument before every `Valid<…>`"
                    ),
                );
            }
            if let Some(capture) = &argument.capture {
                self.refuse_if(
                    capture.span(),
                    quote!(!__secure::loads_row(__SECURE_ARGUMENTS, #position)),
                    &format!(
                        "`#[path]` names the capture of a row's id, but this argument of {name} loads no row\n\
                         help: remove `#[path(…)]`, or take `Owned<…>`"
                    ),
                );
            }
            if argument.capture.is_none() && position != 0 {
                let unnamed: Vec<bool> =
                    endpoint.arguments.iter().map(|other| other.capture.is_none()).collect();
                self.refuse_if(
                    span,
                    quote!(__secure::shares_id(__SECURE_ARGUMENTS, &[#(#unnamed),*], #position)),
                    &format!(
                        "two rows of {name} are both loaded by the path's `{{id}}`\n\
                         help: write `#[path(\"…\")]` before this argument, with the capture of its own id"
                    ),
                );
            }
            if endpoint.unscoped.is_none()
                && !endpoint.access.clauses.iter().any(Clause::names_rows)
            {
                self.refuse_if(
                    span,
                    quote!(
                        __secure::reaches_rows(__SECURE_ARGUMENTS, #position)
                            && !__secure::may_name_rows(__SECURE_CLAUSES)
                    ),
                    &format!(
                        "this argument of {name} reaches rows, but the access rule does not say which\n\
                         help: add `owner` to the attribute, or `unscoped(reason = \"…\")` if every row is meant"
                    ),
                );
            }
        }
        if let Some(body) = &endpoint.body {
            self.refuse_if(
                body.key.span(),
                quote!(!__secure::takes_body(__SECURE_ARGUMENTS)),
                &format!("`body` limits the body, but {name} reads none\nhelp: remove `body`"),
            );
        }
    }

    /// Row clauses, wherever they stand, against the resources that are taken.
    fn columns(&mut self, clause: &Clause) {
        let key = &clause.key;
        match &clause.kind {
            ClauseKind::Owner(column) => {
                self.rows_are_taken(key, None);
                self.owner(key, column);
            }
            ClauseKind::Row(rows) => {
                self.rows_are_taken(key, None);
                rows.iter().for_each(|row| self.row(row));
            }
            ClauseKind::Rule(path) => {
                let rule = rule::named(path);
                self.rows_are_taken(key, Some((path, &rule)));
                self.named_columns(path);
            }
            _ => {}
        }
        clause.inner().iter().for_each(|clause| self.columns(clause));
    }

    /// `rule` is one whose clauses stand elsewhere.
    fn rows_are_taken(&mut self, key: &Ident, rule: Option<(&Path, &TokenStream)>) {
        let name = self.name.clone();
        let is_about_rows = rule.map(|(_, rule)| quote!(__secure::names_rows(&[#rule]) &&));
        let shown = match rule {
            Some((path, _)) => format!("the rule `{}`", written(path)),
            None => format!("`{key}`"),
        };
        self.refuse_if(
            key.span(),
            quote!(#is_about_rows !__secure::takes_rows(__SECURE_ARGUMENTS)),
            &format!(
                "{shown} decides about rows, but {name} takes none\n\
                 help: take `Owned<…>` for one row or `Scoped<…>` for several, or remove `{key}`"
            ),
        );
    }

    fn owner(&mut self, key: &Ident, column: &OwnerColumn) {
        let name = self.name.clone();
        self.refuse_if(
            key.span(),
            quote!(!__secure::rows_have_owner(__SECURE_ARGUMENTS)),
            &format!(
                "`owner` in the rule of {name}, but a resource that it takes has no owner column\n\
                 help: write `#[resource(owner)]` on that column"
            ),
        );
        match column {
            OwnerColumn::Declared => {}
            OwnerColumn::Named(column) => self.refuse_if(
                column.span(),
                quote!(!__secure::rows_are_owned_by(__SECURE_ARGUMENTS, #column)),
                &format!(
                    "`{}` is not the owner column of every resource that {name} takes\n\
                     help: write `owner` for the column that each resource declares with `#[resource(owner)]`",
                    column.value()
                ),
            ),
            OwnerColumn::Each(columns) => {
                let resources = columns.iter().map(|(resource, _)| {
                    quote!(<#resource as __secure::Resource>::INFO)
                });
                let resources: Vec<_> = resources.collect();
                // One that is named and not taken has a message of its own.
                self.refuse_if(
                    key.span(),
                    quote!(
                        !__secure::every_row_is_of(__SECURE_ARGUMENTS, &[#(#resources),*])
                            #(&& __secure::is_taken(__SECURE_ARGUMENTS, #resources))*
                    ),
                    &format!(
                        "`owner(…)` does not name every resource that {name} takes\n\
                         help: name each of them, or write `owner` for the column that each resource declares"
                    ),
                );
                for (resource, column) in columns {
                    self.owner_of_one(resource, column);
                }
            }
        }
    }

    fn owner_of_one(&mut self, resource: &Path, column: &LitStr) {
        let name = self.name.clone();
        let shown = written(resource);
        let info = quote!(<#resource as __secure::Resource>::INFO);
        self.refuse_if(
            resource.span(),
            quote!(!__secure::is_taken(__SECURE_ARGUMENTS, #info)),
            &format!("{name} takes no rows of `{shown}`\nhelp: remove `{shown} = \"…\"`"),
        );
        self.refuse_if(
            column.span(),
            quote!(
                __secure::is_taken(__SECURE_ARGUMENTS, #info)
                    && !__secure::is_owned_by(#info, #column)
            ),
            &format!(
                "`{}` is not the owner column of `{shown}`\n\
                 help: write the column that `{shown}` declares with `#[resource(owner)]`",
                column.value()
            ),
        );
    }

    fn row(&mut self, row: &RowClause) {
        let name = self.name.clone();
        let column = row.column.unraw().to_string();
        self.refuse_if(
            row.column.span(),
            quote!(!__secure::rows_have_column(__SECURE_ARGUMENTS, #column)),
            &format!(
                "`{column}` is not a column of every resource that {name} takes\n\
                 help: write the name of a column that each of them has"
            ),
        );
        let (kind, span) = match &row.value {
            Literal::Text(text) => ("a text", text.span()),
            Literal::Integer { span, .. } => ("a whole number", *span),
            Literal::Boolean { span, .. } => ("`true` or `false`", *span),
        };
        let clause = rule::clause(&Clause {
            key: row.column.clone(),
            kind: ClauseKind::Row(vec![row.clone()]),
        });
        self.refuse_if(
            span,
            quote!(
                __secure::rows_have_column(__SECURE_ARGUMENTS, #column)
                    && !__secure::rows_fit(__SECURE_ARGUMENTS, &#clause)
            ),
            &format!(
                "the column `{column}` cannot be compared with {kind}\n\
                 help: write a literal of the column's type: `\"…\"`, `1` or `true`"
            ),
        );
    }

    fn named_columns(&mut self, path: &Path) {
        let (name, shown, rule) = (self.name.clone(), written(path), rule::named(path));
        self.refuse_if(
            path.span(),
            quote!(
                __secure::takes_rows(__SECURE_ARGUMENTS)
                    && !__secure::owners_fit(__SECURE_ARGUMENTS, &#rule)
            ),
            &format!(
                "the rule `{shown}` names an owner column that a resource of {name} does not have\n\
                 help: write `owner` in the rule for the column that each resource declares with `#[resource(owner)]`"
            ),
        );
        self.refuse_if(
            path.span(),
            quote!(
                __secure::takes_rows(__SECURE_ARGUMENTS)
                    && !__secure::rows_fit(__SECURE_ARGUMENTS, &#rule)
            ),
            &format!(
                "the rule `{shown}` compares a column that a resource of {name} does not have, or with a literal of another type\n\
                 help: take a resource that has the column, or state the rule without it"
            ),
        );
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

    /// Rules that are always true, or never, were meant otherwise. Only what is joined, negated, compared or named can be.
    fn sense(&mut self, clauses: &[Clause]) {
        let name = self.name.clone();
        let says = |clause: &Clause, found: &dyn Fn(&ClauseKind) -> bool| {
            let mut says = false;
            clause.walk(&mut |clause| says |= found(&clause.kind));
            says
        };
        let is_named = |kind: &ClauseKind| matches!(kind, ClauseKind::Rule(_));
        let is_joined = |kind: &ClauseKind| {
            is_named(kind)
                || matches!(kind, ClauseKind::All(_) | ClauseKind::Any(_) | ClauseKind::Not(_))
        };
        let can_contradict = |kind: &ClauseKind| {
            is_named(kind) || matches!(kind, ClauseKind::Not(_) | ClauseKind::Row(_))
        };
        let mut single = 0;
        clauses.iter().for_each(|clause| {
            clause.walk(&mut |clause| {
                single += match &clause.kind {
                    ClauseKind::Row(rows) => rows.len(),
                    _ => usize::from(clause.inner().is_empty()),
                };
            });
        });
        let counts = single > MOST_CLAUSES || clauses.iter().any(|clause| says(clause, &is_named));
        let contradicts = clauses.iter().any(|clause| says(clause, &can_contradict));
        for (position, clause) in clauses.iter().enumerate() {
            let span = clause.key.span();
            if counts {
                self.refuse_if(
                    span,
                    quote!(__secure::exceeds(__SECURE_CLAUSES, #position, #MOST_CLAUSES)),
                    &format!(
                        "the access rule of {name} has more than {MOST_CLAUSES} clauses\n\
                         help: move a part into a function, and write `check = …`"
                    ),
                );
            }
            if is_joined(&clause.kind)
                || matches!(&clause.kind, ClauseKind::Row(rows) if rows.len() > 1)
            {
                self.refuse_if(
                    span,
                    quote!(__secure::is_always_true(__SECURE_CLAUSES, #position)),
                    "a part of this is true for every caller who is authenticated, so the rest of it decides nothing\n\
                     help: remove that part, or write `authenticated` alone",
                );
                self.refuse_if(
                    span,
                    quote!(__secure::is_never_true(__SECURE_CLAUSES, #position)),
                    "a part of this can never be true: its clauses contradict each other\n\
                     help: remove one of them, or write `any(…)` if one of them is enough",
                );
            }
            if position > 0 && contradicts {
                self.refuse_if(
                    span,
                    quote!(__secure::contradicts_earlier(__SECURE_CLAUSES, #position)),
                    &format!(
                        "the access rule of {name} can never be true: `{}` contradicts what stands before it\n\
                         help: remove one of them, or write `any(…)` if one of them is enough",
                        clause.key
                    ),
                );
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
