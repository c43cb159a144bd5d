//! Whether a rule makes sense: one that is always true, or never, was meant otherwise.

use quote::quote;

use super::Assertions;
use crate::endpoint::model::{Clause, ClauseKind};

/// How many clauses a rule has at most.
const MOST_CLAUSES: usize = 8;

impl Assertions {
    /// Rules that are always true, or never, were meant otherwise. Only what is joined, negated, compared or named can be.
    pub(super) fn sense(&mut self, clauses: &[Clause]) {
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
            self.end();
        }
    }
}
