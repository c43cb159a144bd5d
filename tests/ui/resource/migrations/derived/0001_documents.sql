CREATE TABLE documents (
    id BIGINT NOT NULL PRIMARY KEY
);

CREATE VIEW recent_documents AS SELECT id FROM documents;

CREATE TABLE old_documents AS SELECT id FROM documents;
