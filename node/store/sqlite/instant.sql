-- name: add_instant_rule
-- A rule comes in, on trial.
INSERT INTO instant_rule (name, version, text, mode, at, mode_at)
VALUES (:name, :version, :text, 'shadow', :at, :at);

-- name: stop_instant_rule
-- Every version of a rule stops.
UPDATE instant_rule SET mode = 'stopped', mode_at = :at WHERE name = :name AND mode <> 'stopped';

-- name: set_instant_live
-- A version on trial decides from now on.
UPDATE instant_rule SET mode = 'live', mode_at = :at
WHERE name = :name AND version = :version AND mode = 'shadow';

-- name: all_instant_rules
-- Every version of every rule, oldest first.
SELECT name, version, text, mode, at, mode_at FROM instant_rule ORDER BY at, name, version;

-- name: add_instant_verdict
-- What a rule on trial says of a case; that it would have granted stays, as a grant would have.
INSERT INTO instant_verdict (name, version, case_id, outcome, why, about, at)
VALUES (:name, :version, :case_id, :outcome, :why, :about, :at)
ON CONFLICT (name, version, case_id) DO UPDATE
SET outcome = excluded.outcome, why = excluded.why, about = excluded.about, at = excluded.at
WHERE instant_verdict.outcome = 'person';

-- name: compare_instant
-- What a rule on trial said, beside how the cases stand now; by_rule: a live rule acted in it, which says nothing of people.
SELECT verdict.outcome, verdict.why, casebook.state,
  EXISTS (SELECT 1 FROM json_each(casebook.document, '$.rows') AS line
          WHERE json_extract(line.value, '$.actor.officer') = :machine) AS by_rule,
  count(*) AS count
FROM instant_verdict AS verdict JOIN casebook ON casebook.case_id = verdict.case_id
WHERE verdict.name = :name AND verdict.version = :version
GROUP BY verdict.outcome, verdict.why, casebook.state, by_rule;

-- name: instant_cases
-- Cases of ours that changed and that nobody has decided, a page at a time.
SELECT case_id, updated_at FROM casebook
WHERE state IN ('submitted', 'arrived', 'accepted') AND substr(case_id, 9, 6) = :me
  AND (updated_at, case_id) > (:since, :after)
ORDER BY updated_at, case_id LIMIT :count;
