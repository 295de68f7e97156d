-- What belongs to the installation: which environment it is, who holds what, numbers, the audit chain.

CREATE TABLE installation (
    id BIGINT PRIMARY KEY,
    environment TEXT NOT NULL,
    made BIGINT NOT NULL
);

-- A lease is held until a moment on the wall clock. A node holds one on itself (node:ID) and renews it; rows that say an owner
-- are free again when that node's lease has run out.
CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    until BIGINT NOT NULL,
    attempts BIGINT NOT NULL
){{clustered}};

CREATE TABLE sequence (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
){{clustered}};

INSERT INTO sequence (name, value) VALUES ('journal', 0);

CREATE TABLE idempotency (
    organisation TEXT NOT NULL,
    key TEXT NOT NULL,
    request TEXT NOT NULL,
    response TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (organisation, key)
){{clustered}};

CREATE INDEX idempotency_by_age ON idempotency (at);

CREATE TABLE audit (
    organisation TEXT NOT NULL,
    day TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT,
    patient_index TEXT,
    hash {{blob}} NOT NULL,
    PRIMARY KEY (organisation, day, seq)
){{clustered}};

CREATE INDEX audit_by_patient ON audit (patient_index, day) WHERE patient_index IS NOT NULL;

CREATE TABLE audit_head (
    organisation TEXT PRIMARY KEY,
    day TEXT NOT NULL,
    seq BIGINT NOT NULL,
    hash {{blob}} NOT NULL
){{clustered}};

-- Days that are over and not anchored yet.
CREATE TABLE audit_closed (
    organisation TEXT NOT NULL,
    day TEXT NOT NULL,
    seq BIGINT NOT NULL,
    hash {{blob}} NOT NULL,
    PRIMARY KEY (organisation, day)
){{clustered}};

CREATE TABLE audit_anchor (
    organisation TEXT NOT NULL,
    day TEXT NOT NULL,
    seq BIGINT NOT NULL,
    hash {{blob}} NOT NULL,
    mac {{blob}} NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (organisation, day)
){{clustered}};
