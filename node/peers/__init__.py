"""gRPC between nodes: bytes and identity, nothing else."""
