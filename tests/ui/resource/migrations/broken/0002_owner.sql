-- The owner.
ALTER TABLE documents
    ADD COLUMN owner_id BLOB NOT NUL;
