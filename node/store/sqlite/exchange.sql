-- name: drop_unkept
-- Rows of an export that nobody saved.
DELETE FROM export_row;

-- name: add_export
-- An export begins.
INSERT INTO export_batch (hub, actor, at) VALUES (:hub, :actor, :at) RETURNING seq;

-- name: changed_cases
-- A page of the cases whose last change here falls into a stretch of time.
SELECT case_id, peer, updated_at FROM casebook
WHERE (updated_at, case_id) > (:at, :case_id) AND updated_at < :end
ORDER BY updated_at, case_id LIMIT :count;

-- name: exported_of
-- What a hub has of some cases.
SELECT case_id, row_guid, sheet FROM exported
WHERE hub = :hub AND operation <> '' AND case_id IN (SELECT value FROM json_each(:cases));

-- name: add_export_row
-- A row that was handed out.
INSERT INTO export_row (batch, row_guid, case_id, sheet, operation)
VALUES (:batch, :row_guid, :case_id, :sheet, :operation)
ON CONFLICT (batch, row_guid) DO UPDATE SET operation = :operation;

-- name: keep_export
-- Its files are saved.
UPDATE export_batch SET kept_at = :at WHERE seq = :batch AND kept_at IS NULL
  AND seq = (SELECT max(seq) FROM export_batch) RETURNING hub, actor;

-- name: count_export
-- How much was in it.
SELECT count(*) AS sent, count(DISTINCT case_id) AS cases FROM export_row WHERE batch = :batch;

-- name: keep_rows
-- The hub has these rows now.
INSERT INTO exported (hub, row_guid, case_id, sheet, operation, batch)
SELECT :hub, row_guid, case_id, sheet, operation, batch FROM export_row WHERE batch = :batch AND operation <> 'D'
ON CONFLICT (hub, row_guid) DO UPDATE SET operation = excluded.operation, batch = excluded.batch;

-- name: forget_rows
-- The hub was told to delete these.
DELETE FROM exported WHERE hub = :hub
  AND row_guid IN (SELECT row_guid FROM export_row WHERE batch = :batch AND operation = 'D');

-- name: audit_export
-- Who took which cases out.
INSERT INTO audit (at, actor, verb, case_id, message_id, reason)
SELECT DISTINCT :at, :actor, 'Exported', case_id, NULL, NULL FROM export_row WHERE batch = :batch ORDER BY case_id;

-- name: close_rejects
-- Exported again: whatever was wrong with these cases is behind them.
UPDATE export_reject SET closed_at = :at WHERE hub = :hub AND closed_at IS NULL
  AND case_id IN (SELECT case_id FROM export_row WHERE batch = :batch);

-- name: get_exported
-- A row that a hub has.
SELECT case_id, sheet, operation, batch FROM exported WHERE hub = :hub AND row_guid = :row_guid;

-- name: add_reject
-- A row came back; the same once more changes nothing.
INSERT INTO export_reject (hub, row_guid, case_id, sheet, kind, why, at)
VALUES (:hub, :row_guid, :case_id, :sheet, :kind, :why, :at) ON CONFLICT DO NOTHING;

-- name: not_taken
-- It was new, and the hub did not take it.
UPDATE exported SET operation = '' WHERE hub = :hub AND row_guid = :row_guid AND operation = 'I';

-- name: open_rejects
-- Rows that came back and whose case was not exported again, by case.
SELECT case_id, hub, sheet, kind, why, at FROM export_reject
WHERE closed_at IS NULL AND (:case_id = '' OR case_id = :case_id) ORDER BY case_id, id LIMIT 500;

-- name: count_rejects
-- How many there are.
SELECT count(*) AS open FROM export_reject WHERE closed_at IS NULL AND (:case_id = '' OR case_id = :case_id);

-- name: cases_of_days
-- A page of the cases taken in on some days.
SELECT case_id, peer FROM casebook
WHERE substr(case_id, 15, 8) BETWEEN :first AND :last AND (substr(case_id, 15, 8), case_id) > (:day, :after)
ORDER BY substr(case_id, 15, 8), case_id LIMIT :count;
