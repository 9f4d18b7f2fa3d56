-- Numbers 文号 of documents this node's organs gave, and which cases have papers in a parcel.

-- A number stands for one document of an organ for ever, also if its entry was refused. Certificates are not
-- here: a renewed one may keep its number.
CREATE TABLE document_number (
  organ      TEXT NOT NULL,        -- USCC
  number     TEXT NOT NULL,
  series     TEXT,                 -- NULL: given by hand
  serial     INTEGER,
  case_id    TEXT NOT NULL,
  message_id TEXT NOT NULL,
  PRIMARY KEY (organ, number)
);
CREATE UNIQUE INDEX document_series ON document_number (organ, series, serial) WHERE series IS NOT NULL;

-- An index only: what is in a parcel stands in the cases.
CREATE TABLE parcel_case (
  number  TEXT NOT NULL,
  case_id TEXT NOT NULL,
  PRIMARY KEY (number, case_id)
);

INSERT OR IGNORE INTO document_number (organ, number, case_id, message_id)
SELECT json_extract(row.value, '$.actor.organ'), json_extract(paper.value, '$.document.number'), casebook.case_id,
  json_extract(paper.value, '$.message_id')
FROM casebook, json_each(casebook.document, '$.documents') AS paper,
  json_each(casebook.document, '$.rows') AS row
WHERE json_extract(row.value, '$.message_id') = json_extract(paper.value, '$.message_id')
  AND json_extract(row.value, '$.author') <> casebook.peer AND json_extract(paper.value, '$.kind') <> 'Issued';

INSERT OR IGNORE INTO parcel_case (number, case_id)
SELECT json_extract(parcel.value, '$.number'), casebook.case_id
FROM casebook, json_each(casebook.document, '$.parcels') AS parcel;
