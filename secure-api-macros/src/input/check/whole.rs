//! Rules about the whole of an input: `#[validate(schema(…), async_custom(…))]` above the type.

use syn::Attribute;

use crate::{
    diag::Mistakes,
    input::{
        attr,
        model::{Input, Rule},
        rules,
    },
};

const RULES: &[&str] = &["schema", "async_custom"];

pub(super) fn rules(attributes: &[Attribute], mistakes: &mut Mistakes) -> Vec<Rule> {
    let entries = attr::entries(attributes, "validate", mistakes);
    let (of_fields, entries): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| {
        rules::RULES.contains(&entry.key.to_string().as_str()) && entry.key != "async_custom"
    });
    for entry in of_fields {
        let message = format_args!("rule `{}` is for a field", entry.key);
        mistakes.help(&entry, message, "put it on the field that it is about");
    }
    rules::of(entries, RULES, mistakes)
}

/// Rules that need the state are asked with the one that the input names.
pub(super) fn state(input: &Input, mistakes: &mut Mistakes) {
    let members = input.all_members();
    let of_members = members.iter().flat_map(|member| &member.rules);
    let asking = input.rules.iter().chain(of_members).find(|rule| rule.needs_state());
    match (asking, &input.state) {
        // One that is written wrongly was said before.
        (Some(rule), None) if mistakes.is_empty() => {
            let message =
                "rule `async_custom` gets the application's state, which the input does not name";
            let help = format_args!("write `#[input(state = App)]` above `{}`", input.ident);
            mistakes.help(&rule.name, message, help);
        }
        // A rule that was refused may be the one that needs it.
        (None, Some(state)) if mistakes.is_empty() => {
            let message = format_args!("no rule of input `{}` needs the state", input.ident);
            mistakes.help(state, message, "remove `state`, or write `async_custom(function = …)`");
        }
        _ => {}
    }
}
