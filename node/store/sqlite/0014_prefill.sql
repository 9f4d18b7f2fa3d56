-- 秒报: what handling places let their forms be filled from, as imported; a version is frozen.

CREATE TABLE prefill_table (
  locality TEXT NOT NULL,
  name     TEXT NOT NULL,
  version  TEXT NOT NULL,
  item     TEXT NOT NULL,          -- 12, 31 or 33 characters
  text     BLOB NOT NULL,
  at       TEXT NOT NULL,
  PRIMARY KEY (locality, name, version)
);
