-- The next entries to close are found without sorting the queue.

CREATE INDEX staged_log ON staged (log, rank);
