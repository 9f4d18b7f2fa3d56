-- name: want_blob
-- A file that an entry names: ours to give, or the peer's to pull.
INSERT INTO blob (case_id, digest, size, media_type, peer, ours, here)
VALUES (:case_id, :digest, :size, :media_type, :peer, :ours, :here) ON CONFLICT DO NOTHING;

-- name: get_blob
-- One file of a case.
SELECT * FROM blob WHERE case_id = :case_id AND digest = :digest;

-- name: case_blobs
-- All files of a case.
SELECT * FROM blob WHERE case_id = :case_id ORDER BY digest;

-- name: wanted_blobs
-- Files to pull from a peer, those whose time has come; our own too, if the disk lost them.
SELECT case_id, digest, size, retry_step FROM blob
WHERE peer = :peer AND here = 0 AND (retry_at IS NULL OR retry_at <= :now)
ORDER BY retry_at NULLS FIRST LIMIT 16;

-- name: blob_here
-- Whole and checked.
UPDATE blob SET here = 1, retry_at = NULL, retry_step = 0 WHERE case_id = :case_id AND digest = :digest;

-- name: kept_blobs
-- A page of the files that should be on disk, to see whether they still are.
SELECT case_id, digest FROM blob WHERE peer = :peer AND here = 1
  AND (case_id, digest) > (:case_id, :digest) ORDER BY case_id, digest LIMIT 500;

-- name: blob_gone
-- Not on disk any more, as after a restore of the folder: pull it again.
UPDATE blob SET here = 0, retry_at = NULL, retry_step = 0 WHERE case_id = :case_id AND digest = :digest;

-- name: retry_blob
-- Not this time.
UPDATE blob SET retry_at = :retry_at, retry_step = retry_step + 1
WHERE case_id = :case_id AND digest = :digest;

-- name: hurry_blobs
-- The peer is back: pull at once.
UPDATE blob SET retry_at = NULL, retry_step = 0 WHERE peer = :peer AND here = 0 AND retry_at IS NOT NULL;

-- name: missing_blobs
-- How many files are still to come, per peer.
SELECT peer, count(*) AS missing, sum(size) AS bytes FROM blob WHERE here = 0 GROUP BY peer;
