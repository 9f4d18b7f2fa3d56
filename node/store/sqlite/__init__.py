"""SQLite's own statements: migrations `NNNN_*.sql` and named statements `*.sql`."""
