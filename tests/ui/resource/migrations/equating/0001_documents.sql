CREATE TABLE documents (
    id        TEXT NOT NULL PRIMARY KEY,
    owner_id  TEXT NOT NULL COLLATE NOCASE,
    tenant_id CITEXT NOT NULL,
    slug      TEXT NOT NULL,
    UNIQUE (tenant_id, slug)
);

CREATE INDEX documents_by_owner ON documents (tenant_id, owner_id, id);

CREATE TABLE notes (
    id       TEXT NOT NULL COLLATE NOCASE PRIMARY KEY,
    owner_id TEXT NOT NULL,
    slug     TEXT NOT NULL COLLATE NOCASE,
    UNIQUE (owner_id, slug)
);

CREATE TABLE note_readers (
    note_id TEXT NOT NULL,
    user_id TEXT NOT NULL COLLATE NOCASE,
    reader  TEXT NOT NULL,
    level   CITEXT NOT NULL,
    PRIMARY KEY (user_id, note_id),
    UNIQUE (reader, note_id)
);

CREATE TABLE drafts (
    id       TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT NOT NULL,
    slug     TEXT NOT NULL,
    text     TEXT NOT NULL
);

CREATE INDEX drafts_by_owner ON drafts (owner_id, id);
CREATE UNIQUE INDEX drafts_by_slug ON drafts (owner_id, lower(slug));
