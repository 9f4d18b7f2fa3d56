-- name: add_log
-- A log is known from the first time its peer is configured.
INSERT INTO log (log, peer, outgoing) VALUES (:log, :peer, :outgoing) ON CONFLICT DO NOTHING;

-- name: get_log
-- Everything kept of one log.
SELECT * FROM log WHERE log = :log;

-- name: all_logs
-- Both logs of every peer.
SELECT * FROM log ORDER BY peer, outgoing;

-- name: grow_log
-- The frontier after entries were closed or taken; guarded by the size it grew from.
UPDATE log SET size = :size, peaks = :peaks WHERE log = :log AND size = :was;

-- name: cut_log
-- The frontier after settling, and the epoch this pump claims; its counter is never used again.
UPDATE log SET size = :size, peaks = :peaks, epoch_counter = :counter, epoch_nonce = :nonce,
  top_counter = max(top_counter, :counter) WHERE log = :log;

-- name: open_epoch
-- The epoch both ends agreed on.
UPDATE log SET epoch_counter = :counter, epoch_nonce = :nonce, top_counter = max(top_counter, :counter),
  last_opened = :opened WHERE log = :log;

-- name: set_receipt
-- The newest receipt.
UPDATE log SET last_receipt = :receipt WHERE log = :log;

-- name: reset_receipt
-- The newest receipt that still fits, after settling.
UPDATE log SET last_receipt = (SELECT bytes FROM receipt
  WHERE log = :log AND kind = 'receipt' AND void = 0 ORDER BY size DESC, at DESC LIMIT 1) WHERE log = :log;

-- name: set_unsettled
-- Settling moved entries of ours from this position on.
UPDATE log SET unsettled_from = min(coalesce(unsettled_from, :start), :start) WHERE log = :log;

-- name: clear_unsettled
-- All entries of ours stand again and their cases were folded anew.
UPDATE log SET unsettled_from = NULL WHERE log = :log;

-- name: cases_from
-- Cases of the entries from a position on.
SELECT DISTINCT case_id FROM entry WHERE log = :log AND position >= :start AND case_id IS NOT NULL;

-- name: set_fork
-- The proof that stops the link.
UPDATE log SET fork = :fork WHERE log = :log AND fork IS NULL;

-- name: count_bad_root
-- Bad roots in a row.
UPDATE log SET bad_roots = bad_roots + 1 WHERE log = :log RETURNING bad_roots;

-- name: clear_bad_roots
-- A good batch came.
UPDATE log SET bad_roots = 0 WHERE log = :log AND bad_roots > 0;

-- name: set_retry
-- Back-off of a log we send.
UPDATE log SET retry_at = :retry_at, retry_step = :retry_step, last_failure = :reason WHERE log = :log;

-- name: set_heard
-- The peer spoke: back-off is over.
UPDATE log SET heard_at = :at, retry_at = NULL, retry_step = 0, last_failure = NULL WHERE log = :log;

-- name: set_held
-- Whether a resend waits for the operator.
UPDATE log SET held = :held WHERE log = :log;

-- name: set_applied
-- The cursor of applying.
UPDATE log SET applied = :applied WHERE log = :log;

-- name: add_entry
-- An entry at its position.
INSERT INTO entry (log, position, message_id, case_id, reason, bytes, nodes)
VALUES (:log, :position, :message_id, :case_id, NULL, :bytes, :nodes);

-- name: drop_tail
-- Entries of ours that the receiver does not have at these positions.
DELETE FROM entry WHERE log = :log AND position >= :common;

-- name: entries_from
-- Entries from a position on, for applying, reading back and settling.
SELECT position, message_id, case_id, reason, bytes FROM entry
WHERE log = :log AND position >= :start ORDER BY position LIMIT :count;

-- name: nodes_at
-- Subtree hashes of the rows named by a JSON list of positions.
SELECT position, nodes FROM entry
WHERE log = :log AND position IN (SELECT value FROM json_each(:positions));

-- name: mark_entry
-- The verdict on an applied entry.
UPDATE entry SET message_id = :message_id, case_id = :case_id, reason = :reason
WHERE log = :log AND position = :position;

-- name: known_messages
-- Which of these messages stand at a lower position already, or are staged.
SELECT message_id FROM entry WHERE log = :log AND position < :below
  AND message_id IN (SELECT value FROM json_each(:ids));

-- name: stage
-- An entry of ours, last in the queue.
INSERT INTO staged (rank, log, message_id, case_id, bytes)
VALUES ((SELECT max(0, coalesce(max(rank), 0)) + 1 FROM staged), :log, :message_id, :case_id, :bytes);

-- name: stage_first
-- An entry that lost its position goes back before all others, in its old order.
INSERT INTO staged (rank, log, message_id, case_id, bytes)
VALUES (:rank, :log, :message_id, :case_id, :bytes) ON CONFLICT (log, message_id) DO NOTHING;

-- name: lowest_rank
-- Where entries that lost their position end: before all others, and never above 0.
SELECT min(1, coalesce(min(rank), 1)) AS rank FROM staged;

-- name: any_returned
-- Whether an entry that lost its position still waits for a new one.
SELECT 1 FROM staged WHERE log = :log AND rank <= 0 LIMIT 1;

-- name: staged_first
-- The next entries to close, no more than one batch may carry: sizes are added up before bytes are read.
SELECT rank, message_id, case_id, bytes FROM staged WHERE rank IN (
  SELECT rank FROM (
    SELECT rank, sum(length) OVER (ORDER BY rank) - length AS before FROM (
      SELECT rank, length(bytes) AS length FROM staged WHERE log = :log ORDER BY rank LIMIT :count))
  WHERE before < :bytes)
ORDER BY rank;

-- name: entries_page
-- Entries from a position on, no more than one batch may carry.
SELECT position, bytes FROM entry WHERE log = :log AND position IN (
  SELECT position FROM (
    SELECT position, sum(length) OVER (ORDER BY position) - length AS before FROM (
      SELECT position, length(bytes) AS length FROM entry
      WHERE log = :log AND position >= :start ORDER BY position LIMIT :count))
  WHERE before < :bytes)
ORDER BY position;

-- name: staged_ids
-- All ids waiting on a log.
SELECT message_id FROM staged WHERE log = :log;

-- name: staged_count
-- How many wait, per log.
SELECT log, count(*) AS waiting FROM staged GROUP BY log;

-- name: unstage
-- Closed, or found at the receiver.
DELETE FROM staged WHERE log = :log AND message_id = :message_id;

-- name: add_receipt
-- A receipt given or got.
INSERT INTO receipt (log, epoch_counter, epoch_nonce, size, at, kind, bytes)
VALUES (:log, :counter, :nonce, :size, :at, :kind, :bytes)
ON CONFLICT (log, epoch_counter, epoch_nonce, size, at, kind) DO UPDATE SET void = 0;

-- name: void_receipts
-- Settling: what the receiver's store does not have given, as far as we can tell.
UPDATE receipt SET void = 1 WHERE log = :log AND (size > :above OR epoch_counter > :counter);

-- name: parting
-- Where a store of the receiver that does not know our newest epochs may have parted from the one that does.
SELECT min(coalesce(log.parted_at, opened.size), opened.size) AS size
FROM log, (SELECT min(size) AS size FROM receipt
  WHERE log = :log AND kind = 'opened' AND epoch_counter > :counter) AS opened
WHERE log.log = :log AND opened.size IS NOT NULL;

-- name: set_parted
-- From there on receipts are read back again whenever the receiver's store changes.
UPDATE log SET parted_at = min(coalesce(parted_at, :size), :size) WHERE log = :log;

-- name: newest_receipted
-- The largest size up to a limit for which we hold a receipt that still fits.
SELECT coalesce(max(size), 0) AS size FROM receipt
WHERE log = :log AND size <= :upto AND kind = 'receipt' AND void = 0;

-- name: first_receipt
-- The receipt given for this epoch and size.
SELECT bytes FROM receipt WHERE log = :log AND epoch_counter = :counter AND epoch_nonce = :nonce
  AND size = :size AND kind = 'receipt' ORDER BY at LIMIT 1;

-- name: receipts_between
-- The first receipt at each size within a page: what dates its entries.
SELECT size, min(at) AS at, bytes FROM receipt WHERE log = :log AND size > :above AND size <= :upto
  AND kind = 'receipt' GROUP BY size ORDER BY size;

-- name: receipt_covering
-- The first receipt that covers a position.
SELECT size, bytes, kind FROM receipt WHERE log = :log AND size > :position AND void = 0
ORDER BY at, size LIMIT 1;

-- name: set_flight
-- What is about to be sent.
INSERT INTO flight (log, first, head) VALUES (:log, :first, :head)
ON CONFLICT (log) DO UPDATE SET first = :first, head = :head;

-- name: get_flight
-- What was closed and not yet answered.
SELECT first, head FROM flight WHERE log = :log;

-- name: clear_flight
-- Answered, or settled away.
DELETE FROM flight WHERE log = :log;
