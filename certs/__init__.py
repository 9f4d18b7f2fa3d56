"""The development PKI."""
