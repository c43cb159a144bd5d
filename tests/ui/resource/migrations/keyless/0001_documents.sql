CREATE TABLE documents (
    id       BLOB NOT NULL,
    owner_id BLOB NOT NULL,
    PRIMARY KEY (owner_id, id)
);

CREATE UNIQUE INDEX documents_by_id ON documents (id) WHERE owner_id IS NOT NULL;
