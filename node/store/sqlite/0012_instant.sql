-- 秒批: the rules of this city's organs, and what a rule on trial would have done.

CREATE TABLE instant_rule (
  name    TEXT NOT NULL,
  version TEXT NOT NULL,
  text    BLOB NOT NULL,
  mode    TEXT NOT NULL,           -- shadow, live, stopped
  at      TEXT NOT NULL,           -- imported
  mode_at TEXT NOT NULL,           -- in this mode since
  PRIMARY KEY (name, version)
);

CREATE TABLE instant_verdict (
  name    TEXT NOT NULL,
  version TEXT NOT NULL,
  case_id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  why     TEXT NOT NULL,
  about   TEXT NOT NULL,           -- code of the input to blame, never its value
  at      TEXT NOT NULL,
  PRIMARY KEY (name, version, case_id)
);
