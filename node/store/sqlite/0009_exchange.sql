-- Exports to hubs, what each hub has since, and what it did not take.

-- An export counts only once whoever asked for it has saved its files.
CREATE TABLE export_batch (
  seq     INTEGER PRIMARY KEY,
  hub     TEXT NOT NULL,          -- name of the hub
  actor   TEXT NOT NULL,          -- organ USCC/officer number
  at      TEXT NOT NULL,
  kept_at TEXT                    -- NULL: made, and not known to be saved
);

-- The rows of the export that is being made; gone once it is kept, or another is begun.
CREATE TABLE export_row (
  batch     INTEGER NOT NULL,
  row_guid  TEXT NOT NULL,
  case_id   TEXT NOT NULL,
  sheet     TEXT NOT NULL,        -- the exchange table
  operation TEXT NOT NULL,        -- I, U or D
  PRIMARY KEY (batch, row_guid)
);

-- Rows that were sent to a hub in exports that were saved.
CREATE TABLE exported (
  hub       TEXT NOT NULL,
  row_guid  TEXT NOT NULL,
  case_id   TEXT NOT NULL,
  sheet     TEXT NOT NULL,
  operation TEXT NOT NULL,        -- as it was last sent; empty: it was new, and came back
  batch     INTEGER NOT NULL,     -- in which
  PRIMARY KEY (hub, row_guid)
);
CREATE INDEX exported_case ON exported (hub, case_id);

-- Rows that a hub sent back. The hub's words may be personal data: shown for one case at a time only.
CREATE TABLE export_reject (
  id        INTEGER PRIMARY KEY,
  hub       TEXT NOT NULL,
  row_guid  TEXT NOT NULL,
  case_id   TEXT NOT NULL,
  sheet     TEXT NOT NULL,
  kind      TEXT NOT NULL,
  why       TEXT NOT NULL,
  at        TEXT NOT NULL,
  closed_at TEXT                  -- when its case was exported again
);
CREATE UNIQUE INDEX export_reject_open ON export_reject (hub, row_guid, kind) WHERE closed_at IS NULL;
CREATE INDEX export_reject_case ON export_reject (case_id);

-- Statistics find cases by the day on which they were taken in, which stands in their id.
CREATE INDEX casebook_day ON casebook (substr(case_id, 15, 8), case_id);
