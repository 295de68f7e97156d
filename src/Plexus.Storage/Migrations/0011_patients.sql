-- The embedded patient index. Who a patient is stands in details, encrypted; what can be searched for is a keyed hash.
-- Registrations are kept apart so that lists and counts need no decryption.

CREATE TABLE patient (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    local_id TEXT NOT NULL,
    details {{blob}} NOT NULL,
    surname_index TEXT NOT NULL,
    birth_index TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (organisation, local_id)
);

CREATE INDEX patient_by_surname ON patient (organisation, surname_index);
CREATE INDEX patient_by_birth ON patient (organisation, birth_index);

-- The present number and those it superseded: each leads to one patient of the organisation.
CREATE TABLE patient_number (
    organisation TEXT NOT NULL,
    number_index TEXT NOT NULL,
    patient TEXT NOT NULL,
    superseded BIGINT NOT NULL,
    PRIMARY KEY (organisation, number_index)
){{clustered}};

CREATE INDEX patient_number_by_patient ON patient_number (patient);

CREATE TABLE registration (
    patient TEXT NOT NULL,
    organisation TEXT NOT NULL,
    started_on TEXT NOT NULL,
    ended_on TEXT,
    end_reason TEXT,
    PRIMARY KEY (patient, started_on)
){{clustered}};

CREATE INDEX registration_by_organisation ON registration (organisation, ended_on);

-- Grows with every change to an organisation's patients: who decided on what the index said can see whether it still says so.
CREATE TABLE patient_change (
    organisation TEXT PRIMARY KEY,
    version BIGINT NOT NULL
){{clustered}};
