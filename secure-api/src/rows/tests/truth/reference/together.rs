//! What several operations in one transaction mean.

use super::{
    super::{
        operations::{Operation, Step},
        world::World,
    },
    Reference,
    writes::{Done, Seen},
};

impl Reference<'_> {
    /// Each begins with what those before it have written. The first failure is what all the others say, and then nothing of it remains.
    pub(super) fn together(
        &self,
        steps: &[Step],
        ends_well: bool,
        world: &mut World,
    ) -> Vec<String> {
        let mut answers = Vec::new();
        let mut failed: Option<String> = None;
        let mut now = self.world.clone();
        // Rows are loaded before it begins.
        let loaded: Vec<_> = steps.iter().map(|step| self.loaded(&step.operation)).collect();
        for (step, loaded) in steps.iter().zip(loaded) {
            let before = now.clone();
            let here = Reference { world: &before, ..*self };
            let done = match &failed {
                Some(failure) => here.refused_after(&step.operation, loaded, failure),
                None => here.step(&step.operation, loaded, &mut now),
            };
            let is_refused = ["403", "404", "409", "412", "400", "422"]
                .iter()
                .any(|status| done.answer.starts_with(status) && !done.answer.contains('|'));
            if done.fails && failed.is_none() {
                failed = Some(done.answer.clone());
            }
            answers.push(done.answer.clone());
            if step.is_needed && is_refused {
                answers.push(format!("ended {}", done.answer));
                return answers;
            }
        }
        answers.push(match failed {
            _ if !ends_well => "ended 412".to_owned(),
            Some(failure) => format!("ended {failure}"),
            None => {
                *world = now;
                "kept".to_owned()
            }
        });
        answers
    }

    fn loaded(&self, operation: &Operation) -> Option<Seen> {
        match operation {
            Operation::Write(_, of) if of.is_loaded => Some(self.load(of)),
            _ => None,
        }
    }

    fn step(&self, operation: &Operation, loaded: Option<Seen>, now: &mut World) -> Done {
        match (operation, loaded) {
            (Operation::Read { ids, .. }, _) => {
                let mut lines = self.read(ids);
                lines.sort();
                Done { answer: lines.join(" | "), fails: false }
            }
            (Operation::Write(write, of), Some(seen)) => self.write_loaded(write, of, seen, now),
            (operation, _) => self.write(operation, now),
        }
    }

    /// What is refused before any statement is refused for its own reason.
    fn refused_after(&self, operation: &Operation, loaded: Option<Seen>, failure: &str) -> Done {
        let answer = match (operation, loaded) {
            (_, Some(Err(not_loaded))) => not_loaded,
            (Operation::CreateMany(inputs), _) if inputs.is_empty() => String::new(),
            (Operation::Create(_) | Operation::Put(_), _) if !self.can_make() => "403".to_owned(),
            _ => failure.to_owned(),
        };
        Done { answer, fails: true }
    }
}
