//! Makes a case say more than it would by chance: what is written is more often a row that is reached, and what is made more often one that the
//! rule allows.

use super::{
    operations::{Input, Operation, Target},
    reference::{Key, Reference},
    rules::{Holding, Rule},
    world::Row,
};

pub(super) fn aim(operation: &mut Operation, at: &Reference<'_>) {
    match operation {
        Operation::Read { .. } | Operation::Find(_) => {}
        Operation::Create(input) => fit(input, at.rule, true),
        Operation::Put(input) => {
            fit(input, at.rule, true);
            // In two of five, by the number, which is as random as any.
            if input.number % 2 == 0
                && let Some(key) = in_the_way(at)
            {
                input.key = key;
            }
        }
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

/// What names a row that is out of reach.
fn in_the_way(at: &Reference<'_>) -> Option<&'static str> {
    let is_reached = |row: &Row| at.reached().iter().any(|reached| reached.id == row.id);
    let (tenant, owner) = (at.caller.tenant, at.caller.subject);
    let is = |held: Option<i64>, named: Option<&str>| {
        held.is_some_and(|held| named == Some(held.to_string().as_str()))
    };
    let mut keys =
        at.world.things.iter().filter(|row| !is_reached(row)).map(|row| match at.shape.key {
            Some(Key::Slug) => row.slug.filter(|_| is(row.owner, owner)),
            Some(Key::Code) => row.code.filter(|_| is(row.tenant, tenant)),
            Some(Key::Number) | None => None,
        });
    keys.find_map(|key| key)
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
