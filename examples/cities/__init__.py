"""Fourteen invented cities made from one hand-written pool of items: `examples/federation/README.md`."""
