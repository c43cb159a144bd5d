//! Row clauses against the resources that an endpoint takes.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, LitStr, Path, ext::IdentExt as _, spanned::Spanned};

use super::{Assertions, written};
use crate::endpoint::{
    model::{Clause, ClauseKind, Literal, OwnerColumn, RowClause},
    rule,
};

impl Assertions {
    /// Row clauses, wherever they stand, against the resources that are taken.
    pub(super) fn columns(&mut self, clause: &Clause) {
        let key = &clause.key;
        match &clause.kind {
            ClauseKind::Owner(column) => self.owner(key, column),
            ClauseKind::Member(level) => {
                self.rows_are_taken(key, None);
                self.member(key, level.as_ref());
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
        let no_owner = match column {
            OwnerColumn::Declared => quote!(no_clear_owner),
            OwnerColumn::Named(_) | OwnerColumn::Each(_) => quote!(no_owner),
        };
        self.refuse_as(key.span(), quote!(__secure::#no_owner(__SECURE_ARGUMENTS, #name)));
        match column {
            OwnerColumn::Declared => {}
            OwnerColumn::Named(column) => self.refuse_as(
                column.span(),
                quote!(__secure::no_owner_column(__SECURE_ARGUMENTS, __secure::Owning::Rows, #column, #name)),
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
                self.end();
                for (resource, column) in columns {
                    self.owner_of_one(resource, column);
                    self.end();
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
                "`{}` is not an owner column of `{shown}`\n\
                 help: write a column that `{shown}` declares with `#[resource(owner)]`",
                column.value()
            ),
        );
    }

    fn member(&mut self, key: &Ident, level: Option<&LitStr>) {
        let name = self.name.clone();
        self.refuse_if(
            key.span(),
            quote!(!__secure::rows_have_members(__SECURE_ARGUMENTS)),
            &format!(
                "`member` in the rule of {name}, but a resource that it takes says nothing of members\n\
                 help: write `#[resource(member(table = \"…\", resource_key = \"…\", user_key = \"…\"))]` above it"
            ),
        );
        if let Some(level) = level {
            self.refuse_as(
                level.span(),
                quote!(__secure::unknown_level(__SECURE_ARGUMENTS, #level)),
            );
        }
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
        self.end();
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
                    && __secure::owners_fit(__SECURE_ARGUMENTS, &#rule)
                    && !__secure::owners_are_clear(__SECURE_ARGUMENTS, &#rule)
            ),
            &format!(
                "the rule `{shown}` says `owner`, but a resource of {name} has several owner columns\n\
                 help: write `owner = \"…\"` in the rule, with the column that is meant"
            ),
        );
        self.refuse_if(
            path.span(),
            quote!(
                __secure::takes_rows(__SECURE_ARGUMENTS)
                    && !__secure::members_fit(__SECURE_ARGUMENTS, &#rule)
            ),
            &format!(
                "the rule `{shown}` asks for members, or for a level of them, that a resource of {name} does not declare\n\
                 help: take a resource whose `#[resource(member(…))]` declares them, or state the rule without them"
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
}
