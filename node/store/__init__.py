"""The store: one writer, SQL in .sql files."""
