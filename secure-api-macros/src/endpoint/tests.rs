//! What the macro writes, as a reader of expanded code sees it.
