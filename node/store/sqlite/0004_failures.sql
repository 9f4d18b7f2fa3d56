-- Why the last try of a link failed, so that a person is told and not only the log.

ALTER TABLE log ADD COLUMN last_failure TEXT;
