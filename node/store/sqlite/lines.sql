-- name: add_line
-- Somebody was guided to a national line.
INSERT INTO line (number, locality, scheme, code, version, title, opened_at)
VALUES (:number, :locality, :scheme, :code, :version, :title, :opened_at);

-- name: add_line_note
-- What was seen.
INSERT INTO line_note (number, message_id, at, organ, place, officer, status, seen_by, seen_on, reference)
VALUES (:number, :message_id, :at, :organ, :place, :officer, :status, :seen_by, :seen_on, :reference);

-- name: line_of_message
-- Which line a note belongs to that came before.
SELECT number FROM line_note WHERE message_id = :message_id;

-- name: get_line
-- One line.
SELECT number, locality, scheme, code, version, title FROM line WHERE number = :number;

-- name: line_notes
-- Everything noted on one line, oldest first.
SELECT message_id, at, organ, place, officer, status, seen_by, seen_on, reference
FROM line_note WHERE number = :number ORDER BY seq;

-- name: list_lines
-- A page of lines as they stand, the latest opened first; never the applicant's numbers.
SELECT line.number, line.locality, line.code, line.title, line.opened_at, note.status, note.seen_by, note.seen_on
FROM line JOIN line_note AS note ON note.seq = (SELECT max(seq) FROM line_note WHERE number = line.number)
WHERE note.status NOT IN (SELECT value FROM json_each(:hidden))
  AND (:after = '' OR (line.opened_at, line.number) < (SELECT opened_at, number FROM line WHERE number = :after))
ORDER BY line.opened_at DESC, line.number DESC LIMIT :count;

-- name: count_lines
-- How the lines opened in a stretch of time stand.
SELECT note.status, count(*) AS count
FROM line JOIN line_note AS note ON note.seq = (SELECT max(seq) FROM line_note WHERE number = line.number)
WHERE line.opened_at >= :first AND line.opened_at < :end GROUP BY note.status;
