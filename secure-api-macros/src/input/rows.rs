//! Ties an input to a resource: what it makes a new row of, or changes a row of.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{DeriveInput, Ident, Path, ext::IdentExt as _, spanned::Spanned as _};

use super::{
    attr,
    model::{ConflictKey, Input, Member},
};
use crate::{diag::Mistakes, krate};

pub(super) fn impls(input: &Input) -> TokenStream {
    let create = input.create.iter().map(|resource| create(input, resource));
    let update = input.update.iter().map(|resource| update(input, resource));
    quote!(#(#create)* #(#update)*)
}

fn create(input: &Input, resource: &Path) -> TokenStream {
    let ident = &input.ident;
    let columns = input.members().iter().map(|member| {
        let inserted = inserted(resource, member);
        quote!(#inserted.column)
    });
    let gives = input.members().iter().map(|member| {
        let (field, inserted) = (&member.ident, inserted(resource, member));
        quote_spanned! {member.ty.span()=>
            #inserted.bind(__secure_values, self.#field)?;
        }
    });
    let message = format!(
        "input `{}` leaves out a column that a new row of `{}` needs\nhelp: add a field for every column that is not an `Option`, except the id, the owner and the tenant",
        ident.unraw(),
        quote!(#resource).to_string().replace(' ', ""),
    );
    let covered = quote_spanned! {ident.span()=>
        const _: () = __secure::refuse_if(
            !__secure::covers(<#resource as __secure::Resource>::REQUIRED, __SECURE_COLUMNS),
            #message,
        );
    };
    let (contract, names) = (contract("Create", resource), names(input));
    let upsert = input.upsert.iter().map(|key| upsert(input, resource, key));
    quote! {
        const __SECURE_COLUMNS: &[&__secure::str] = &[#(#columns),*];
        #covered
        #(#upsert)*

        #[automatically_derived]
        impl #contract for #ident {
            const COLUMNS: &'static [&'static __secure::str] = __SECURE_COLUMNS;
            #names

            fn statement() -> &'static __secure::StatementCell {
                static __SECURE_STATEMENT: __secure::StatementCell = __secure::StatementCell::new();
                &__SECURE_STATEMENT
            }

            fn bind(self, __secure_values: &mut __secure::Values) -> __secure::Result<()> {
                #(#gives)*
                __secure::Ok(())
            }
        }
    }
}

fn upsert(input: &Input, resource: &Path, key: &ConflictKey) -> TokenStream {
    let ident = &input.ident;
    let name_of = |column: &Ident| {
        let constant = column_of(resource, column);
        quote_spanned!(column.span()=> (#constant).name())
    };
    let columns = key.columns.iter().map(name_of);
    // One message for each column, where it is named.
    let each = key.columns.iter().map(|column| {
        let constant = column_of(resource, column);
        let name = column.unraw();
        let nullable = format!(
            "column `{name}` may hold NULL, and a row with NULL in its key is never in the way of another\nhelp: name columns that are not an `Option`",
        );
        let not_given = format!(
            "input `{}` does not give column `{name}` of its conflict key\nhelp: add a field `{name}`, or name an owner, the tenant or a column that it gives",
            ident.unraw(),
        );
        quote_spanned! {column.span()=>
            const _: () = ::core::assert!(!(#constant).is_nullable(), #nullable);
            const _: () = ::core::assert!(
                __secure::is_keyed(__SECURE_INFO, (#constant).name(), __SECURE_COLUMNS),
                #not_given
            );
        }
    });
    let anyones = format!(
        "the conflict key of input `{}` has neither an owner nor the tenant in it: it could name the row of anybody\nhelp: add the field of `{}` that is the owner or the tenant",
        ident.unraw(),
        quote!(#resource).to_string().replace(' ', ""),
    );
    let another_id = format!(
        "input `{}` gives a column of the id that is not in its conflict key, and the row that is there may have another\nhelp: add it to the key",
        ident.unraw(),
    );
    let misfit = |misfit: &str, message: &str| {
        let misfit = Ident::new(misfit, key.stated.span());
        quote_spanned! {key.stated.span()=>
            const _: () = ::core::assert!(
                !::core::matches!(__SECURE_MISFIT, __secure::Some(__secure::KeyMisfit::#misfit)),
                #message
            );
        }
    };
    let (anyones, another_id) = (misfit("Anyones", &anyones), misfit("AnotherId", &another_id));
    let names: Vec<_> = key.columns.iter().map(|column| column.unraw().to_string()).collect();
    let not_unique = format!(
        "no unique index of `{}` is of exactly the columns `{}` of the conflict key, so that the database would refuse the statement\nhelp: add a migration with `CREATE UNIQUE INDEX` of these columns, or name those of an index that is there",
        quote!(#resource).to_string().replace(' ', ""),
        names.join("`, `"),
    );
    let not_unique = quote_spanned! {key.stated.span()=>
        const _: () = ::core::assert!(
            __secure::is_unique(<#resource as __secure::Resource>::UNIQUE, __SECURE_KEY),
            #not_unique
        );
    };
    let contract = contract("Upsert", resource);
    quote! {
        const __SECURE_KEY: &[&__secure::str] = &[#(#columns),*];
        const __SECURE_INFO: &__secure::ResourceInfo = <#resource as __secure::Resource>::INFO;
        const __SECURE_MISFIT: __secure::Option<__secure::KeyMisfit> =
            __secure::key_misfit(__SECURE_INFO, __SECURE_KEY, __SECURE_COLUMNS);
        #(#each)*
        #anyones
        #another_id
        #not_unique

        #[automatically_derived]
        impl #contract for #ident {
            const KEY: &'static [&'static __secure::str] = __SECURE_KEY;

            fn upsert_statement() -> &'static __secure::StatementCell {
                static __SECURE_STATEMENT: __secure::StatementCell = __secure::StatementCell::new();
                &__SECURE_STATEMENT
            }
        }
    }
}

fn update(input: &Input, resource: &Path) -> TokenStream {
    let ident = &input.ident;
    let assignments = input.members().iter().map(|member| {
        let assigned = assigned(resource, member);
        quote!(#assigned.assignment)
    });
    let assigns = input.members().iter().map(|member| {
        let (field, assigned) = (&member.ident, assigned(resource, member));
        quote_spanned! {member.ty.span()=>
            #assigned.bind(__secure_values, self.#field)?;
        }
    });
    let (contract, names) = (contract("Update", resource), names(input));
    quote! {
        const __SECURE_ASSIGNMENTS: &[__secure::Assignment] = &[#(#assignments),*];

        #[automatically_derived]
        impl #contract for #ident {
            const ASSIGNMENTS: &'static [__secure::Assignment] = __SECURE_ASSIGNMENTS;
            #names

            fn statements() -> &'static __secure::StatementCell {
                static __SECURE_STATEMENTS: __secure::StatementCell = __secure::StatementCell::new();
                &__SECURE_STATEMENTS
            }

            fn bind(self, __secure_values: &mut __secure::Values) -> __secure::Result<()> {
                #(#assigns)*
                __secure::Ok(())
            }
        }
    }
}

/// What clients call the fields.
fn names(input: &Input) -> TokenStream {
    let names = input.members().iter().map(|member| &member.names.name);
    quote!(const NAMES: &'static [&'static __secure::str] = &[#(#names),*];)
}

/// Where a field's type and its column meet in a new row. Written twice, but in the same words, so that a mistake is one message.
fn inserted(resource: &Path, member: &Member) -> TokenStream {
    let ty = &member.ty;
    let column = column_of(resource, &member.ident);
    quote_spanned!(ty.span()=> __secure::gives(#column).by::<#ty>())
}

/// The same in a change.
fn assigned(resource: &Path, member: &Member) -> TokenStream {
    let ty = &member.ty;
    let column = column_of(resource, &member.ident);
    quote_spanned!(ty.span()=> __secure::changes(#column).by::<#ty>())
}

/// The trait of a resource, so that the message for a type that is none points at it.
fn contract(name: &str, resource: &Path) -> TokenStream {
    let span = resource.span();
    let name = Ident::new(name, span);
    quote_spanned!(span=> __secure::#name<#resource>)
}

/// The column of a field's name; rustc suggests the right one where there is none.
fn column_of(resource: &Path, field: &Ident) -> TokenStream {
    quote_spanned!(field.span()=> &<#resource as __secure::Resource>::COLUMNS.#field)
}

/// The same for an input with mistakes.
pub(super) fn stubs(item: &DeriveInput) -> TokenStream {
    let private = krate::private(krate::stated("input", &item.attrs).as_ref());
    let ident = &item.ident;
    let (generics, arguments, bounds) = item.generics.split_for_impl();
    // What is wrong with the attribute was said before.
    let mut said = Mistakes::default();
    let entries = attr::entries(&item.attrs, "input", &mut said);
    let first = |position: usize, entry: &attr::Entry| {
        entries.iter().take(position).all(|earlier| earlier.key != entry.key)
    };
    let resources = entries.iter().enumerate().filter_map(|(position, entry)| {
        if !first(position, entry) {
            return None;
        }
        if entry.key == "upsert" {
            let of = entries.iter().find(|entry| entry.key == "create")?;
            let resource = of.path("Document", &mut said)?;
            return Some(quote! {
                impl #generics #private::Upsert<#resource> for #ident #arguments #bounds {
                    const KEY: &'static [&'static ::core::primitive::str] = &[];
                    fn upsert_statement() -> &'static #private::StatementCell {
                        static __SECURE_STATEMENT: #private::StatementCell = #private::StatementCell::new();
                        &__SECURE_STATEMENT
                    }
                }
            });
        }
        let resource = entry.path("Document", &mut said)?;
        let (name, constant, kind, function) = match entry.key.to_string().as_str() {
            "create" => (
                quote!(Create),
                quote!(COLUMNS),
                quote!(&'static ::core::primitive::str),
                quote!(statement),
            ),
            "update" => (
                quote!(Update),
                quote!(ASSIGNMENTS),
                quote!(#private::Assignment),
                quote!(statements),
            ),
            _ => return None,
        };
        Some(quote! {
            impl #generics #private::#name<#resource> for #ident #arguments #bounds {
                const #constant: &'static [#kind] = &[];
                fn #function() -> &'static #private::StatementCell {
                    static __SECURE_STATEMENT: #private::StatementCell = #private::StatementCell::new();
                    &__SECURE_STATEMENT
                }
                fn bind(self, _: &mut #private::Values) -> #private::Result<()> {
                    ::core::result::Result::Ok(())
                }
            }
        })
    });
    quote!(#(#resources)*)
}
