-- Catalogues and crosswalks have a first day in force. Those imported before it was asked for count from the
-- day of their import (in Beijing), the first of each name always; where several came on one day the last
-- keeps it and the others stand on the days before, so that cases filed under them still find them.

-- YYYY-MM-DD; NULL: always, or as the document says.
ALTER TABLE import ADD COLUMN effective TEXT;

UPDATE import SET effective = date(at, '+8 hours', '-' || (
  SELECT count(*) FROM import AS later
  WHERE later.kind = import.kind AND later.name = import.name AND later.at > import.at
    AND date(later.at, '+8 hours') = date(import.at, '+8 hours')
) || ' days')
WHERE EXISTS (
  SELECT 1 FROM import AS earlier
  WHERE earlier.kind = import.kind AND earlier.name = import.name AND earlier.at < import.at
);

-- How a catalogue was read: the same at every start.
ALTER TABLE import ADD COLUMN profile BLOB NOT NULL DEFAULT x'';
ALTER TABLE import ADD COLUMN skip_bad INTEGER NOT NULL DEFAULT 0;
