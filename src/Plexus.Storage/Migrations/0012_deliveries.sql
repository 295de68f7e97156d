-- Deliveries are taken endpoint by endpoint; what a supplier's system said when it refused may name a patient, so reason is encrypted.

ALTER TABLE delivery ADD COLUMN reason {{blob}};
ALTER TABLE delivery ADD COLUMN first_at BIGINT;

CREATE INDEX delivery_by_subscription ON delivery (subscription, due, id) WHERE state = 'queued';
CREATE INDEX delivery_by_event ON delivery (event);
CREATE INDEX delivery_by_organisation ON delivery (organisation, id);
