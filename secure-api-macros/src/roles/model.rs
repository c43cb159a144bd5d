//! Roles whose hierarchy was found to make sense.

use syn::Ident;

pub struct Role {
    pub variant: Ident,
    /// The name that tokens use.
    pub name: String,
    /// The indices of the roles that a holder has, its own among them.
    pub holds: Vec<usize>,
}
