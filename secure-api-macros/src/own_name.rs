//! Types of fields that move into other items, where `Self` means something else.

use syn::{
    DeriveInput, Ident, Path, Type, parse_quote,
    spanned::Spanned as _,
    visit_mut::{self, VisitMut},
};

/// The type, with that of the item in place of `Self`.
pub(crate) fn written_out(ty: &Type, item: &DeriveInput) -> Type {
    let mut ty = ty.clone();
    OwnName(item).visit_type_mut(&mut ty);
    ty
}

struct OwnName<'a>(&'a DeriveInput);

impl VisitMut for OwnName<'_> {
    fn visit_path_mut(&mut self, path: &mut Path) {
        if path.is_ident("Self") {
            let name = Ident::new(&self.0.ident.to_string(), path.span());
            let (_, arguments, _) = self.0.generics.split_for_impl();
            *path = parse_quote!(#name #arguments);
        }
        visit_mut::visit_path_mut(self, path);
    }
}
