-- name: last_serial
-- How far a series has been given by this node.
SELECT coalesce(max(serial), 0) AS serial FROM document_number WHERE organ = :organ AND series = :series;

-- name: number_used
-- The case in which an organ used a number.
SELECT case_id FROM document_number WHERE organ = :organ AND number = :number;

-- name: add_number
-- A number is given.
INSERT INTO document_number (organ, number, series, serial, case_id, message_id)
VALUES (:organ, :number, :series, :serial, :case_id, :message_id) ON CONFLICT DO NOTHING;

-- name: add_parcel
-- A case has papers in a parcel.
INSERT INTO parcel_case (number, case_id) VALUES (:number, :case_id) ON CONFLICT DO NOTHING;

-- name: parcel_cases
-- The cases with papers in a parcel of this number, in order.
SELECT case_id FROM parcel_case WHERE number = :number ORDER BY case_id LIMIT 500;

-- name: parcels_known
-- Which of some numbers are of parcels that a case has papers in.
SELECT DISTINCT number FROM parcel_case WHERE number IN (SELECT value FROM json_each(:numbers));

-- name: parcel_ended
-- The cases with a peer in which a parcel of this number is closed by now, the last changed first.
SELECT casebook.case_id FROM parcel_case JOIN casebook ON casebook.case_id = parcel_case.case_id
WHERE parcel_case.number = :number AND casebook.peer = :peer AND EXISTS (
  SELECT 1 FROM json_each(casebook.document, '$.parcels') AS parcel
  WHERE json_extract(parcel.value, '$.number') = :number
    AND json_extract(parcel.value, '$.state') IN ('received', 'sent_back', 'lost')
) ORDER BY casebook.updated_at DESC, casebook.case_id LIMIT 500;
