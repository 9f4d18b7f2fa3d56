-- Which joint case 多地联办 a case is a part of; empty if none.

ALTER TABLE casebook ADD COLUMN lead TEXT NOT NULL DEFAULT '';
CREATE INDEX casebook_lead ON casebook (lead) WHERE lead <> '';
