//! `rename_all`: how the names of fields and of variants become the names that clients use.

pub(super) const CASES: &[&str] = &[
    "lowercase",
    "UPPERCASE",
    "PascalCase",
    "camelCase",
    "snake_case",
    "SCREAMING_SNAKE_CASE",
    "kebab-case",
    "SCREAMING-KEBAB-CASE",
];

/// A field's name in one of the [`CASES`], as serde writes it.
pub(super) fn field(field: &str, case: &str) -> String {
    match case {
        "UPPERCASE" | "SCREAMING_SNAKE_CASE" => field.to_ascii_uppercase(),
        "PascalCase" => pascal(field),
        "camelCase" => first_lowered(&pascal(field)),
        "kebab-case" => field.replace('_', "-"),
        "SCREAMING-KEBAB-CASE" => field.to_ascii_uppercase().replace('_', "-"),
        // serde takes fields to be in snake case already, so these two change nothing.
        _ => field.to_owned(),
    }
}

/// A variant's name in one of the [`CASES`], as serde writes it.
pub(super) fn variant(variant: &str, case: &str) -> String {
    let joined = |between: &str| {
        let mut name = String::new();
        for character in variant.chars() {
            if character.is_uppercase() && !name.is_empty() {
                name.push_str(between);
            }
            name.push(character.to_ascii_lowercase());
        }
        name
    };
    match case {
        "lowercase" => variant.to_ascii_lowercase(),
        "UPPERCASE" => variant.to_ascii_uppercase(),
        "camelCase" => first_lowered(variant),
        "snake_case" => joined("_"),
        "SCREAMING_SNAKE_CASE" => joined("_").to_ascii_uppercase(),
        "kebab-case" => joined("-"),
        "SCREAMING-KEBAB-CASE" => joined("-").to_ascii_uppercase(),
        // serde takes variants to be in pascal case already.
        _ => variant.to_owned(),
    }
}

fn first_lowered(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(characters).collect()
}

fn pascal(field: &str) -> String {
    field
        .split('_')
        .flat_map(|word| {
            let mut characters = word.chars();
            let first = characters.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(characters)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_serde_writes_them() {
        let renamed: Vec<_> = CASES.iter().map(|case| field("created_by_id", case)).collect();
        assert_eq!(
            renamed,
            [
                "created_by_id",
                "CREATED_BY_ID",
                "CreatedById",
                "createdById",
                "created_by_id",
                "CREATED_BY_ID",
                "created-by-id",
                "CREATED-BY-ID",
            ]
        );
        let renamed: Vec<_> = CASES.iter().map(|case| variant("VeryTasty", case)).collect();
        assert_eq!(
            renamed,
            [
                "verytasty",
                "VERYTASTY",
                "VeryTasty",
                "veryTasty",
                "very_tasty",
                "VERY_TASTY",
                "very-tasty",
                "VERY-TASTY",
            ]
        );
    }
}
