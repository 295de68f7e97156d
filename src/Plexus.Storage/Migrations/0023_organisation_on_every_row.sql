-- Rows that were told by their parent alone carry their organisation themselves, so that one organisation's data can be found, kept apart and taken out table by table.
-- What a parent never came to (chunks of a download that a crash ended) stays without, and is swept.

ALTER TABLE finding ADD COLUMN organisation TEXT NOT NULL DEFAULT '';
ALTER TABLE transport_seen ADD COLUMN organisation TEXT NOT NULL DEFAULT '';
ALTER TABLE payload_chunk ADD COLUMN organisation TEXT NOT NULL DEFAULT '';
ALTER TABLE task_event ADD COLUMN organisation TEXT NOT NULL DEFAULT '';

UPDATE finding SET organisation = coalesce((SELECT e.organisation FROM exchange e WHERE e.id = finding.exchange), '');
UPDATE transport_seen SET organisation = coalesce((SELECT e.organisation FROM exchange e WHERE e.id = transport_seen.exchange), '');
UPDATE payload_chunk SET organisation = coalesce((SELECT p.organisation FROM payload p WHERE p.exchange = payload_chunk.exchange), '');
UPDATE task_event SET organisation = coalesce((SELECT t.organisation FROM task t WHERE t.id = task_event.task), '');
