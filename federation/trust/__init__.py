"""Trust: suites of signatures, the directory of members, identities of peers."""
