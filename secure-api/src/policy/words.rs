//! A rule as the attribute states it.

use std::{fmt, time::Duration};

use super::{Access, Clause, Literal, MemberClause, OwnerColumn, RowClause};

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = match self {
            Self::Public { reason, rows } => {
                write!(f, "public: {reason}")?;
                *rows
            }
            Self::Optional { reason, rule } => {
                write!(f, "optional: {reason}")?;
                *rule
            }
            Self::Rule(rule) => return top(rule, f),
        };
        match rule {
            Some(rule) => {
                f.write_str(", ")?;
                top(rule, f)
            }
            None => Ok(()),
        }
    }
}

/// Commas at the top already mean `all`.
fn top(rule: &Clause, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match rule {
        Clause::All([only]) => top(only, f),
        Clause::All(clauses) => joined(clauses, f),
        clause => write!(f, "{clause}"),
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Authenticated => f.write_str("authenticated"),
            Self::Role(role) => write!(f, "role = \"{}\"", role.name()),
            Self::Scope(scope) => write!(f, "scope = \"{scope}\""),
            Self::Fresh(age) => write!(f, "fresh = \"{}\"", Words(*age)),
            Self::Mfa => f.write_str("mfa"),
            Self::Check(check) => write!(f, "check = {}", check.name),
            Self::Owner(column) => write!(f, "{column}"),
            Self::Member(member) => write!(f, "{member}"),
            Self::Row(row) => write!(f, "{row}"),
            // A named rule of one clause; what the attribute states has at least two.
            Self::All([only]) => write!(f, "{only}"),
            Self::All(clauses) => nested("all", clauses, f),
            Self::Any(clauses) => nested("any", clauses, f),
            Self::Not(clause) => write!(f, "not({clause})"),
        }
    }
}

impl fmt::Display for OwnerColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Declared => f.write_str("owner"),
            Self::Named(column) => write!(f, "owner = \"{column}\""),
            Self::Each(columns) => {
                f.write_str("owner(")?;
                for (position, (resource, column)) in columns.iter().enumerate() {
                    let comma = if position > 0 { ", " } else { "" };
                    write!(f, "{comma}{} = \"{column}\"", resource.name)?;
                }
                f.write_str(")")
            }
        }
    }
}

impl fmt::Display for MemberClause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.level {
            Some(level) => write!(f, "member(level = \"{level}\")"),
            None => f.write_str("member"),
        }
    }
}

impl fmt::Display for RowClause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row({} = {})", self.column, self.value)
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Integer(number) => write!(f, "{number}"),
            Self::Boolean(truth) => write!(f, "{truth}"),
        }
    }
}

fn nested(word: &str, clauses: &[Clause], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{word}(")?;
    joined(clauses, f)?;
    f.write_str(")")
}

fn joined(clauses: &[Clause], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (position, clause) in clauses.iter().enumerate() {
        if position > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{clause}")?;
    }
    Ok(())
}

/// A time as attributes state it, in the largest unit that leaves nothing over: `10min`.
pub(crate) struct Words(pub(crate) Duration);

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = self.0.as_millis();
        for (unit, length) in [("day", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1_000)]
        {
            if milliseconds > 0 && milliseconds.is_multiple_of(length) {
                return write!(f, "{}{unit}", milliseconds / length);
            }
        }
        write!(f, "{milliseconds}ms")
    }
}
