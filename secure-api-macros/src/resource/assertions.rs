//! What only the compiler can judge of a resource, because a type may be an alias: constants that do not evaluate where it is wrong.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use crate::resource::model::{Column, Kind, Resource};

pub(super) fn emit(resource: &Resource<'_>) -> TokenStream {
    let owners = owners(resource);
    let soft_delete = resource.only(Kind::SoftDelete).map(|column| soft_delete(resource, column));
    let searched = resource.columns.iter().map(|column| searched(resource, column));
    quote!(#owners #soft_delete #(#searched)*)
}

/// The caller is one value, whichever column it is compared with.
fn owners(resource: &Resource<'_>) -> TokenStream {
    let private = resource.private();
    let mut owners = resource.of_kind(Kind::Owner).map(|column| &column.ty);
    let Some(first) = owners.next() else { return TokenStream::new() };
    let alike = owners.map(|other| {
        let alike = quote_spanned!(other.span()=> #private::owned_alike::<#first, #other>());
        quote!(const _: () = #alike;)
    });
    quote!(#(#alike)*)
}

fn soft_delete(resource: &Resource<'_>, column: &Column<'_>) -> TokenStream {
    let Column { field, ty, .. } = column;
    let private = resource.private();
    let never = format!(
        "column `{field}` says when a row was deleted, and its type has no value for a row that is not\nhelp: give the field an `Option` of a time"
    );
    let no_time = format!(
        "column `{field}` says when a row was deleted, and its type is no time\nhelp: give the field an `Option` of a time, such as `Option<time::OffsetDateTime>`, or of its text"
    );
    let nullable = quote!(#private::ValueType::<#ty>::NULLABLE);
    let is_time = quote!(#private::ValueType::<#ty>::STORED.may_be_time());
    let nullable = assertion(&private, &nullable, ty.span(), &never);
    // A type that cannot be either is one mistake.
    let is_time = quote!(!#private::ValueType::<#ty>::NULLABLE || #is_time);
    let is_time = assertion(&private, &is_time, ty.span(), &no_time);
    quote!(#nullable #is_time)
}

/// A cursor stands between two values, and NULL is before and after none. Who may search a column may find out what it holds.
fn searched(resource: &Resource<'_>, column: &Column<'_>) -> TokenStream {
    let Column { field, ty, filter, sort, .. } = column;
    let private = resource.private();
    let secret = filter.or(*sort).map(|place| {
        let word = if filter.is_some() { "filter" } else { "sort" };
        let message = format!(
            "column `{field}` is a secret, and `{word}` would let callers find out what it holds\nhelp: remove `{word}`"
        );
        let shown = quote!(#private::ValueType::<#ty>::IS_SHOWN);
        assertion(&private, &shown, place, &message)
    });
    let sorted = sort.map(|place| {
        let message = format!(
            "column `{field}` may be NULL, which has no place in an order\nhelp: remove `sort`, or make the column NOT NULL and the field no `Option`"
        );
        let ordered = quote!(!#private::ValueType::<#ty>::NULLABLE);
        assertion(&private, &ordered, place, &message)
    });
    quote!(#secret #sorted)
}

fn assertion(
    private: &TokenStream,
    holds: &TokenStream,
    place: Span,
    message: &str,
) -> TokenStream {
    // The path stands elsewhere, because the compiler points at all of the call.
    let refused = quote_spanned!(place=> __secure_refuse_if(!(#holds), #message));
    quote! {
        const _: () = {
            use #private::{Otherwise as _, refuse_if as __secure_refuse_if};
            #refused
        };
    }
}
