"""The node: all I/O. It imports `federation`, never the other way."""
