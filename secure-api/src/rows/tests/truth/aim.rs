//! Makes a case say more than it would by chance: what is written is more often a row that is reached, and what is made more often one that the
//! rule allows.

use super::{
    operations::{Input, Operation, Target},
    reference::Reference,
    rules::{Holding, Rule},
};

pub(super) fn aim(operation: &mut Operation, at: &Reference<'_>) {
    match operation {
        Operation::Read { .. } | Operation::Find(_) => {}
        Operation::Create(input) | Operation::Put(input) => fit(input, at.rule, true),
        Operation::CreateMany(inputs) => {
            inputs.iter_mut().for_each(|input| fit(input, at.rule, true));
        }
        Operation::Write(_, of) => pick(of, at),
        Operation::Together { steps, .. } => {
            steps.iter_mut().for_each(|step| aim(&mut step.operation, at));
        }
    }
}

fn pick(of: &mut Target, at: &Reference<'_>) {
    let reached = at.reached();
    if let Some(row) = of.pick.and_then(|pick| reached.get(pick % reached.len().max(1))) {
        of.id = row.id;
    }
}

/// Gives an input that is to fit what the rule asks for, as far as one comparison tells.
fn fit(input: &mut Input, rule: &Rule, is: bool) {
    match rule {
        _ if !input.fits => {}
        Rule::All(rules) | Rule::Any(rules) => rules.iter().for_each(|rule| fit(input, rule, is)),
        Rule::Not(rule) => fit(input, rule, !is),
        Rule::Row(Holding::Title(title)) if is => input.title = title,
        Rule::Row(Holding::Status(status)) if is => input.status = Some(status),
        Rule::Row(Holding::Year(year)) if is => input.year = Some(*year),
        Rule::Row(Holding::Public(public)) => input.public = Some(*public == is),
        Rule::Row(Holding::Project(project)) if is => input.project = Some(*project),
        Rule::Known(_) | Rule::Owner(_) | Rule::Member(_) | Rule::Row(_) => {}
    }
}
