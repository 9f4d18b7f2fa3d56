-- name: case_entries
-- Entries with a position of some cases, both logs; DUPLICATE ones have no second life.
SELECT log, position, case_id, reason, bytes FROM entry
WHERE case_id IN (SELECT value FROM json_each(:cases)) AND (reason IS NULL OR reason <> 'DUPLICATE')
ORDER BY position;

-- name: case_staged
-- Entries without a position of some cases.
SELECT log, rank, case_id, bytes FROM staged
WHERE case_id IN (SELECT value FROM json_each(:cases)) ORDER BY rank;

-- name: case_refused
-- Refused messages of some cases.
SELECT case_id, message_id, reason FROM refused WHERE case_id IN (SELECT value FROM json_each(:cases));

-- name: add_refused
-- An entry has no effect at either end.
INSERT INTO refused (case_id, message_id, reason) VALUES (:case_id, :message_id, :reason)
ON CONFLICT DO NOTHING;

-- name: entries_at
-- The entries of ours that Refusals name, by a JSON list of positions.
SELECT position, message_id, case_id FROM entry
WHERE log = :log AND position IN (SELECT value FROM json_each(:positions));

-- name: void_entry
-- The peer refused it.
UPDATE entry SET reason = :reason WHERE log = :log AND position = :position;

-- name: message_known
-- Whether a message of ours was recorded already.
SELECT case_id FROM entry WHERE log = :log AND message_id = :message_id
UNION ALL SELECT case_id FROM staged WHERE log = :log AND message_id = :message_id LIMIT 1;

-- name: put_case
-- What the fold gave.
INSERT INTO casebook (case_id, peer, state, item, digest, document, updated_at, live, lead)
VALUES (:case_id, :peer, :state, :item, :digest, :document, :updated_at, :live, :lead)
ON CONFLICT (case_id) DO UPDATE SET state = :state, item = :item, digest = :digest,
  document = :document, updated_at = :updated_at, live = :live,
  lead = CASE WHEN :lead = '' THEN lead ELSE :lead END;

-- name: get_case
-- One case.
SELECT * FROM casebook WHERE case_id = :case_id;

-- name: list_cases
-- A page of cases, newest change first, behind the last row of the page before.
SELECT case_id, peer, state, item, digest, updated_at FROM casebook
WHERE (updated_at, case_id) < (:at, :case_id) ORDER BY updated_at DESC, case_id DESC LIMIT :count;

-- name: list_cases_in
-- The same of those in one state.
SELECT case_id, peer, state, item, digest, updated_at FROM casebook
WHERE state = :state AND (updated_at, case_id) < (:at, :case_id)
ORDER BY updated_at DESC, case_id DESC LIMIT :count;

-- name: add_task
-- Something for a person to look at.
INSERT INTO task (case_id, message_id, kind, reason, at)
VALUES (:case_id, :message_id, :kind, :reason, :at) ON CONFLICT DO NOTHING;

-- name: open_tasks
-- What persons have not looked at yet.
SELECT id, case_id, message_id, kind, reason, at FROM task WHERE done_at IS NULL ORDER BY id LIMIT 500;

-- name: close_task
-- Looked at.
UPDATE task SET done_at = :at WHERE id = :id AND done_at IS NULL;

-- name: add_audit
-- Who did what.
INSERT INTO audit (at, actor, verb, case_id, message_id, reason)
VALUES (:at, :actor, :verb, :case_id, :message_id, :reason);

-- name: add_import
-- A catalogue or crosswalk as imported; a version once imported is never replaced.
INSERT INTO import (kind, name, version, file_name, bytes, at, effective, profile, skip_bad)
VALUES (:kind, :name, :version, :file_name, :bytes, :at, :effective, :profile, :skip_bad);

-- name: all_imports
-- Every catalogue and crosswalk, in the order in which they were imported.
SELECT kind, name, version, file_name, bytes, at, effective, profile, skip_bad FROM import ORDER BY at, rowid;

-- name: add_directory
-- A directory this node uses.
INSERT INTO directory (version, bytes) VALUES (:version, :bytes) ON CONFLICT DO NOTHING;

-- name: all_directories
-- Every directory used so far.
SELECT version, bytes FROM directory ORDER BY version;

-- name: newest_directory
-- The highest version seen.
SELECT version, bytes FROM directory ORDER BY version DESC LIMIT 1;

-- name: case_ways
-- Where the entries of a case stand.
SELECT log, position, message_id FROM entry WHERE case_id = :case_id ORDER BY log, position;

-- name: case_waiting
-- Entries of a case without a position.
SELECT message_id FROM staged WHERE case_id = :case_id ORDER BY rank;

-- name: release_held
-- The operator lets a held resend go.
UPDATE log SET held = 2, retry_at = NULL WHERE log = :log AND held = 1;

-- name: message_known_to
-- The case that a message of ours to a peer belongs to.
SELECT case_id FROM entry WHERE message_id = :message_id
  AND log IN (SELECT log FROM log WHERE peer = :peer AND outgoing = 1)
UNION ALL SELECT case_id FROM staged WHERE message_id = :message_id
  AND log IN (SELECT log FROM log WHERE peer = :peer AND outgoing = 1) LIMIT 1;

-- name: evidence_entries
-- Entries of a case with their bytes; DUPLICATE ones have no effect and prove nothing.
SELECT log, position, bytes FROM entry
WHERE case_id = :case_id AND (reason IS NULL OR reason <> 'DUPLICATE') ORDER BY log, position;
