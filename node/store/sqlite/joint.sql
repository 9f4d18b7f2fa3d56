-- name: joint_cases
-- The parts of a joint case, in the order in which they were filed.
SELECT case_id, peer FROM casebook WHERE lead = :lead AND lead <> '' ORDER BY rowid;

-- name: joint_leads
-- A page of joint cases led here, the newest first; `own` is our place twice.
SELECT lead, MAX(rowid) AS newest FROM casebook
WHERE lead <> '' AND substr(lead, 3, 12) = :own GROUP BY lead
HAVING MAX(rowid) < :before ORDER BY newest DESC LIMIT :count;

-- name: joint_lead
-- Which joint case a case is a part of.
SELECT lead FROM casebook WHERE case_id = :case_id;

-- name: joint_place
-- Where a joint case stands in the list.
SELECT MAX(rowid) AS newest FROM casebook WHERE lead = :lead AND lead <> '' HAVING MAX(rowid) IS NOT NULL;

-- name: joint_message
-- The part that a message of ours filed.
SELECT casebook.case_id, casebook.lead FROM casebook WHERE casebook.lead <> '' AND casebook.case_id IN (
  SELECT case_id FROM entry WHERE message_id = :message_id
    AND log IN (SELECT log FROM log WHERE outgoing = 1)
  UNION ALL SELECT case_id FROM staged WHERE message_id = :message_id);
