//! Writes the clauses of an access rule as constant data.

use std::time::Duration;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{Ident, Path, ext::IdentExt as _, spanned::Spanned};

use super::model::{Clause, ClauseKind, Literal, OwnerColumn, Role, RowClause};

pub fn clause(of: &Clause) -> TokenStream {
    match &of.kind {
        ClauseKind::Authenticated => quote!(__secure::Clause::Authenticated),
        ClauseKind::Role(role) => self::role(role),
        ClauseKind::Scope(scope) => quote!(__secure::Clause::Scope(#scope)),
        ClauseKind::Fresh(age) => {
            let age = duration(*age);
            quote!(__secure::Clause::Fresh(#age))
        }
        ClauseKind::Mfa => quote!(__secure::Clause::Mfa),
        ClauseKind::Check(path) => check(path),
        ClauseKind::Owner(column) => {
            let column = owner(column);
            quote!(__secure::Clause::Owner(#column))
        }
        ClauseKind::Member(level) => {
            let level = match level {
                Some(level) => quote!(__secure::Some(#level)),
                None => quote!(__secure::None),
            };
            quote!(__secure::Clause::Member(__secure::MemberClause { level: #level }))
        }
        ClauseKind::Row(rows) => match rows.as_slice() {
            [only] => row(only),
            several => {
                let several = several.iter().map(row);
                quote!(__secure::Clause::All(&[#(#several),*]))
            }
        },
        ClauseKind::Rule(path) => named(path),
        ClauseKind::All(clauses) => {
            let clauses = clauses.iter().map(clause);
            quote!(__secure::Clause::All(&[#(#clauses),*]))
        }
        ClauseKind::Any(clauses) => {
            let clauses = clauses.iter().map(clause);
            quote!(__secure::Clause::Any(&[#(#clauses),*]))
        }
        ClauseKind::Not(inner) => {
            let inner = clause(inner);
            quote!(__secure::Clause::Not(&#inner))
        }
    }
}

/// A rule that `access_rule!` declares.
pub fn named(path: &Path) -> TokenStream {
    quote_spanned!(path.span()=> <#path as __secure::AccessRule>::RULE)
}

pub fn duration(time: Duration) -> TokenStream {
    match (time.as_secs(), time.subsec_millis()) {
        (seconds, 0) => quote!(::core::time::Duration::from_secs(#seconds)),
        (seconds, milliseconds) => {
            let milliseconds = seconds * 1_000 + u64::from(milliseconds);
            quote!(::core::time::Duration::from_millis(#milliseconds))
        }
    }
}

fn role(role: &Role) -> TokenStream {
    let (roles, variant) = (&role.roles, &role.variant);
    // The alias makes a misspelt type one message; its span makes rustc point into the attribute.
    let alias = Ident::new("__SecureRoles", roles.span());
    quote! {
        __secure::Clause::Role({
            type #alias = #roles;
            // Of the roles type itself: a number that stands there as a constant is no role.
            let __secure_role: #alias = #alias::#variant;
            __secure::role(<#alias as __secure::Roles>::TABLE, __secure_role as __secure::u8)
        })
    }
}

fn check(path: &Path) -> TokenStream {
    let name = path.to_token_stream().to_string().replace(' ', "");
    let call = quote_spanned!(path.span()=> __secure::check(#path, __secure_context));
    quote! {
        __secure::Clause::Check(__secure::Check {
            name: #name,
            function: |__secure_context| #call,
        })
    }
}

pub fn owner(column: &OwnerColumn) -> TokenStream {
    match column {
        OwnerColumn::Declared => quote!(__secure::OwnerColumn::Declared),
        OwnerColumn::Named(column) => quote!(__secure::OwnerColumn::Named(#column)),
        OwnerColumn::Each(columns) => {
            let columns = columns.iter().map(|(resource, column)| {
                // The trait without the span of the resource, or rustc takes it for a path of the user's, needlessly long.
                quote!((<#resource as __secure::Resource>::INFO, #column))
            });
            quote!(__secure::OwnerColumn::Each(&[#(#columns),*]))
        }
    }
}

fn row(of: &RowClause) -> TokenStream {
    let column = of.column.unraw().to_string();
    let value = match &of.value {
        Literal::Text(text) => quote!(__secure::Literal::Text(#text)),
        Literal::Integer { value, .. } => quote!(__secure::Literal::Integer(#value)),
        Literal::Boolean { value, .. } => quote!(__secure::Literal::Boolean(#value)),
    };
    quote!(__secure::Clause::Row(__secure::RowClause { column: #column, value: #value }))
}
