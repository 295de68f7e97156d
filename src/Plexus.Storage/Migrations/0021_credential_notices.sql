-- Which alerts about the end of a secret were raised: one for each threshold, by whichever node sees it first. Days left are -1 once it has expired.

CREATE TABLE credential_notice (
    credential TEXT NOT NULL,
    last_day TEXT NOT NULL,
    days_left INTEGER NOT NULL,
    organisation TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (credential, last_day, days_left)
){{clustered}};
