-- name: add_prefill_table
-- A table as imported; the same text again changes nothing.
INSERT INTO prefill_table (locality, name, version, item, text, at)
VALUES (:locality, :name, :version, :item, :text, :at)
ON CONFLICT (locality, name, version) DO NOTHING;

-- name: get_prefill_table
-- The text of one version.
SELECT text FROM prefill_table WHERE locality = :locality AND name = :name AND version = :version;

-- name: prefill_table_for
-- The table of an item that counts: of its longest code, the one imported last.
SELECT text FROM prefill_table
WHERE locality = :locality AND item IN (:code, substr(:code, 1, 31), substr(:code, 20, 12))
ORDER BY length(item) DESC, at DESC, version DESC LIMIT 1;

-- name: all_prefill_tables
-- Every table, by place and item, the one imported last first.
SELECT text, at FROM prefill_table ORDER BY locality, item, at DESC, version DESC LIMIT 500;
