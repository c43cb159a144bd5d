//! `rename_all`: how the names of fields become the names that clients use.

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
pub(super) fn rename(field: &str, case: &str) -> String {
    match case {
        "UPPERCASE" | "SCREAMING_SNAKE_CASE" => field.to_ascii_uppercase(),
        "PascalCase" => pascal(field),
        "camelCase" => {
            let pascal = pascal(field);
            let mut characters = pascal.chars();
            let first = characters.next().map(|first| first.to_ascii_lowercase());
            first.into_iter().chain(characters).collect()
        }
        "kebab-case" => field.replace('_', "-"),
        "SCREAMING-KEBAB-CASE" => field.to_ascii_uppercase().replace('_', "-"),
        // serde takes fields to be in snake case already, so these two change nothing.
        _ => field.to_owned(),
    }
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
        let renamed: Vec<_> = CASES.iter().map(|case| rename("created_by_id", case)).collect();
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
    }
}
