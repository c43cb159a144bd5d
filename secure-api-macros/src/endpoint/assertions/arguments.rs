//! The arguments of an endpoint against each other and against its attribute.

use quote::quote;
use syn::spanned::Spanned;

use super::Assertions;
use crate::endpoint::model::{Captures, Clause, Endpoint};

impl Assertions {
    /// Rows first, input next, the body last; and no rows that nothing is said about.
    pub(super) fn arguments(&mut self, endpoint: &Endpoint) {
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
            self.refuse_as(span, quote!(__secure::misfit(__SECURE_ARGUMENTS, #position)));
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
            if let Some(Captures { span, names }) = &argument.captures {
                let (span, named) = (*span, names.len());
                self.refuse_if(
                    span,
                    quote!(!__secure::loads_row(__SECURE_ARGUMENTS, #position)),
                    &format!(
                        "`#[path]` names the capture of a row's id, but this argument of {name} loads no row\n\
                         help: remove `#[path(…)]`, or take `Owned<…>`"
                    ),
                );
                self.refuse_as(
                    span,
                    quote!(__secure::miscounted_captures(__SECURE_ARGUMENTS, #position, #named)),
                );
            }
            if argument.captures.is_none() && position != 0 {
                let unnamed: Vec<bool> =
                    endpoint.arguments.iter().map(|other| other.captures.is_none()).collect();
                self.refuse_if(
                    span,
                    quote!(__secure::shares_id(__SECURE_ARGUMENTS, &[#(#unnamed),*], #position)),
                    &format!(
                        "two rows of {name} are both loaded by the same captures of the path\n\
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
            if endpoint.transfer.is_none() {
                self.transferred(position, argument);
            }
            self.end();
        }
        if let Some(body) = &endpoint.body {
            self.refuse_if(
                body.key.span(),
                quote!(!__secure::takes_body(__SECURE_ARGUMENTS)),
                &format!("`body` limits the body, but {name} reads none\nhelp: remove `body`"),
            );
            self.end();
        }
    }
}
