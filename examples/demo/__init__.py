"""``make demo``: two cities as two processes, all example applications by public commands only."""
