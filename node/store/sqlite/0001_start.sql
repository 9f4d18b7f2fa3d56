-- The store of one node. One writer. Positions are positions in a log.

-- What this node knows of each log it sends or receives, beside the entries.
CREATE TABLE log (
  log           TEXT PRIMARY KEY,
  peer          TEXT NOT NULL,
  outgoing      INTEGER NOT NULL,           -- 1: we send it
  size          INTEGER NOT NULL DEFAULT 0, -- closed (outgoing) or taken (incoming) entries
  peaks         BLOB NOT NULL DEFAULT x'',  -- frontier, 32 bytes a peak, largest first
  epoch_counter INTEGER,                    -- the open epoch
  epoch_nonce   BLOB,
  top_counter   INTEGER NOT NULL DEFAULT 0, -- highest epoch counter known under the sender's signature
  last_receipt  BLOB,                       -- Signed Countersigned, newest
  last_opened   BLOB,
  applied       INTEGER NOT NULL DEFAULT 0, -- incoming: entries applied, in order
  bad_roots     INTEGER NOT NULL DEFAULT 0, -- in a row
  fork          BLOB,                       -- proof; the link is stopped
  retry_at      TEXT,                       -- outgoing: back-off, cleared when the peer speaks to us
  retry_step    INTEGER NOT NULL DEFAULT 0,
  held          INTEGER NOT NULL DEFAULT 0, -- 1: a resend waits for the operator, 2: released
  heard_at      TEXT                        -- last time the peer answered or asked
);

-- Entries with a position, both directions.
CREATE TABLE entry (
  log        TEXT NOT NULL,
  position   INTEGER NOT NULL,
  message_id TEXT,                 -- NULL where the envelope does not parse
  case_id    TEXT,                 -- set when applied, or when written by us
  reason     TEXT,                 -- why it has no effect; NULL: it has
  bytes      BLOB NOT NULL,
  nodes      BLOB NOT NULL,        -- hashes of the perfect subtrees this leaf completes, level 0 up
  PRIMARY KEY (log, position)
);
CREATE INDEX entry_case ON entry (case_id, log, position) WHERE case_id IS NOT NULL;
CREATE INDEX entry_message ON entry (log, message_id);

-- Entries of ours that have no position yet, in order of rank. A rank of 0 or less: settling took its
-- position away, and it goes first.
CREATE TABLE staged (
  rank       INTEGER PRIMARY KEY,
  log        TEXT NOT NULL,
  message_id TEXT NOT NULL,
  case_id    TEXT,             -- NULL in a Refusal of an entry whose case cannot be read
  bytes      BLOB NOT NULL,
  UNIQUE (log, message_id)
);
CREATE INDEX staged_case ON staged (case_id);

-- Receipts given and got; the first for an epoch and size is the answer to every repeat.
CREATE TABLE receipt (
  log           TEXT NOT NULL,
  epoch_counter INTEGER NOT NULL,
  epoch_nonce   BLOB NOT NULL,
  size          INTEGER NOT NULL,
  at            TEXT NOT NULL,     -- the receiver's clock
  kind          TEXT NOT NULL,     -- receipt | opened
  bytes         BLOB NOT NULL,
  PRIMARY KEY (log, epoch_counter, epoch_nonce, size, at, kind)
);
CREATE INDEX receipt_size ON receipt (log, size);

-- A head signed and not yet answered: what is in flight, sent again as it is.
CREATE TABLE flight (
  log  TEXT PRIMARY KEY,
  first INTEGER NOT NULL,
  head BLOB NOT NULL              -- Signed Head
);

-- Entries of ours or of the peer that were refused: no effect at either end.
CREATE TABLE refused (
  case_id    TEXT NOT NULL,
  message_id TEXT NOT NULL,
  reason     TEXT NOT NULL,
  PRIMARY KEY (case_id, message_id)
);

-- What the fold gives, for listings; made anew from the entries at any time.
CREATE TABLE casebook (
  case_id    TEXT PRIMARY KEY,
  peer       TEXT NOT NULL,
  state      TEXT NOT NULL,
  item       TEXT NOT NULL,
  digest     TEXT NOT NULL,
  document   TEXT NOT NULL,        -- canonical JSON
  updated_at TEXT NOT NULL
);
CREATE INDEX casebook_state ON casebook (state, updated_at);

-- Files that entries name.
CREATE TABLE blob (
  case_id    TEXT NOT NULL,
  digest     TEXT NOT NULL,
  size       INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  peer       TEXT NOT NULL,
  ours       INTEGER NOT NULL,     -- 1: we sent it
  here       INTEGER NOT NULL,     -- 1: whole and checked on our disk
  retry_at   TEXT,
  retry_step INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (case_id, digest)
);
CREATE INDEX blob_wanted ON blob (peer) WHERE here = 0;

-- What a person has to look at.
CREATE TABLE task (
  id         INTEGER PRIMARY KEY,
  case_id    TEXT,
  message_id TEXT,
  kind       TEXT NOT NULL,
  reason     TEXT NOT NULL,
  at         TEXT NOT NULL,
  done_at    TEXT,
  UNIQUE (kind, message_id, case_id)
);

-- Imported catalogues and crosswalks, as the bytes that were imported.
CREATE TABLE import (
  kind      TEXT NOT NULL,         -- catalogue | crosswalk
  name      TEXT NOT NULL,         -- locality, or accepting-handling
  version   TEXT NOT NULL,
  file_name TEXT NOT NULL,         -- ending only matters; never a person's name
  bytes     BLOB NOT NULL,
  at        TEXT NOT NULL,
  PRIMARY KEY (kind, name, version)
);

-- Every directory this node has used: evidence carries the one that proves a key.
CREATE TABLE directory (
  version INTEGER PRIMARY KEY,
  bytes   BLOB NOT NULL
);

-- Who did what here, append-only (网络安全法: kept at least 6 months). Numbers and codes, no names.
CREATE TABLE audit (
  seq        INTEGER PRIMARY KEY,
  at         TEXT NOT NULL,
  actor      TEXT NOT NULL,        -- organ USCC/officer number, or the peer's code
  verb       TEXT NOT NULL,
  case_id    TEXT,
  message_id TEXT,
  reason     TEXT
);
