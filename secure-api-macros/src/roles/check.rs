//! Judges the hierarchy: names that exist and differ, no cycles; and follows every edge to its end.

use std::collections::{BTreeSet, HashMap};

use super::{attr::Declared, model::Role};
use crate::diag::{Mistakes, unknown};

/// A role set is 64 bits.
const MOST_ROLES: usize = 64;

pub fn check(declared: Vec<Declared>, mistakes: &mut Mistakes) -> Option<Vec<Role>> {
    if let Some(one_more) = declared.get(MOST_ROLES) {
        mistakes.help(
            &one_more.variant,
            format_args!("more than {MOST_ROLES} roles"),
            "use scopes for fine distinctions",
        );
        return None;
    }
    let indices: HashMap<String, usize> = declared
        .iter()
        .enumerate()
        .map(|(index, role)| (role.variant.to_string(), index))
        .collect();
    let edges = edges(&declared, &indices, mistakes);
    let names = names(&declared, mistakes);
    if let Some(cycle) = (0..declared.len()).find(|index| reached(*index, &edges).contains(index)) {
        let role = declared.get(cycle)?;
        let at = role.includes.first().unwrap_or(&role.variant);
        mistakes.help(
            at,
            format_args!("role `{}` includes itself by way of `{at}`", role.variant),
            "remove one of the edges of this circle",
        );
        return None;
    }
    if !mistakes.is_empty() {
        return None;
    }
    let roles = declared.into_iter().zip(names).enumerate().map(|(index, (role, name))| {
        let mut holds = reached(index, &edges);
        holds.insert(index);
        Role { variant: role.variant, name, holds: holds.into_iter().collect() }
    });
    Some(roles.collect())
}

fn edges(
    declared: &[Declared],
    indices: &HashMap<String, usize>,
    mistakes: &mut Mistakes,
) -> Vec<Vec<usize>> {
    let known: Vec<String> = declared.iter().map(|role| role.variant.to_string()).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let mut edges = Vec::new();
    for role in declared {
        let mut included = Vec::new();
        for name in &role.includes {
            match indices.get(&name.to_string()) {
                Some(index) => included.push(*index),
                None => mistakes.at(name, unknown("role", &name.to_string(), &known)),
            }
        }
        edges.push(included);
    }
    edges
}

/// The roles that can be reached along the edges in at least one step.
fn reached(from: usize, edges: &[Vec<usize>]) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(role) = open.pop() {
        for next in edges.get(role).into_iter().flatten() {
            if reached.insert(*next) {
                open.push(*next);
            }
        }
    }
    reached
}

fn names(declared: &[Declared], mistakes: &mut Mistakes) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for role in declared {
        let name = match &role.name {
            Some(name) => name.value(),
            None => snake_case(&role.variant.to_string()),
        };
        if name.is_empty() {
            mistakes.help(
                &role.name,
                format_args!("role `{}` has an empty name", role.variant),
                "write the name that tokens use",
            );
        } else if names.contains(&name) {
            let message = format!("two roles are called `{name}` in tokens");
            match &role.name {
                Some(stated) => mistakes.help(stated, message, "write `name = \"…\"`"),
                None => {
                    mistakes.help(&role.variant, message, "write `#[role(name = \"…\")]` above it");
                }
            }
        } else if let Some(other) = namesake(role, &name, declared) {
            mistakes.help(
                &role.name,
                format_args!(
                    "`{name}` is role `{}` in tokens, but `role = \"{name}\"` names the variant `{}`",
                    role.variant, other.variant
                ),
                "give the role a name that no other variant has",
            );
        }
        names.push(name);
    }
    names
}

/// The other role whose variant goes by this name: what is called one thing in tokens would be another in rules. Where that one states
/// no name of its own, the two are called alike, which is said of it.
fn namesake<'a>(role: &Declared, name: &str, declared: &'a [Declared]) -> Option<&'a Declared> {
    declared.iter().find(|other| {
        other.variant != role.variant
            && other.name.is_some()
            && snake_case(&other.variant.to_string()) == name
    })
}

/// `BillingAdmin` is `billing_admin` in tokens.
fn snake_case(variant: &str) -> String {
    let mut name = String::new();
    for letter in variant.chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name
}
