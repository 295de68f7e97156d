-- Searches of messages that would otherwise read the whole journal: by a workflow whatever the organisation, and by what is rare.
-- Neither workflow nor direction of a message ever changes; the partial indexes leave out what nearly every message becomes, and hold
-- what else is often asked for, so that other messages are passed over without being read.

CREATE INDEX exchange_by_workflow_and_direction ON exchange (workflow, direction, id);
CREATE INDEX exchange_by_outcome ON exchange (outcome, id, workflow, organisation) WHERE outcome IS NOT NULL AND outcome <> 'accepted';
CREATE INDEX exchange_by_end ON exchange (state, id, workflow, organisation) WHERE state IN ('submitted', 'collected', 'discarded');

-- A workflow mostly goes one way: who thinks the two independent reads the whole journal for letters that were never sent. SQLite keeps no statistics.
{{with_statistics}}CREATE STATISTICS exchange_workflow_directions (mcv) ON workflow, direction FROM exchange;
