-- Conversations, what happens to them, and what they wait for.

CREATE TABLE conversation (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    protocol TEXT NOT NULL,
    standard TEXT NOT NULL,
    role TEXT NOT NULL,
    status TEXT NOT NULL,
    result TEXT,
    state {{blob}},
    sensitive {{blob}},
    patient_index TEXT,
    version BIGINT NOT NULL,
    exchange TEXT,
    trace TEXT NOT NULL,
    at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    ended_at BIGINT
);

CREATE INDEX conversation_by_organisation ON conversation (organisation, id);
CREATE INDEX conversation_by_patient ON conversation (patient_index, id) WHERE patient_index IS NOT NULL;
CREATE INDEX conversation_open ON conversation (organisation, id) WHERE status = 'open';

-- The durable inbox of conversations. An arrived message has no conversation until it is routed.
CREATE TABLE stimulus (
    seq {{serial}},
    id TEXT NOT NULL UNIQUE,
    organisation TEXT NOT NULL,
    conversation TEXT,
    exchange TEXT,
    kind TEXT NOT NULL,
    body {{blob}},
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due BIGINT NOT NULL,
    owner TEXT,
    business_at BIGINT NOT NULL,
    at BIGINT NOT NULL,
    error TEXT
);

CREATE INDEX stimulus_pending ON stimulus (seq) WHERE state = 'pending';
CREATE INDEX stimulus_pending_by_conversation ON stimulus (conversation, seq) WHERE state = 'pending' AND conversation IS NOT NULL;
CREATE INDEX stimulus_parked ON stimulus (organisation, seq) WHERE state = 'parked';

CREATE TABLE expectation (
    organisation TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    conversation TEXT NOT NULL,
    PRIMARY KEY (organisation, kind, key, conversation)
){{clustered}};

CREATE INDEX expectation_by_conversation ON expectation (conversation);

CREATE TABLE timer (
    conversation TEXT NOT NULL,
    name TEXT NOT NULL,
    organisation TEXT NOT NULL,
    due BIGINT NOT NULL,
    setting TEXT NOT NULL,
    PRIMARY KEY (conversation, name)
){{clustered}};

CREATE INDEX timer_due ON timer (due);

CREATE TABLE task (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    conversation TEXT NOT NULL,
    exchange TEXT,
    kind TEXT NOT NULL,
    urgency TEXT NOT NULL,
    state TEXT NOT NULL,
    title {{blob}} NOT NULL,
    details {{blob}} NOT NULL,
    decisions TEXT NOT NULL,
    decision TEXT,
    taken_by TEXT,
    patient_index TEXT,
    due BIGINT,
    at BIGINT NOT NULL,
    closed_at BIGINT
);

CREATE INDEX task_open ON task (organisation, id) WHERE state = 'open';
CREATE INDEX task_by_organisation ON task (organisation, id);
CREATE INDEX task_by_patient ON task (patient_index, id) WHERE patient_index IS NOT NULL;
CREATE INDEX task_by_conversation ON task (conversation, kind);

CREATE TABLE task_event (
    id {{serial}},
    task TEXT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    detail TEXT,
    note {{blob}}
);

CREATE INDEX task_event_by_task ON task_event (task);

-- Sends that are not settled. The exchange row keeps what became of them.
CREATE TABLE outbox (
    seq {{serial}},
    exchange TEXT NOT NULL UNIQUE,
    organisation TEXT NOT NULL,
    conversation TEXT NOT NULL,
    name TEXT NOT NULL,
    channel TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    order_key TEXT,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    lookups BIGINT NOT NULL,
    due BIGINT NOT NULL,
    expires BIGINT,
    after_uncertain TEXT NOT NULL,
    owner TEXT,
    error TEXT
);

CREATE INDEX outbox_due ON outbox (due, seq);
CREATE INDEX outbox_by_order ON outbox (organisation, order_key, seq) WHERE order_key IS NOT NULL;

CREATE TABLE ask (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    conversation TEXT NOT NULL,
    name TEXT NOT NULL,
    port TEXT NOT NULL,
    question {{blob}} NOT NULL,
    fingerprint TEXT NOT NULL,
    deadline BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    due BIGINT NOT NULL,
    owner TEXT
);

CREATE INDEX ask_due ON ask (due, id);
CREATE INDEX ask_by_conversation ON ask (conversation, name);

CREATE TABLE job (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    conversation TEXT NOT NULL,
    job TEXT NOT NULL,
    arguments {{blob}} NOT NULL,
    state TEXT NOT NULL,
    progress BIGINT NOT NULL,
    checkpoint TEXT,
    attempts BIGINT NOT NULL,
    due BIGINT NOT NULL,
    owner TEXT,
    error TEXT,
    at BIGINT NOT NULL
);

CREATE INDEX job_due ON job (due, id) WHERE state = 'queued';

CREATE TABLE alert (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    exchange TEXT,
    conversation TEXT,
    at BIGINT NOT NULL,
    seen_by TEXT,
    seen_at BIGINT
);

CREATE INDEX alert_unseen ON alert (organisation, id) WHERE seen_at IS NULL;
CREATE INDEX alert_by_organisation ON alert (organisation, id);
