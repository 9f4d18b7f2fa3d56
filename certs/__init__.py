"""The development PKI: one command makes everything a federation of nodes needs to trust each other.

For development only; certs/README.md says what production needs instead.
"""
