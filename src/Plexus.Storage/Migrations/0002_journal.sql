-- What crossed our boundary, what became of it, and what the supplier's system is told.
-- Ids are UUIDs of version 7 as 32 digits, so that newest first is descending order of ids.
-- Columns called sensitive, state, body, title, details, note, data and question are encrypted.

CREATE TABLE exchange (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    direction TEXT NOT NULL,
    state TEXT NOT NULL,
    outcome TEXT,
    code TEXT,
    place TEXT,
    channel TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    counterparty TEXT,
    transport_id TEXT,
    workflow TEXT,
    conversation TEXT,
    business_id TEXT,
    sender_organisation TEXT,
    send_name TEXT,
    label TEXT,
    local_id TEXT,
    linked TEXT,
    content_type TEXT,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    sensitive {{blob}},
    patient_index TEXT,
    trace TEXT NOT NULL,
    reason TEXT,
    at BIGINT NOT NULL,
    business_at BIGINT NOT NULL,
    acked_at BIGINT,
    settled_at BIGINT
);

CREATE INDEX exchange_by_organisation ON exchange (organisation, id);
CREATE INDEX exchange_by_workflow ON exchange (organisation, workflow, id);
CREATE INDEX exchange_by_patient ON exchange (patient_index, id) WHERE patient_index IS NOT NULL;
CREATE INDEX exchange_by_conversation ON exchange (conversation) WHERE conversation IS NOT NULL;
CREATE INDEX exchange_by_transport ON exchange (transport_id) WHERE direction = 'out' AND transport_id IS NOT NULL;
-- Everything that somebody may still have to do something about: few rows, whatever the size of the journal.
CREATE INDEX exchange_unsettled ON exchange (state, id) WHERE state NOT IN ('done', 'submitted', 'collected', 'discarded');

CREATE TABLE exchange_event (
    seq BIGINT PRIMARY KEY,
    organisation TEXT NOT NULL,
    exchange TEXT,
    conversation TEXT,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT
);

CREATE INDEX exchange_event_by_exchange ON exchange_event (exchange) WHERE exchange IS NOT NULL;
CREATE INDEX exchange_event_by_conversation ON exchange_event (conversation) WHERE exchange IS NULL;

CREATE TABLE finding (
    exchange TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    severity TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    path TEXT NOT NULL,
    line BIGINT NOT NULL,
    col BIGINT NOT NULL,
    PRIMARY KEY (exchange, ordinal)
){{clustered}};

CREATE TABLE transport_seen (
    channel TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    transport_id TEXT NOT NULL,
    exchange TEXT NOT NULL,
    PRIMARY KEY (channel, endpoint, transport_id)
){{clustered}};

CREATE TABLE claim (
    organisation TEXT NOT NULL,
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    conversation TEXT NOT NULL,
    exchange TEXT,
    PRIMARY KEY (organisation, scope, key)
){{clustered}};

CREATE TABLE payload (
    exchange TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    data {{blob}},
    file TEXT,
    chunks BIGINT NOT NULL
);

CREATE INDEX payload_by_file ON payload (file) WHERE file IS NOT NULL;

CREATE TABLE payload_chunk (
    exchange TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    at BIGINT NOT NULL,
    data {{blob}} NOT NULL,
    PRIMARY KEY (exchange, ordinal)
);

CREATE TABLE event (
    seq BIGINT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    organisation TEXT NOT NULL,
    conversation TEXT NOT NULL,
    exchange TEXT,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    at BIGINT NOT NULL,
    data {{blob}} NOT NULL,
    require_receipt BIGINT NOT NULL,
    patient_index TEXT,
    payload_reference BIGINT NOT NULL,
    receipt TEXT
);

CREATE INDEX event_by_organisation ON event (organisation, seq);
CREATE INDEX event_by_conversation ON event (conversation);

-- One row for each subscription that an event goes to.
CREATE TABLE delivery (
    id {{serial}},
    event TEXT NOT NULL,
    organisation TEXT NOT NULL,
    subscription TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due BIGINT NOT NULL,
    owner TEXT,
    status TEXT,
    delivered_at BIGINT,
    UNIQUE (event, subscription)
);

CREATE INDEX delivery_due ON delivery (due, id) WHERE state = 'queued';
