-- name: add_bundle
-- A bundle as imported; the same text again changes nothing.
INSERT INTO bundle (name, version, text, at) VALUES (:name, :version, :text, :at)
ON CONFLICT (name, version) DO NOTHING;

-- name: get_bundle
-- A version of a bundle; without one, the latest imported.
SELECT text, at FROM bundle WHERE name = :name AND (:version = '' OR version = :version)
ORDER BY at DESC, version DESC LIMIT 1;

-- name: all_bundles
-- Every bundle, the latest imported version of a name first.
SELECT text, at FROM bundle ORDER BY name, at DESC, version DESC LIMIT 500;
