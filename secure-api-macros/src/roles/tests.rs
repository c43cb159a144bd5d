//! What the derive writes.
