-- Keys with which the pages seal forms and links, the same for every node. The secret part of a body is encrypted.
-- The times say when a key begins and ends to serve; null for what is no key, such as a revocation.

CREATE TABLE page_key (
    name TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    activates BIGINT,
    expires BIGINT,
    at BIGINT NOT NULL
){{clustered}};
