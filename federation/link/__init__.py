"""The link: a log between two members that both sign."""
