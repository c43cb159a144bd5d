CREATE TABLE documents (
    id        TEXT PRIMARY KEY,
    owner_id  BLOB,
    tenant_id BLOB,
    title     TEXT
);

CREATE INDEX documents_by_tenant ON documents (tenant_id, owner_id, id);
CREATE INDEX documents_by_owner ON documents (owner_id, id);
