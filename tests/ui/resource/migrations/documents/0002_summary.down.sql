ALTER TABLE documents DROP COLUMN summary;
