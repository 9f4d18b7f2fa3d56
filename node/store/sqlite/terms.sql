-- name: add_agreement
-- An agreement as imported; the same text again may bring a fresher signature.
INSERT INTO agreement (accepting, handling, version, envelope, at)
VALUES (:accepting, :handling, :version, :envelope, :at)
ON CONFLICT (accepting, handling, version) DO UPDATE SET envelope = :envelope;

-- name: all_agreements
-- Every agreement, in the order of their import.
SELECT envelope, at FROM agreement ORDER BY at, accepting, handling, version;

-- name: get_agreement
-- One agreement.
SELECT envelope FROM agreement WHERE accepting = :accepting AND handling = :handling AND version = :version;

-- name: add_year
-- A signed year as imported; the same again may bring a fresher signature.
INSERT INTO calendar_year (locality, year, version, envelope, at)
VALUES (:locality, :year, :version, :envelope, :at)
ON CONFLICT (locality, year, version) DO UPDATE SET envelope = :envelope;

-- name: all_years
-- Every signed year.
SELECT envelope, at FROM calendar_year ORDER BY locality, year, version;

-- name: live_cases
-- A page of the cases in which a clock can run.
SELECT case_id, peer, updated_at FROM casebook WHERE live = 1 AND case_id > :after ORDER BY case_id LIMIT :count;

-- name: set_at_rest
-- No clock can run in it until somebody writes something; nothing was written since it was looked at.
UPDATE casebook SET live = 0 WHERE case_id = :case_id AND updated_at = :updated_at;

-- name: receipted
-- When the entries of some cases were first receipted: the receipt of the batch that brought them.
SELECT entry.case_id, entry.message_id, (
  SELECT receipt.at FROM receipt
  WHERE receipt.log = entry.log AND receipt.size > entry.position AND receipt.void = 0
  ORDER BY receipt.size, receipt.at LIMIT 1
) AS at
FROM entry WHERE entry.case_id IN (SELECT value FROM json_each(:cases)) AND entry.reason IS NULL;
