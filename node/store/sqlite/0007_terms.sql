-- What two cities agreed, the days on which they work, and the cases in which a clock can run.

-- Agreements as both cities' offices signed them; never removed: open cases go on under them.
CREATE TABLE agreement (
  accepting TEXT NOT NULL,
  handling  TEXT NOT NULL,
  version   TEXT NOT NULL,
  envelope  BLOB NOT NULL,         -- as imported
  at        TEXT NOT NULL,
  PRIMARY KEY (accepting, handling, version)
);

-- Calendar years as they were signed, beside those that come with the program.
CREATE TABLE calendar_year (
  locality TEXT NOT NULL,
  year     INTEGER NOT NULL,
  version  INTEGER NOT NULL,
  envelope BLOB NOT NULL,
  at       TEXT NOT NULL,
  PRIMARY KEY (locality, year, version)
);

-- 1: a clock can run in it. 0: none can until somebody writes something, so lists of what is due pass it by.
ALTER TABLE casebook ADD COLUMN live INTEGER NOT NULL DEFAULT 1;
CREATE INDEX casebook_live ON casebook (case_id) WHERE live = 1;
