-- An arrived message's mailbox: those of one mailbox take effect in the order of seq. Null for everything else, and for a message that was put off: it has left the order.

ALTER TABLE stimulus ADD COLUMN mailbox TEXT;

CREATE INDEX stimulus_pending_by_mailbox ON stimulus (mailbox, seq) WHERE state = 'pending' AND mailbox IS NOT NULL;
