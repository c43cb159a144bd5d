//! Judges the variants of an enum, and how it says which one it is.

use syn::{DataEnum, DeriveInput, LitStr, ext::IdentExt as _};

use super::{
    content, misplaced,
    serde::{self, Container},
};
use crate::{
    diag::Mistakes,
    input::{
        case,
        model::{Content, Enum, Names, Tagging, Variant},
    },
};

pub(super) fn of(
    item: &DeriveInput,
    data: &DataEnum,
    container: &Container,
    mistakes: &mut Mistakes,
) -> Enum {
    let tagging = tagging(container, mistakes);
    let variants: Vec<Variant> = data
        .variants
        .iter()
        .map(|variant| {
            misplaced(&variant.attrs, "validate", "a field, or above the enum", mistakes);
            misplaced(&variant.attrs, "input", "a field, or above the enum", mistakes);
            let serde = serde::variant(&variant.attrs, mistakes);
            let plain = variant.ident.unraw().to_string();
            let name = match (&serde.rename, &container.rename_all) {
                (Some(name), _) => name.value(),
                (None, Some(case)) => case::variant(&plain, case),
                (None, None) => plain,
            };
            let aliases = serde.aliases.iter().map(LitStr::value).collect();
            let of_fields = Container {
                rename_all: serde.rename_all.or_else(|| container.rename_all_fields.clone()),
                ..Container::default()
            };
            Variant {
                ident: variant.ident.clone(),
                names: Names { name, aliases },
                content: content(&variant.fields, item, &of_fields, mistakes),
            }
        })
        .collect();
    unique(&variants, mistakes);
    if let Tagging::Internal { tag } = &tagging {
        variants.iter().for_each(|variant| beside(tag, variant, mistakes));
    }
    Enum { tagging, variants }
}

fn tagging(container: &Container, mistakes: &mut Mistakes) -> Tagging {
    match (&container.tag, &container.content) {
        (None, None) => Tagging::External,
        (Some(tag), None) => Tagging::Internal { tag: tag.clone() },
        (Some(tag), Some(content)) => {
            if tag.value() == content.value() {
                let message = "`tag` and `content` are the same member";
                mistakes.help(content, message, "write `content = \"content\"`");
            }
            Tagging::Adjacent { tag: tag.clone(), content: content.clone() }
        }
        (None, Some(content)) => {
            let message = "`content` stands beside a `tag`, which is missing";
            mistakes.help(content, message, "write `tag = \"type\"` before it");
            Tagging::External
        }
    }
}

/// With an internal tag, the members of a variant stand beside the tag.
fn beside(tag: &LitStr, variant: &Variant, mistakes: &mut Mistakes) {
    match &variant.content {
        Content::Tuple(_) => {
            let message = format_args!(
                "variant `{}` is an array, which cannot stand beside the tag",
                variant.ident
            );
            let help = format_args!("write `tag = \"{}\", content = \"content\"`", tag.value());
            mistakes.help(&variant.ident, message, help);
        }
        Content::Object { members, .. } => {
            for member in members {
                if member.names.all().any(|name| *name == tag.value()) {
                    let message = format_args!(
                        "field `{}` has the name of the tag, beside which it stands",
                        member.label()
                    );
                    mistakes.help(&member.ident, message, "give it a `rename`");
                }
            }
        }
        Content::Nothing | Content::Value(_) => {}
    }
}

fn unique(variants: &[Variant], mistakes: &mut Mistakes) {
    let mut known: Vec<(&str, &Variant)> = Vec::new();
    for variant in variants {
        for name in variant.names.all() {
            if let Some((_, first)) = known.iter().find(|(other, _)| other == name) {
                let message = format_args!(
                    "variants `{}` and `{}` are both named `{name}` in the input",
                    first.ident, variant.ident
                );
                mistakes.at_span(
                    variant.ident.span(),
                    format_args!("{message}\nhelp: give one of them another `rename`"),
                );
            } else {
                known.push((name, variant));
            }
        }
    }
}
