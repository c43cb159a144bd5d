CREATE TABLE tasks (
    project_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    tenant_id BIGINT NOT NULL,
    author_id BIGINT NOT NULL,
    reviewer_id BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    deleted_at TEXT,
    status TEXT NOT NULL DEFAULT 'open',
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    origin TEXT NOT NULL,
    revision BIGINT,
    removed_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, project_id, number)
);

CREATE INDEX tasks_by_author ON tasks (tenant_id, author_id);
CREATE INDEX tasks_by_reviewer ON tasks (tenant_id, reviewer_id);

CREATE TABLE project_members (
    tenant_id BIGINT NOT NULL,
    project_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    nickname TEXT,
    active BOOLEAN NOT NULL,
    level TEXT,
    expires_at TIMESTAMPTZ,
    PRIMARY KEY (project_id, user_id)
);

CREATE INDEX project_members_by_nickname ON project_members (project_id, nickname);

CREATE TABLE watchers (project_id BIGINT NOT NULL, user_id BIGINT NOT NULL);
