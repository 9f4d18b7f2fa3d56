-- What stands beside the cases: notes on items of national lines, and bundles of items. Nothing of it leaves.

-- An item on a national line 国垂系统 that somebody was guided to: no case.
CREATE TABLE line (
  number    TEXT PRIMARY KEY,      -- GC…
  locality  TEXT NOT NULL,         -- the item version, as the catalogue had it that day
  scheme    TEXT NOT NULL,
  code      TEXT NOT NULL,
  version   TEXT NOT NULL,
  title     TEXT NOT NULL,
  opened_at TEXT NOT NULL
);
CREATE INDEX line_opened ON line (opened_at);

-- What was seen, entered by hand; only ever added.
CREATE TABLE line_note (
  seq        INTEGER PRIMARY KEY,
  number     TEXT NOT NULL REFERENCES line (number),
  message_id TEXT NOT NULL UNIQUE,
  at         TEXT NOT NULL,
  organ      TEXT NOT NULL,        -- who entered it
  place      TEXT NOT NULL,
  officer    TEXT NOT NULL,
  status     TEXT NOT NULL,
  seen_by    TEXT NOT NULL,
  seen_on    TEXT NOT NULL,
  reference  TEXT NOT NULL         -- the applicant's number on that line: personal data, or empty
);
CREATE INDEX line_note_of ON line_note (number, seq);

-- 一件事 bundles as imported; a version is frozen.
CREATE TABLE bundle (
  name    TEXT NOT NULL,
  version TEXT NOT NULL,
  text    BLOB NOT NULL,
  at      TEXT NOT NULL,
  PRIMARY KEY (name, version)
);
