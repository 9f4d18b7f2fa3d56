-- Lists of cases are read by their newest change, all of them or those in one state, a page at a time.

DROP INDEX casebook_state;
CREATE INDEX casebook_state ON casebook (state, updated_at DESC, case_id DESC);
CREATE INDEX casebook_newest ON casebook (updated_at DESC, case_id DESC);
