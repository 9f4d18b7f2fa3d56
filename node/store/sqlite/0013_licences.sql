-- 电子证照核验 over all cases: who asked whom on which day, to count by and to list. An index only: what was asked
-- and answered stands in the cases. Refused requests are here too.

CREATE TABLE licence_check (
  asker      TEXT NOT NULL,
  message_id TEXT NOT NULL,
  answerer   TEXT NOT NULL,
  case_id    TEXT NOT NULL,
  day        TEXT NOT NULL,        -- of asked_at, in Beijing
  asked_at   TEXT NOT NULL,        -- as its author says
  noted_on   TEXT NOT NULL,        -- the day on which this node wrote or got it, in Beijing
  PRIMARY KEY (asker, message_id)
);
CREATE INDEX licence_check_day ON licence_check (asker, answerer, day);
CREATE INDEX licence_check_noted ON licence_check (asker, answerer, noted_on);
CREATE INDEX licence_check_newest ON licence_check (asked_at, message_id);

INSERT OR IGNORE INTO licence_check (asker, message_id, answerer, case_id, day, asked_at, noted_on)
SELECT
  CASE json_extract(question.value, '$.side')
    WHEN 'accepting' THEN substr(casebook.case_id, 3, 6) ELSE substr(casebook.case_id, 9, 6) END,
  json_extract(question.value, '$.message_id'),
  CASE json_extract(question.value, '$.side')
    WHEN 'accepting' THEN substr(casebook.case_id, 9, 6) ELSE substr(casebook.case_id, 3, 6) END,
  casebook.case_id,
  date(json_extract(question.value, '$.at'), '+8 hours'),
  replace(json_extract(question.value, '$.at'), 'Z', '000+00:00'),
  date(json_extract(question.value, '$.at'), '+8 hours')
FROM casebook, json_each(casebook.document, '$.questions') AS question
WHERE json_extract(question.value, '$.asked.licence') IS NOT NULL;
