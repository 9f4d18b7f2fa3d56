-- name: add_licence_check
-- A licence was asked about.
INSERT INTO licence_check (asker, message_id, answerer, case_id, day, asked_at, noted_on)
VALUES (:asker, :message_id, :answerer, :case_id, :day, :asked_at, :noted_on) ON CONFLICT DO NOTHING;

-- name: licences_asked
-- How many one city asked another on some days.
SELECT day, count(*) AS count FROM licence_check
WHERE asker = :asker AND answerer = :answerer AND day IN (SELECT value FROM json_each(:days)) GROUP BY day;

-- name: licences_noted
-- How many of them this node wrote or got on one day.
SELECT count(*) AS count FROM licence_check
WHERE asker = :asker AND answerer = :answerer AND noted_on = :day;

-- name: licence_flood_told
-- Whether a person was told that too many came on a day.
SELECT 1 FROM task JOIN licence_check ON licence_check.message_id = task.message_id
WHERE task.kind = 'licence_flood' AND licence_check.asker = :asker AND licence_check.answerer = :answerer
  AND licence_check.noted_on = :day LIMIT 1;

-- name: list_licence_checks
-- A page of requests, the newest first, from a time on and before a row or another time; whose may be said.
SELECT asker, message_id, answerer, case_id FROM licence_check
WHERE asked_at >= :first AND (asked_at, message_id) < (:at, :message_id)
  AND (:asker = '' OR asker = :asker) AND (:other = '' OR asker <> :other)
ORDER BY asked_at DESC, message_id DESC LIMIT :count;
