CREATE TABLE documents (
    id        BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    owner_id  BLOB NOT NULL,
    slug      TEXT NOT NULL,
    UNIQUE (slug, tenant_id)
);

CREATE TABLE drafts (
    id       BLOB NOT NULL PRIMARY KEY,
    owner_id BLOB NOT NULL,
    text     TEXT NOT NULL
);

CREATE INDEX drafts_of_some ON drafts (owner_id) WHERE text <> '';

CREATE TABLE notes (
    id       BLOB NOT NULL PRIMARY KEY,
    owner_id BLOB NOT NULL,
    slug     TEXT NOT NULL UNIQUE
);

CREATE INDEX notes_by_owner ON notes (owner_id, id);
