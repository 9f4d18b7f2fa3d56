-- What settling leaves behind until everything stands again.

-- Outgoing: settling moved entries from this position on; NULL: all stand, and their cases were folded anew.
ALTER TABLE log ADD COLUMN unsettled_from INTEGER;

-- 1: settling took what this receipt covers out of our log. Kept as proof, no arrival any more.
ALTER TABLE receipt ADD COLUMN void INTEGER NOT NULL DEFAULT 0;

-- Outgoing: from this size on two stores of the receiver (a node and its standby) have given receipts of
-- their own; NULL: only one ever did.
ALTER TABLE log ADD COLUMN parted_at INTEGER;
