CREATE TABLE documents (
    id       BLOB NOT NULL PRIMARY KEY,
    owner_id BLOB NOT NULL,
    title    TEXT NOT NULL,
    content  TEXT NOT NULL
);

-- Every statement on documents names the owner, then goes by the id.
CREATE INDEX documents_by_owner ON documents (owner_id, id);
