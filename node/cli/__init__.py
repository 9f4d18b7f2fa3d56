"""The `kuayu` command: every act of a node from a terminal, ``--json`` on all."""

from node.cli.main import main

__all__ = ["main"]
