//! Giving a row to another owner: the attribute says it, and an argument does it.

use quote::quote;

use super::Assertions;
use crate::endpoint::model::{Endpoint, OwnerColumn};

impl Assertions {
    pub(super) fn transfer(&mut self, endpoint: &Endpoint) {
        let name = self.name.clone();
        let Some(transfer) = &endpoint.transfer else { return };
        let key = transfer.key.span();
        self.refuse_if(
            key,
            quote!(!__secure::takes_transfer(__SECURE_ARGUMENTS)),
            &format!(
                "`transfer` is about a row that gets another owner, but {name} takes none\n\
                 help: take `Transfer<…>` in the place of `Owned<…>`, or remove `transfer`"
            ),
        );
        self.refuse_if(
            key,
            quote!(!__secure::transfers_have_owner(__SECURE_ARGUMENTS)),
            &format!(
                "`transfer` on {name}, but a resource that it takes as `Transfer<…>` has no owner column\n\
                 help: write `#[resource(owner)]` on that column"
            ),
        );
        match &transfer.value {
            OwnerColumn::Named(column) => self.refuse_as(
                column.span(),
                quote!(__secure::no_owner_column(__SECURE_ARGUMENTS, __secure::Owning::Transfers, #column, #name)),
            ),
            _ => self.refuse_as(
                key,
                quote!(__secure::several_owners(__SECURE_ARGUMENTS, __secure::Owning::Transfers, #name)),
            ),
        }
        self.end();
    }
}
