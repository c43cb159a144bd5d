//! The arguments of an endpoint against each other and against its attribute.

use quote::quote;
use syn::spanned::Spanned;

use super::Assertions;
use crate::endpoint::model::{Captures, Clause, Endpoint};

impl Assertions {
    /// Rows first, input next, the body last; and no rows that nothing is said about.
    pub(super) fn arguments(&mut self, endpoint: &Endpoint) {
        let name = self.name.clone();
        let unnamed: Vec<bool> =
            endpoint.arguments.iter().map(|argument| argument.captures.is_none()).collect();
        let gives_away = endpoint.transfer.is_some();
        for (position, argument) in endpoint.arguments.iter().enumerate() {
            let span = argument.kind.span();
            self.refuse_as(
                span,
                quote!(__secure::misfit(__SECURE_ARGUMENTS, #position, &[#(#unnamed),*], #gives_away, #name)),
            );
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
