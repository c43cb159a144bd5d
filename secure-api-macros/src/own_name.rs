//! Types of fields that move into other items, where `Self` means something else.

use syn::{Ident, Type, visit_mut::VisitMut};

/// The type, with the name of the struct in place of `Self`.
pub(crate) fn written_out(ty: &Type, name: &Ident) -> Type {
    let mut ty = ty.clone();
    OwnName(name).visit_type_mut(&mut ty);
    ty
}

struct OwnName<'a>(&'a Ident);

impl VisitMut for OwnName<'_> {
    fn visit_ident_mut(&mut self, ident: &mut Ident) {
        if ident == "Self" {
            *ident = Ident::new(&self.0.to_string(), ident.span());
        }
    }
}
