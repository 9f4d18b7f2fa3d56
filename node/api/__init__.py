"""The local API for the city's own systems and the CLI."""
