"""What the node can do on this machine, measured on real processes (benchmarks/README.md)."""
