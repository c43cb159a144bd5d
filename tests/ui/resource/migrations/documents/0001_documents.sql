CREATE TABLE documents (
    id       BLOB NOT NULL PRIMARY KEY,
    owner_id BLOB NOT NULL,
    title    TEXT NOT NULL,
    pages    INTEGER,
    parent   BLOB REFERENCES documents (id)
);

CREATE INDEX documents_by_owner ON documents (owner_id, id);
