"""Logs with redaction, health."""
