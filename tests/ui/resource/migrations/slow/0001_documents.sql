CREATE TABLE documents (
    id        BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    owner_id  BLOB NOT NULL,
    slug      TEXT NOT NULL,
    UNIQUE (slug, owner_id)
);

CREATE INDEX documents_of_some ON documents (owner_id) WHERE slug <> '';

CREATE TABLE notes (
    id       BLOB NOT NULL PRIMARY KEY,
    owner_id BLOB NOT NULL,
    slug     TEXT NOT NULL UNIQUE
);

CREATE INDEX notes_by_owner ON notes (owner_id, id);
