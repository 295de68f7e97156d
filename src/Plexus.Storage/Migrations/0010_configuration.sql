-- What the installation is configured with. A body is the object's JSON as the document would have it; null once it was removed.
-- The version is the configuration's own when the row was written: nodes read what is newer than what they know.

CREATE TABLE configuration_object (
    section TEXT NOT NULL,
    id TEXT NOT NULL,
    organisation TEXT NOT NULL,
    body TEXT,
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (section, id)
){{clustered}};

CREATE INDEX configuration_object_by_version ON configuration_object (version);
CREATE INDEX configuration_object_by_organisation ON configuration_object (organisation, section);

-- Columns called secret are encrypted.
CREATE TABLE credential_secret (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    current_secret {{blob}} NOT NULL,
    next_secret {{blob}},
    changed_at BIGINT NOT NULL
){{clustered}};

INSERT INTO sequence (name, value) VALUES ('configuration', 0);
