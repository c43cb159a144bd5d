CREATE EXTENSION IF NOT EXISTS pgcrypto;

CREATE TABLE app.invoices (
    tenant_id UUID NOT NULL,
    id        UUID NOT NULL DEFAULT gen_random_uuid(),
    author_id BIGINT NOT NULL,
    number    BIGINT NOT NULL,
    paid      BOOLEAN NOT NULL DEFAULT false,
    note      TEXT,
    PRIMARY KEY (id),
    UNIQUE (tenant_id, number)
);

CREATE FUNCTION touch() RETURNS trigger AS $$
BEGIN
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;

CREATE INDEX ON app.invoices (tenant_id, author_id, id);
